package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

// Somebody finds nothing free, waits, and is offered what another one cancels: by a
// mail whose page takes it.
func TestWhoWaitsTakesWhatAnotherCancels(t *testing.T) {
	t.Parallel()
	h, _ := bookedByHand(t)
	var services, staffed struct {
		Items []struct {
			ID      string
			Version int
		}
	}
	h.get(demoShop, "/api/admin/services", &services)
	h.get(demoShop, "/api/admin/staff", &staffed)
	service := services.Items[0]
	open := strings.NewReplacer(`"enabled":false`, `"enabled":true`, `"how":"checkout","depositPercent":30,"depositProduct":"73"`, `"how":"on_site","depositPercent":100,"depositProduct":""`,
		`"maxPerDay":8`, `"maxPerDay":1`, `"capacity":4`, `"capacity":1`, `"partyMax":2`, `"partyMax":1`).Replace(haircut)
	if a := h.asStaff(demoShop, "PUT", "/api/admin/services/"+service.ID, fmt.Sprintf(`{"base":%d,%s}`, service.Version, open)); a.status != http.StatusOK {
		t.Fatalf("the service is answered %s", said(a))
	}
	who, _ := h.shopper(demoShop)
	proxy := func(method, path string, query url.Values, body string) answered {
		address, err := h.stand.ProxyURL(demoShop, path, query, who.ID)
		h.must(err)
		return h.ask(method, address, map[string]string{"Content-Type": "application/json"}, body)
	}
	// The day of the shop on which the one appointment of the day is booked.
	wish := fmt.Sprintf(`{"key":"a-key-of-who-waits","service":%q,"variant":"short","addOns":[],"from":"2026-12-04","to":"2026-12-04","part":"evening","language":"en",
		"answers":[{"id":"q1","value":"red"}],"name":"Mori","email":"mori@example.com"}`, service.ID)
	joined := proxy("POST", "/waitlist", nil, wish)
	if joined.status != http.StatusCreated || proxy("POST", "/waitlist", nil, wish).status != http.StatusOK {
		t.Fatalf("joining is answered %s", said(joined))
	}
	h.work()
	var panel struct {
		Items []struct{ ID, State, Name, Title, Start string }
	}
	list := "/api/admin/waitlist?from=2026-12-04&to=2026-12-04&service=" + service.ID
	h.get(demoShop, list, &panel)
	if len(panel.Items) != 1 || panel.Items[0].State != "waiting" || panel.Items[0].Name != "Mori" || panel.Items[0].Title != "Hair cut" {
		t.Fatalf("the panel shows %+v", panel.Items)
	}
	var calendar struct{ Items []struct{ ID string } }
	h.get(demoShop, "/api/admin/appointments?from=2026-12-04&to=2026-12-04", &calendar)
	if a := h.asStaff(demoShop, "PUT", "/api/admin/appointments/"+calendar.Items[0].ID+"/status", `{"base":0,"to":"cancelled"}`); a.status != http.StatusOK {
		t.Fatalf("cancelling is answered %s", said(a))
	}
	h.work()
	mail := h.mailOf("is free for you")
	if !strings.Contains(mail.Text, "4 December 2026") || !strings.Contains(mail.To, "mori@example.com") {
		t.Fatalf("the mail is %+v", mail)
	}
	var mine struct {
		Items []struct {
			ID, Token, State string
			Offer            *struct{ Offered, CanMove bool }
		}
	}
	h.must(json.Unmarshal([]byte(proxy("GET", "/waitlist", nil, "").body), &mine))
	if len(mine.Items) != 1 || mine.Items[0].State != "offered" || mine.Items[0].Offer == nil || !mine.Items[0].Offer.Offered || mine.Items[0].Offer.CanMove {
		t.Fatalf("the shopper sees %+v", mine.Items)
	}
	link, err := url.Parse(linkForm.FindString(mail.Text))
	h.must(err)
	page := func(method, part string) answered {
		return h.ask(method, h.url+link.Path+part+"?"+link.RawQuery, nil, "")
	}
	if shown := page("GET", ""); !strings.Contains(shown.body, "It is kept for you until") || !strings.Contains(shown.body, "/take?") || strings.Contains(shown.body, "/move?") {
		t.Errorf("the page is %s", said(shown))
	}
	if asked := page("GET", "/cancel"); !strings.Contains(asked.body, "let this place pass") {
		t.Errorf("asked about declining it says %s", said(asked))
	}
	for range 2 {
		if a := page("POST", "/take"); a.status != http.StatusSeeOther {
			t.Fatalf("taken it says %s", said(a))
		}
	}
	h.work()
	if mail := h.lastMail(); !strings.Contains(mail.Subject, "is confirmed") || !strings.Contains(mail.To, "mori@example.com") {
		t.Errorf("the mail is %+v", mail)
	}
	if h.get(demoShop, list, &panel); len(panel.Items) != 0 {
		t.Errorf("the panel still shows %+v", panel.Items)
	}
	if a := proxy("DELETE", "/waitlist/"+mine.Items[0].ID, url.Values{"token": {mine.Items[0].Token}}, ""); a.status != http.StatusConflict {
		t.Errorf("leaving afterwards is answered %s", said(a))
	}
}

// mailOf is the newest mail of ours with something in its subject.
func (h *harness) mailOf(subject string) sandbox.Mail {
	h.Helper()
	for _, m := range h.stand.Mails() {
		if m.Shop == "" && strings.Contains(m.Subject, subject) {
			return m
		}
	}
	h.Fatalf("no mail says %q", subject)
	return sandbox.Mail{}
}
