package main

import (
	"net/http"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

func TestAContactOptsOutOfMailsWithOneClick(t *testing.T) {
	t.Parallel()
	h := newHarnessWithMail(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	adjust := func(key string) {
		if a := h.asStaff(demoShop, "POST", "/api/admin/contacts/"+contact+"/adjustments", `{"key":"`+key+`-of-the-form","points":7,"reason":"other","note":"x","allowDebt":false}`); a.status != http.StatusOK {
			t.Fatalf("adjusting is answered %s", said(a))
		}
		h.settle()
		h.work()
	}
	adjust("first")
	mails := h.ownMails()
	if len(mails) != 1 {
		t.Fatalf("%d mails of ours arrived, want 1: %+v", len(mails), mails)
	}
	link := regexp.MustCompile(`http://\S+/opt-out\?\S+`).FindString(mails[0].Text)
	var card struct {
		Consents []struct {
			Channel string
			Given   bool
		}
	}
	page := h.ask("GET", link, nil, "")
	h.get(demoShop, "/api/admin/contacts/"+contact, &card)
	if page.status != http.StatusOK || !strings.Contains(page.body, `<form method="post">`) || len(card.Consents) != 0 {
		t.Errorf("the page is answered %s, and the card says %+v", said(page), card.Consents)
	}
	for _, bad := range []string{link + "0", strings.Replace(link, "contact=", "contact=c_1", 1)} {
		if a := h.ask("POST", bad, nil, ""); a.status != http.StatusNotFound {
			t.Errorf("%s is answered %s", bad, said(a))
		}
	}
	clicked := h.ask("POST", link, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, "List-Unsubscribe=One-Click")
	h.get(demoShop, "/api/admin/contacts/"+contact, &card)
	if clicked.status != http.StatusOK || len(card.Consents) != 1 || card.Consents[0].Channel != "loyalty_email" || card.Consents[0].Given {
		t.Errorf("the click is answered %s, and the card says %+v", said(clicked), card.Consents)
	}
	adjust("second")
	if again := h.ownMails(); len(again) != 1 {
		t.Errorf("after that comes %+v", again)
	}
}

// ownMails are those that came from the program and not from a store.
func (h *harness) ownMails() (ours []sandbox.Mail) {
	for _, m := range h.stand.Mails() {
		if m.Shop == "" {
			ours = append(ours, m)
		}
	}
	return ours
}

func TestARefundIsToldByMailInTheShoppersLanguage(t *testing.T) {
	t.Parallel()
	h := newHarnessWithMail(t)
	h.install(sakuraShop)
	order := h.buy(sakuraShop, sandbox.Checkout{Email: "hana@example.com", FirstName: "Hana<b>", Locale: "ja"}, h.stand.Products(sakuraShop)[0].Handle)
	h.settle()
	if _, err := h.stand.RefundFull(sakuraShop, order.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.work()
	ours := h.ownMails()
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

// newHarnessWithMail is a program whose mails arrive in the stand-in's mailbox.
func newHarnessWithMail(t *testing.T) *harness {
	t.Helper()
	office := listen(t)
	h := newHarnessWith(t, func(c *Config) {
		c.SMTP, c.MailFrom = &url.URL{Scheme: "smtp", Host: office.Addr().String()}, &netmail.Address{Address: "points@clientele.example"}
	})
	go func() { _ = h.stand.ServeMail(office) }()
	t.Cleanup(func() { _ = office.Close() })
	return h
}
