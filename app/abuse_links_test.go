package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/contacts"
)

// holders are people of a shop who hold secret links: of an appointment, of a place
// that is offered to who waited, out of mails, and to the calendar of somebody who
// serves.
type holders struct {
	*offering
	contact                      string
	visit, offer, optOut, feed   string
	visited, staffCalendar, days string // an id, and addresses in the panel
}

// theVisit is on a Saturday, too.
const theVisit = "2026-12-12T10:00:00+09:00"

func linked(t *testing.T, database string) *holders {
	t.Helper()
	o := offeredIn(t, database, `"party":1`, `"how":"checkout","depositPercent":30,"depositProduct":"73"`, `"how":"on_site","depositPercent":100,"depositProduct":""`)
	h := &holders{offering: o, contact: fmt.Sprintf("c_%d", o.customer), offer: o.url + o.link.RequestURI(), days: "/api/admin/appointments?from=2026-12-01&to=2026-12-31"}
	o.buy(demoShop, sandbox.Checkout{CustomerID: o.customer}, "river-mug")
	o.settle()
	wish := fmt.Sprintf(`{"key":"a-key-of-who-books","service":%q,"variant":"short","party":1,"start":%q,"zone":"Asia/Seoul","language":"ko","answers":[{"id":"q1","value":"red"}],"name":"Rin","email":"rin@example.com"}`,
		o.list[strings.LastIndex(o.list, "=")+1:], theVisit)
	booked := o.proxy("POST", "/bookings", nil, wish)
	var made struct{ ID, Manage string }
	if err := json.Unmarshal([]byte(booked.body), &made); err != nil || booked.status != http.StatusCreated {
		t.Fatalf("booking is answered %s", said(booked))
	}
	h.visited, h.visit = made.ID, made.Manage
	shop, err := o.program.store.Shops.Get(t.Context(), demoShop)
	o.must(err)
	h.optOut = o.url + "/opt-out?" + url.Values{"shop": {demoShop}, "contact": {h.contact}, "token": {contacts.OptOutToken(shop.Salt, models.ContactID(h.contact))}}.Encode()
	var team struct{ Items []struct{ ID string } }
	o.get(demoShop, "/api/admin/staff", &team)
	h.staffCalendar = "/api/admin/calendar-links/" + team.Items[0].ID
	h.feed = h.newFeed()
	o.work()
	return h
}

// newFeed gives a link to the calendar of who serves, in place of the one before.
func (h *holders) newFeed() string {
	h.Helper()
	var link struct{ Address string }
	h.must(json.Unmarshal([]byte(h.asStaff(demoShop, "PUT", h.staffCalendar, `{"titles":"full_name"}`).body), &link))
	_, path, _ := strings.Cut(strings.TrimPrefix(link.Address, "http://"), "/")
	return h.url + "/" + path
}

// all are the links, by what they are.
func (h *holders) all() map[string]string {
	return map[string]string{"an appointment": h.visit, "an offer": h.offer, "opting out": h.optOut, "a calendar": h.feed}
}

// things is what the links lead to, to tell whether something changed.
func (h *holders) things() string {
	h.Helper()
	h.work()
	all := fmt.Sprint(len(h.stand.Mails()), " mails\n")
	for _, path := range []string{h.days, h.list, "/api/admin/contacts/" + h.contact, "/api/admin/calendar-links"} {
		all += said(h.asStaff(demoShop, "GET", path, "")) + "\n"
	}
	return all
}

// parted is a link with what stands before its secret, and after.
func parted(link string) (before, secret, after string) {
	if i := strings.LastIndex(link, "token="); i >= 0 {
		return link[:i+6], link[i+6:], ""
	}
	_, secret = path.Split(link)
	return link[:len(link)-len(secret)], strings.TrimSuffix(secret, ".ics"), ".ics"
}

// use is one request that a link can be used for.
type use struct{ method, address string }

// usesOf are all of them.
func usesOf(link string) []use {
	before, query, _ := strings.Cut(link, "?")
	switch {
	case strings.Contains(link, "/calendars/"):
		return []use{{"GET", link}}
	case strings.Contains(link, "/opt-out"):
		return []use{{"GET", link}, {"POST", link}}
	}
	var all []use
	for _, u := range []use{{"GET", ""}, {"GET", "/cancel"}, {"POST", "/cancel"}, {"POST", "/take"}, {"GET", "/move"}, {"POST", "/move"}, {"GET", "/appointment.ics"}} {
		all = append(all, use{u.method, before + u.address + "?" + query + "&start=" + url.QueryEscape("2026-12-12T13:00:00+09:00")})
	}
	return all
}

// inKorean asks as the browser of somebody who reads Korean.
func (h *holders) inKorean(u use) answered {
	h.Helper()
	return h.ask(u.method, u.address, map[string]string{"Accept-Language": "fr;q=0.9, ko-KR;q=0.8, en;q=0.1"}, "")
}

// nowhere checks that a link is answered like those that never were: by a page that
// its reader understands.
func (h *holders) nowhere(what, link, like string) {
	h.Helper()
	unknown := usesOf(like)
	for i, u := range usesOf(link) {
		got, want := h.inKorean(u), h.inKorean(unknown[i])
		if got.status != http.StatusNotFound || said(got) != said(want) {
			h.Errorf("%s: %s %s is answered %s\nand one that never was %s", what, u.method, u.address, said(got), said(want))
		}
		if !strings.Contains(got.body, `<html lang="ko">`) || !strings.Contains(got.body, "링크") || strings.Contains(got.body, "Hair") {
			h.Errorf("%s: %s %s says %s", what, u.method, u.address, got.body)
		}
		for _, name := range []string{"Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Robots-Tag"} {
			if got.header.Get(name) == "" || got.header.Get(name) != want.header.Get(name) {
				h.Errorf("%s: %s of %s is %q, and of one that never was %q", what, name, u.address, got.header.Get(name), want.header.Get(name))
			}
		}
	}
}

// madeUp is a link like another one with a secret that nobody was given.
func madeUp(link string) string {
	before, secret, after := parted(link)
	return before + strings.Repeat("a", len(secret)) + after
}

// perEngine runs a test in memory and on a file, or on MongoDB if there is one.
func perEngine(t *testing.T, run func(t *testing.T, h *holders)) {
	for name, database := range map[string]func(*testing.T) string{"memory": databaseFor, "file": fileOrMongo} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, linked(t, database(t)))
		})
	}
}

func TestF31ALinkThatIsAlteredAnywhereIsLikeOneThatNeverWas(t *testing.T) {
	t.Parallel()
	perEngine(t, func(t *testing.T, h *holders) {
		for what, link := range h.all() {
			if a := h.ask("GET", link, nil, ""); a.status != http.StatusOK {
				t.Fatalf("%s is answered %s", what, said(a))
			}
		}
		before := h.things()
		for what, link := range h.all() {
			for _, altered := range alterations(link) {
				h.nowhere(what, altered, madeUp(link))
			}
		}
		if after := h.things(); after != before {
			t.Errorf("something changed from\n%s\nto\n%s", before, after)
		}
	})
}

// alterations are links that differ from a good one by a character of the secret, by
// its length, or by whose it is.
func alterations(link string) (all []string) {
	before, secret, after := parted(link)
	for i := range secret {
		for _, c := range []byte{'A', 'b', '0', secret[i] ^ 0x20, secret[i] ^ 1} {
			if c != secret[i] {
				all = append(all, before+secret[:i]+url.QueryEscape(string(rune(c&0x7f)))+secret[i+1:]+after)
			}
		}
	}
	for _, other := range []string{secret[1:], secret[:len(secret)-1], secret + "A", secret + "%20", secret + "%00", "%ff%fe" + secret, strings.Repeat(secret, 40), "%7B%22$gt%22:%22%22%7D"} {
		all = append(all, before+other+after)
	}
	return append(all, strings.Replace(link, demoShop, sakuraShop, 1), strings.Replace(link, demoShop, "nobody.myshopify.com", 1), strings.Replace(link, demoShop, "no%00shop%ff", 1))
}

func TestF31ALinkOpensNothingButItsOwn(t *testing.T) {
	t.Parallel()
	perEngine(t, func(t *testing.T, h *holders) {
		h.install(sakuraShop)
		other := h.buyers(demoShop, sandbox.Customer{ID: h.customer}, "river-mug", 1)[0]
		h.settle()
		before := h.things()
		for what, link := range h.all() {
			start, _, end := parted(link)
			for whose, another := range h.all() {
				if what != whose {
					_, secret, _ := parted(another)
					h.nowhere(what+" with what opens "+whose, start+secret+end, madeUp(link))
				}
			}
		}
		h.nowhere("opting out of somebody else", strings.Replace(h.optOut, h.contact, other, 1), madeUp(h.optOut))
		_, opens, _ := parted(h.offer)
		for _, part := range []struct{ method, path string }{{"GET", ""}, {"GET", "/times"}, {"POST", "/move"}, {"POST", "/cancel"}, {"POST", "/release"}} {
			query := url.Values{"token": {opens}, "from": {"2026-12-01"}, "to": {"2026-12-05"}, "zone": {"UTC"}}
			address, err := h.stand.ProxyURL(demoShop, "/bookings/"+h.visited+part.path, query, 0)
			h.must(err)
			wish := fmt.Sprintf(`{"token":%q,"start":"2026-12-12T13:00:00+09:00"}`, opens)
			if a := h.ask(part.method, address, map[string]string{"Content-Type": "application/json"}, wish); a.status != http.StatusNotFound {
				t.Errorf("%s %s in the storefront with what opens an offer is answered %s", part.method, part.path, said(a))
			}
		}
		if after := h.things(); after != before {
			t.Errorf("something changed from\n%s\nto\n%s", before, after)
		}
	})
}

func TestF31ALinkOfWhatIsOverSaysSoAndChangesNothing(t *testing.T) {
	t.Parallel()
	perEngine(t, func(t *testing.T, h *holders) {
		over := func(what, link, words string, parts ...string) {
			h.Helper()
			before := h.things()
			for range 2 {
				for _, u := range usesOf(link) {
					a := h.ask(u.method, u.address, nil, "")
					if u.method == "POST" && !strings.Contains(strings.Join(parts, " "), path.Base(strings.Split(u.address, "?")[0])) {
						if a.status != http.StatusConflict || !strings.Contains(a.body, words) {
							t.Errorf("%s: %s %s is answered %s", what, u.method, u.address, said(a))
						}
						continue
					}
					if a.status >= 400 || u.method == "GET" && strings.Contains(a.body, "<form") {
						t.Errorf("%s: %s %s is answered %s", what, u.method, u.address, said(a))
					}
				}
			}
			if after := h.things(); after != before {
				t.Errorf("%s: something changed from\n%s\nto\n%s", what, before, after)
			}
		}
		if a := h.ask("POST", h.optOut, nil, ""); a.status != http.StatusOK {
			t.Errorf("opting out is answered %s", said(a))
		}
		before := h.things()
		if a := h.ask("POST", h.optOut, nil, ""); a.status != http.StatusOK || h.things() != before {
			t.Errorf("opting out again is answered %s", said(a))
		}
		h.later(3 * 24 * time.Hour) // nobody has taken the place
		h.work()
		over("an offer that is over", h.offer, "This cannot be changed any more.", "cancel")
		second := h.another()
		if a := h.ask("POST", strings.Replace(second, "?", "/cancel?", 1), nil, ""); a.status != http.StatusSeeOther {
			t.Fatalf("cancelling is answered %s", said(a))
		}
		over("an appointment that is cancelled", second, "더 이상 변경할 수 없습니다.", "cancel")
		h.later(12 * 24 * time.Hour)
		h.work()
		over("an appointment that has begun", h.visit, "더 이상 변경할 수 없습니다.")
	})
}

// another books once more, on the next Saturday, and gives the link.
func (h *holders) another() string {
	h.Helper()
	wish := fmt.Sprintf(`{"key":"a-key-of-one-more","service":%q,"variant":"short","party":1,"start":"2026-12-19T10:00:00+09:00","zone":"Asia/Seoul","language":"ko","answers":[{"id":"q1","value":"red"}],"name":"Rin","email":"rin@example.com"}`,
		h.list[strings.LastIndex(h.list, "=")+1:])
	booked := h.proxy("POST", "/bookings", nil, wish)
	var made struct{ Manage string }
	if err := json.Unmarshal([]byte(booked.body), &made); err != nil || booked.status != http.StatusCreated {
		h.Fatalf("booking is answered %s", said(booked))
	}
	h.work()
	return made.Manage
}

func TestF31LinksCanBeMadeToLeadNowhere(t *testing.T) {
	t.Parallel()
	perEngine(t, func(t *testing.T, h *holders) {
		first := h.feed
		h.feed = h.newFeed()
		h.nowhere("a calendar whose link was replaced", first, madeUp(first))
		if a := h.ask("GET", h.feed, nil, ""); a.status != http.StatusOK {
			t.Errorf("the new link is answered %s", said(a))
		}
		if a := h.asStaff(demoShop, "DELETE", h.staffCalendar, ""); a.status != http.StatusNoContent {
			t.Errorf("revoking is answered %s", said(a))
		}
		h.nowhere("a calendar whose link was revoked", h.feed, madeUp(h.feed))

		replaced := h.asStaff(demoShop, "PUT", "/api/admin/appointments/"+h.visited+"/link", `{"base":0}`)
		var made struct{ Link string }
		h.must(json.Unmarshal([]byte(replaced.body), &made))
		if replaced.status != http.StatusOK || made.Link == h.visit {
			t.Fatalf("replacing is answered %s", said(replaced))
		}
		h.nowhere("an appointment whose link was replaced", h.visit, madeUp(h.visit))
		if a := h.ask("GET", made.Link, nil, ""); a.status != http.StatusOK || !strings.Contains(a.body, "Hair cut") {
			t.Errorf("the new link is answered %s", said(a))
		}
		if mail := h.lastMail(); !strings.Contains(mail.To, "rin@example.com") || !strings.Contains(mail.Text, made.Link[strings.Index(made.Link, "/visit/"):]) {
			t.Errorf("the new link is told by %+v", mail)
		}
		if a := h.ask("POST", strings.Replace(made.Link, "?", "/cancel?", 1), nil, ""); a.status != http.StatusSeeOther {
			t.Errorf("cancelling by the new link is answered %s", said(a))
		}
		if a := h.asStaff(demoShop, "PUT", "/api/admin/appointments/"+h.visited+"/link", `{"base":0}`); a.status != http.StatusConflict {
			t.Errorf("replacing the link of what is cancelled is answered %s", said(a))
		}
		h.must(h.stand.Uninstall(demoShop))
		h.settle()
		h.nowhere("an appointment of a store that has removed the app", made.Link, madeUp(h.visit))
		h.nowhere("an offer of a store that has removed the app", h.offer, madeUp(h.offer))
	})
}
