package main

import (
	netmail "net/mail"
	"net/url"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

func TestARefundIsToldByMailInTheShoppersLanguage(t *testing.T) {
	t.Parallel()
	office := listen(t)
	h := newHarnessWith(t, func(c *Config) {
		c.SMTP, c.MailFrom = &url.URL{Scheme: "smtp", Host: office.Addr().String()}, &netmail.Address{Address: "points@clientele.example"}
	})
	go func() { _ = h.stand.ServeMail(office) }()
	t.Cleanup(func() { _ = office.Close() })
	h.install(sakuraShop)
	order := h.buy(sakuraShop, sandbox.Checkout{Email: "hana@example.com", FirstName: "Hana<b>", Locale: "ja"}, h.stand.Products(sakuraShop)[0].Handle)
	h.settle()
	if _, err := h.stand.RefundFull(sakuraShop, order.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.work()
	var ours []sandbox.Mail
	for _, m := range h.stand.Mails() {
		if m.Shop == "" {
			ours = append(ours, m)
		}
	}
	if len(ours) != 1 {
		t.Fatalf("%d mails of ours arrived, want 1: %+v", len(ours), ours)
	}
	m := ours[0]
	if m.To != "<hana@example.com>" && m.To != "hana@example.com" || !strings.Contains(m.From, "points@clientele.example") {
		t.Errorf("from %q to %q", m.From, m.To)
	}
	if !strings.Contains(m.Subject, "取り消されました") || !strings.Contains(m.Text, order.Name()) || strings.Contains(m.HTML, "<b>") {
		t.Errorf("the mail is %+v", m)
	}
}
