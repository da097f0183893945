package main

import (
	"fmt"
	"net/http"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
)

// bookedByHand makes an appointment in a shop with a mail server, and gives the
// mail that tells of it.
func bookedByHand(t *testing.T) (*harness, sandbox.Mail) {
	t.Helper()
	return bookedByHandIn(t, databaseFor(t))
}

// visitsBegan is when the tests of visits begin, whose days have names.
var visitsBegan = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)

func bookedByHandIn(t *testing.T, database string) (*harness, sandbox.Mail) {
	t.Helper()
	office := listen(t)
	h := buildHarnessAt(t, since(visitsBegan), database, "", func(c *Config) {
		c.SMTP, c.MailFrom = &url.URL{Scheme: "smtp", Host: office.Addr().String()}, &netmail.Address{Address: "hello@clientele.example"}
	})
	go func() { _ = h.stand.ServeMail(office) }()
	t.Cleanup(func() { _ = office.Close() })
	h.install(demoShop)
	ids := h.catalogue(demoShop)
	a := h.asStaff(demoShop, "POST", "/api/admin/appointments", fmt.Sprintf(`{"key":"a-key-of-the-visit","service":%q,"variant":"short","addOns":[],"staff":%q,"party":1,
		"start":%q,"name":"Mika <b>","email":"mika@example.com"}`, ids["services"], ids["staff"], visitAt))
	if a.status != http.StatusOK {
		t.Fatalf("booking is answered %s", said(a))
	}
	return h, h.lastMail()
}

// visitAt is on a Saturday of the hairdresser, who works all day; the shop has
// Friday evening then.
const visitAt = "2026-12-05T10:00:00+09:00"

// lastMail is the newest mail of ours.
func (h *harness) lastMail() sandbox.Mail {
	h.Helper()
	h.work()
	for _, m := range h.stand.Mails() {
		if m.Shop == "" {
			return m
		}
	}
	h.Fatal("no mail arrived")
	return sandbox.Mail{}
}

var linkForm = regexp.MustCompile(`https?://\S+/visit/\S+`)

func TestALinkInAMailMovesAndCancelsAnAppointment(t *testing.T) {
	t.Parallel()
	h, mail := bookedByHand(t)
	if !strings.Contains(mail.Text, "Friday, 4 December 2026, 20:00–20:45 (America/New_York, UTC−5)") || mail.Method != "REQUEST" || !strings.Contains(mail.Calendar, "SUMMARY:Hair cut") {
		t.Errorf("the mail is %+v", mail)
	}
	link, err := url.Parse(linkForm.FindString(mail.Text))
	h.must(err)
	page := func(method, part, more string) answered {
		return h.ask(method, h.url+link.Path+part+"?"+link.RawQuery+more, nil, "")
	}
	shown := page("GET", "", "")
	if shown.status != http.StatusOK || !strings.Contains(shown.body, "20:00–20:45") || strings.Contains(shown.body, "mika@") {
		t.Fatalf("the page is %s", said(shown))
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"} {
		if got := shown.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if policy := shown.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "script") {
		t.Errorf("the policy is %q", policy)
	}
	if file := page("GET", "/appointment.ics", ""); !strings.HasPrefix(file.body, "BEGIN:VCALENDAR") || !strings.Contains(file.body, "DTSTART:20261205T010000Z") {
		t.Errorf("the file is %s", said(file))
	}
	if times := page("GET", "/move", "&from=2026-12-04"); !strings.Contains(times.body, ">21:00</a>") || !strings.Contains(times.body, "Friday, 4 December 2026") {
		t.Errorf("the times are %s", said(times))
	}
	for _, ask := range []string{"/move", "/cancel"} {
		if a := page("GET", ask, "&start="+url.QueryEscape("2026-12-05T11:00:00+09:00")); a.status != http.StatusOK || !strings.Contains(a.body, `<form method="post"`) {
			t.Errorf("asked about %s it says %s", ask, said(a))
		}
	}
	if a := page("POST", "/move", "&start="+url.QueryEscape("2026-12-06T11:00:00+09:00")); a.status != http.StatusConflict || !strings.Contains(a.body, "not free any more") {
		t.Errorf("moved to a day off it says %s", said(a))
	}
	if a := page("POST", "/move", "&start="+url.QueryEscape("2026-12-05T11:00:00+09:00")); a.status != http.StatusSeeOther {
		t.Fatalf("moved it says %s", said(a))
	}
	if mail := h.lastMail(); !strings.Contains(mail.Text, "21:00–21:45") || mail.Method != "REQUEST" {
		t.Errorf("the mail is %+v", mail)
	}
	for range 2 {
		if a := page("POST", "/cancel", ""); a.status != http.StatusSeeOther {
			t.Fatalf("cancelled it says %s", said(a))
		}
	}
	if mail := h.lastMail(); !strings.Contains(mail.Text, "You have cancelled") || mail.Method != "CANCEL" {
		t.Errorf("the mail is %+v", mail)
	}
	if shown := page("GET", "", ""); !strings.Contains(shown.body, "It is cancelled.") || strings.Contains(shown.body, "/cancel?") || !strings.Contains(shown.body, ">Go to the store</a>") {
		t.Errorf("the page is %s", said(shown))
	}
}

func TestNobodySeesAnAppointmentWithoutItsLink(t *testing.T) {
	t.Parallel()
	h, mail := bookedByHand(t)
	link, err := url.Parse(linkForm.FindString(mail.Text))
	h.must(err)
	token := link.Query().Get("token")
	for _, path := range []string{
		link.Path, link.Path + "?token=", link.Path + "?token=" + token[1:], link.Path + "x?token=" + token, "/visit/nobody.myshopify.com/1?token=" + token,
		"/visit/" + sakuraShop + strings.TrimPrefix(link.Path, "/visit/"+demoShop) + "?token=" + token,
	} {
		for _, part := range []struct{ method, name string }{{"GET", ""}, {"GET", "/cancel"}, {"POST", "/cancel"}, {"POST", "/take"}, {"GET", "/move"}, {"POST", "/move"}, {"GET", "/appointment.ics"}} {
			before, query, _ := strings.Cut(path, "?")
			a := h.ask(part.method, h.url+before+part.name+"?"+query, nil, "")
			if a.status != http.StatusNotFound || strings.Contains(a.body, "Hair") || strings.Contains(a.body, "Mika") {
				t.Errorf("%s %s is answered %s", part.method, path, said(a))
			}
		}
	}
}
