package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

// offering is a harness in which somebody was offered what another one cancelled.
type offering struct {
	*harness
	customer int64
	list     string // address of who waits, in the panel
	link     *url.URL
	mail     sandbox.Mail
}

// offered has a service that is booked out, with some of its settings replaced,
// and somebody who waits for it and is told that a place is free.
func offered(t *testing.T, wish string, edits ...string) *offering {
	t.Helper()
	return offeredIn(t, databaseFor(t), wish, edits...)
}

func offeredIn(t *testing.T, database, wish string, edits ...string) *offering {
	t.Helper()
	h, _ := bookedByHandIn(t, database)
	var services struct {
		Items []struct {
			ID      string
			Version int
		}
	}
	h.get(demoShop, "/api/admin/services", &services)
	service := services.Items[0]
	lesson, mug := h.sold("wheel-lesson"), h.sold("river-mug")
	open := strings.NewReplacer(append(edits, `"product":"71"`, `"product":"`+lesson+`"`, `"product":"72"`, `"product":"`+mug+`"`, `"enabled":false`, `"enabled":true`, `"maxPerDay":8`, `"maxPerDay":1`, `"capacity":4`, `"capacity":1`, `"partyMax":2`, `"partyMax":1`)...).Replace(haircut)
	if a := h.asStaff(demoShop, "PUT", "/api/admin/services/"+service.ID, fmt.Sprintf(`{"base":%d,%s}`, service.Version, open)); a.status != http.StatusOK {
		t.Fatalf("the service is answered %s", said(a))
	}
	who, _ := h.shopper(demoShop)
	o := &offering{harness: h, customer: who.ID, list: "/api/admin/waitlist?from=2026-12-04&to=2026-12-04&service=" + service.ID}
	// The day of the shop on which the one appointment of the day is booked.
	wish = fmt.Sprintf(`{"key":"a-key-of-who-waits","service":%q,"variant":"short","from":"2026-12-04","to":"2026-12-04","part":"evening","language":"en",
		"answers":[{"id":"q1","value":"red"}],"name":"Mori","email":"mori@example.com",%s}`, service.ID, wish)
	joined := o.proxy("POST", "/waitlist", nil, wish)
	if joined.status != http.StatusCreated || o.proxy("POST", "/waitlist", nil, wish).status != http.StatusOK {
		t.Fatalf("joining is answered %s", said(joined))
	}
	h.work()
	if all := o.waiting(); len(all) != 1 || all[0].State != "waiting" || all[0].Name != "Mori" || all[0].Title != "Hair cut: Short" {
		t.Fatalf("the panel shows %+v", all)
	}
	var calendar struct{ Items []struct{ ID string } }
	h.get(demoShop, "/api/admin/appointments?from=2026-12-04&to=2026-12-04", &calendar)
	if a := h.asStaff(demoShop, "PUT", "/api/admin/appointments/"+calendar.Items[0].ID+"/status", `{"base":0,"to":"cancelled"}`); a.status != http.StatusOK {
		t.Fatalf("cancelling is answered %s", said(a))
	}
	h.work()
	o.mail = h.mailOf("is free for you")
	if !strings.Contains(o.mail.Text, "4 December 2026") || !strings.Contains(o.mail.To, "mori@example.com") {
		t.Fatalf("the mail is %+v", o.mail)
	}
	var err error
	o.link, err = url.Parse(linkForm.FindString(o.mail.Text))
	h.must(err)
	return o
}

// sold is the number of the variant that the store sells of a product.
func (h *harness) sold(product string) string {
	h.Helper()
	p, ok := h.stand.Product(demoShop, product)
	if !ok {
		h.Fatalf("the store does not sell %s", product)
	}
	return fmt.Sprint(p.Variants[0].ID)
}

// proxy asks through the storefront, as who waits.
func (o *offering) proxy(method, path string, query url.Values, body string) answered {
	o.Helper()
	address, err := o.stand.ProxyURL(demoShop, path, query, o.customer)
	o.must(err)
	return o.ask(method, address, map[string]string{"Content-Type": "application/json"}, body)
}

// page asks for a part of the page that the mail leads to.
func (o *offering) page(method, part string) answered {
	o.Helper()
	return o.ask(method, o.url+o.link.Path+part+"?"+o.link.RawQuery, nil, "")
}

// waiting is whom the panel shows to wait.
func (o *offering) waiting() []struct{ ID, State, Name, Title string } {
	o.Helper()
	var panel struct {
		Items []struct{ ID, State, Name, Title string }
	}
	o.get(demoShop, o.list, &panel)
	return panel.Items
}

// place is what the storefront shows of a place on the waitlist.
type place struct {
	ID, Token, State, Title, Staff string
	Party                          int
	Offer                          *struct {
		Offered, CanMove bool
		Status           string
		Cart             *struct {
			Variant string
			Others  []struct{ Variant string }
		}
	}
}

func (o *offering) places() []place {
	o.Helper()
	var mine struct{ Items []place }
	o.must(json.Unmarshal([]byte(o.proxy("GET", "/waitlist", nil, "").body), &mine))
	return mine.Items
}

// Somebody finds nothing free, waits, and is offered what another one cancels: by a
// mail whose page takes it.
func TestWhoWaitsTakesWhatAnotherCancels(t *testing.T) {
	t.Parallel()
	o := offered(t, `"party":1`, `"how":"checkout","depositPercent":30,"depositProduct":"73"`, `"how":"on_site","depositPercent":100,"depositProduct":""`)
	mine := o.places()
	if len(mine) != 1 || mine[0].State != "offered" || mine[0].Party != 1 || mine[0].Offer == nil || !mine[0].Offer.Offered || mine[0].Offer.CanMove || mine[0].Offer.Cart != nil {
		t.Fatalf("the shopper sees %+v", mine)
	}
	if shown := o.page("GET", ""); !strings.Contains(shown.body, "It is kept for you until") || !strings.Contains(shown.body, "/take?") || strings.Contains(shown.body, "/move?") {
		t.Errorf("the page is %s", said(shown))
	}
	if asked := o.page("GET", "/cancel"); !strings.Contains(asked.body, "let this place pass") {
		t.Errorf("asked about declining it says %s", said(asked))
	}
	for range 2 {
		if a := o.page("POST", "/take"); a.status != http.StatusSeeOther {
			t.Fatalf("taken it says %s", said(a))
		}
	}
	o.work()
	if mail := o.lastMail(); !strings.Contains(mail.Subject, "is confirmed") || !strings.Contains(mail.To, "mori@example.com") {
		t.Errorf("the mail is %+v", mail)
	}
	if all := o.waiting(); len(all) != 0 {
		t.Errorf("the panel still shows %+v", all)
	}
	if a := o.proxy("DELETE", "/waitlist/"+mine[0].ID, url.Values{"token": {mine[0].Token}, "locale": {"ko"}}, ""); a.status != http.StatusConflict || !strings.Contains(a.body, "이미 예약이") {
		t.Errorf("leaving afterwards is answered %s", said(a))
	}
}

var linesForm = regexp.MustCompile(`(?s)id="lines">(.*?)</script>`)

// What the store sells is paid in its checkout, add-ons included: the mail's page
// leads to one of the store, whose script fills the cart.
func TestAnOfferIsPaidInTheStoreWithEverythingThatBelongsToIt(t *testing.T) {
	t.Parallel()
	o := offered(t, `"addOns":["mask"]`, `"how":"checkout","depositPercent":30,"depositProduct":"73"`, `"how":"checkout","depositPercent":100,"depositProduct":""`)
	if mine := o.places(); len(mine) != 1 || mine[0].Offer.Cart == nil || mine[0].Offer.Cart.Variant != o.sold("wheel-lesson") || len(mine[0].Offer.Cart.Others) != 1 {
		t.Fatalf("the shopper sees %+v", mine)
	}
	jar, err := cookiejar.New(nil)
	o.must(err)
	browser := &http.Client{Jar: jar, Transport: o.client.Transport, Timeout: o.client.Timeout}
	read := func(a *http.Response, err error) string {
		o.must(err)
		defer func() { _ = a.Body.Close() }()
		raw, err := io.ReadAll(io.LimitReader(a.Body, 1<<20))
		o.must(err)
		return string(raw)
	}
	store := o.stand.BaseURL() + "/storefront/demo-shop"
	link := regexp.MustCompile(`href="(http[^"]+/pay\?token=[^"]+)"`).FindStringSubmatch(o.page("GET", "").body)
	if link == nil || !strings.HasPrefix(link[1], o.stand.BaseURL()+"/shops/"+demoShop+"/apps/clientele/waitlist/") {
		t.Fatalf("the page leads to %q", link)
	}
	page := read(browser.Get(html.UnescapeString(link[1])))
	lines := linesForm.FindStringSubmatch(page)
	if lines == nil || strings.Count(lines[1], `"_clientele_booking":"`) != 2 {
		t.Fatalf("the page of the store is %s", page)
	}
	var cart []struct {
		Variant    string            `json:"id"`
		Quantity   int               `json:"quantity"`
		Properties map[string]string `json:"properties"`
	}
	o.must(json.Unmarshal([]byte(strings.ReplaceAll(lines[1], `"variant"`, `"id"`)), &cart))
	wish, err := json.Marshal(map[string]any{"items": cart})
	o.must(err)
	read(browser.Post(store+"/cart/add.js", "application/json", bytes.NewReader(wish)))
	read(browser.PostForm(store+"/checkout", url.Values{"step": {"place"}, "email": {"mori@example.com"}, "country": {"US"}}))
	o.settle()
	if all := o.waiting(); len(all) != 0 {
		t.Errorf("the panel still shows %+v", all)
	}
	if mail := o.lastMail(); !strings.Contains(mail.Subject, "is confirmed") || !strings.Contains(mail.Text, "Hair cut") || strings.Contains(mail.Text, "Still to pay") {
		t.Errorf("the mail is %+v", mail)
	}
	if page := read(browser.Get(html.UnescapeString(link[1]))); linesForm.MatchString(page) || !strings.Contains(page, "It is confirmed.") {
		t.Errorf("afterwards the page of the store is %s", page)
	}
}

func TestNobodyPaysAPlaceWithoutItsLink(t *testing.T) {
	t.Parallel()
	o := offered(t, `"addOns":[]`)
	o.customer = 0
	for _, token := range []string{"", o.link.Query().Get("token")[1:]} {
		a := o.proxy("GET", "/waitlist/"+path.Base(o.link.Path)+"/pay", url.Values{"token": {token}}, "")
		if a.status != http.StatusNotFound || strings.Contains(a.body, "Hair") || strings.Contains(a.body, "lines") {
			t.Errorf("with the token %q it is answered %s", token, said(a))
		}
	}
}

func TestTheStorefrontSaysInItsLanguageWhyNobodyMayWait(t *testing.T) {
	t.Parallel()
	o := offered(t, `"party":1`)
	wish := `{"key":"another-key-of-who-waits","service":"` + o.list[strings.LastIndex(o.list, "=")+1:] + `","variant":"short","from":"2026-12-03","to":"2026-12-05","answers":[{"id":"q1","value":"red"}]}`
	for language, words := range map[string]string{"en": "already on the waitlist", "ja": "すでにキャンセル待ち", "ko": "이미 대기 신청"} {
		if a := o.proxy("POST", "/waitlist", url.Values{"locale": {language}}, wish); a.status != http.StatusConflict || !strings.Contains(a.body, words) {
			t.Errorf("in %s it is answered %s", language, said(a))
		}
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
