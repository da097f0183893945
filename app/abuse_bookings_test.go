package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"clientele/app/sandbox"
)

// proxied asks through a storefront, as a customer; as nobody for 0.
func (h *harness) proxied(shop string, customer int64, method, path string, query url.Values, body string) answered {
	h.Helper()
	address, err := h.stand.ProxyURL(shop, path, query, customer)
	if err != nil {
		h.Fatal(err)
	}
	return h.ask(method, address, map[string]string{"Content-Type": "application/json"}, body)
}

// bookedDays are the lists of what is booked, which want days.
const bookedDays = "from=2026-11-01&to=2027-02-28"

func TestF29NothingOfAnotherShopIsBookedOrListed(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	theirs, ours := h.owned(sakuraShop), h.owned(demoShop)
	their := theirs.more
	for _, path := range []string{"/api/admin/appointments?" + bookedDays, "/api/admin/waitlist?" + bookedDays, "/api/admin/booking-report?from=2026-11-01&to=2027-01-20", "/api/admin/booking-report/table.csv?from=2026-11-01&to=2027-01-20"} {
		a := h.asStaff(demoShop, "GET", path, "")
		if a.status != http.StatusOK {
			t.Errorf("%s is answered %s", path, said(a))
		}
		for _, id := range their {
			if strings.Contains(a.body, id) {
				t.Errorf("%s shows %s of another shop", path, id)
			}
		}
	}
	times := "/api/admin/appointments/times?from=2026-12-01&to=2026-12-20&service="
	start := url.QueryEscape("2026-12-12T01:00:00Z")
	book := `{"key":"a-key-of-strange-wishes","service":%q,"staff":%q,"contact":%q,"start":"2026-12-12T01:00:00Z","name":"Mika"}`
	edit := func(old, strange string) string {
		return `{"base":0,` + strings.Replace(haircut, old, strange, 1) + `}`
	}
	for name, a := range map[string]answered{
		"times of their service":      h.asStaff(demoShop, "GET", times+their["services"], ""),
		"times to move theirs":        h.asStaff(demoShop, "GET", times+"&moves="+their["appointments"], ""),
		"a judgement of their time":   h.asStaff(demoShop, "GET", "/api/admin/appointments/judgement?start="+start+"&service="+their["services"], ""),
		"their service":               h.asStaff(demoShop, "POST", "/api/admin/appointments", fmt.Sprintf(book, their["services"], "", "")),
		"their staff":                 h.asStaff(demoShop, "POST", "/api/admin/appointments", fmt.Sprintf(book, ours.more["services"], their["staff"], "")),
		"their contact":               h.asStaff(demoShop, "POST", "/api/admin/appointments", fmt.Sprintf(book, ours.more["services"], "", theirs.contact)),
		"a move to their staff":       h.asStaff(demoShop, "PUT", "/api/admin/appointments/"+ours.more["appointments"]+"/time", `{"base":0,"start":"2026-12-12T01:00:00Z","staff":"`+their["staff"]+`"}`),
		"a service with their staff":  h.asStaff(demoShop, "PUT", "/api/admin/services/"+ours.more["services"], edit(`"staff":[]`, `"staff":["`+their["staff"]+`"]`)),
		"a service with their chairs": h.asStaff(demoShop, "PUT", "/api/admin/services/"+ours.more["services"], edit(`"needs":[]`, `"needs":[{"pool":"`+their["pools"]+`","count":1}]`)),
		"staff at their location":     h.asStaff(demoShop, "PUT", "/api/admin/staff/"+ours.more["staff"], `{"base":0,`+strings.Replace(hairdresser, `"location":""`, `"location":"`+their["locations"]+`"`, 1)+`}`),
		"their times in our store":    h.proxied(demoShop, 0, "GET", "/services/"+their["services"]+"/times", url.Values{"from": {"2026-12-01"}, "to": {"2026-12-20"}, "zone": {"UTC"}}, ""),
		"theirs in our store":         h.proxied(demoShop, 0, "GET", "/bookings/"+their["appointments"], url.Values{"token": {"x"}}, ""),
		"their place in our store":    h.proxied(demoShop, 0, "DELETE", "/waitlist/"+their["waitlist"], url.Values{"token": {"x"}}, ""),
	} {
		if a.status != http.StatusNotFound && a.status != http.StatusUnprocessableEntity && a.status != http.StatusConflict {
			t.Errorf("%s is answered %s", name, said(a))
		}
		for _, id := range their {
			if strings.Contains(a.body, id) {
				t.Errorf("%s is answered with %s: %s", name, id, said(a))
			}
		}
	}
}

func TestF30AShopperReachesNobodyElsesBookings(t *testing.T) {
	t.Parallel()
	h := linked(t, databaseFor(t))
	other, err := h.stand.CreateCustomer(demoShop, sandbox.CustomerInput{Email: "other@example.com", Verified: true})
	h.must(err)
	h.settle()
	var mine struct{ Items []place }
	h.must(json.Unmarshal([]byte(h.proxy("GET", "/waitlist", nil, "").body), &mine))
	before := h.things()
	for _, query := range []url.Values{nil, {"logged_in_customer": {fmt.Sprint(h.customer)}, "customer": {h.contact}, "contact": {h.contact}, "token": {"x"}}, {"token[]": {h.visit}}} {
		for _, list := range []string{"/bookings", "/waitlist"} {
			if a := h.proxied(demoShop, other.ID, "GET", list, query, ""); a.body != `{"items":[]}` {
				t.Errorf("%s with %v shows another one %s", list, query, said(a))
			}
			if a := h.proxied(demoShop, 0, "GET", list, query, ""); a.status != http.StatusUnauthorized {
				t.Errorf("%s with %v shows nobody %s", list, query, said(a))
			}
		}
		for _, r := range []struct{ method, path string }{
			{"GET", "/bookings/%s"}, {"GET", "/bookings/%s/times"}, {"POST", "/bookings/%s/move"}, {"POST", "/bookings/%s/cancel"}, {"POST", "/bookings/%s/release"},
			{"POST", "/waitlist/%s/take"}, {"GET", "/waitlist/%s/pay"}, {"DELETE", "/waitlist/%s"},
		} {
			for _, whose := range []string{h.visited, mine.Items[0].ID} {
				with := url.Values{"from": {"2026-12-01"}, "to": {"2026-12-05"}, "zone": {"UTC"}}
				for name, values := range query {
					with[name] = values
				}
				a := h.proxied(demoShop, other.ID, r.method, fmt.Sprintf(r.path, whose), with, `{"start":"2026-12-12T13:00:00+09:00"}`)
				if a.status != http.StatusNotFound || strings.Contains(a.body, "Hair") {
					t.Errorf("%s %s with %v is answered another one %s", r.method, r.path, query, said(a))
				}
			}
		}
	}
	if after := h.things(); after != before {
		t.Errorf("something changed from\n%s\nto\n%s", before, after)
	}
}

func TestF32OperatorsInBookingsOfTheStorefrontAreText(t *testing.T) {
	t.Parallel()
	h := linked(t, databaseFor(t))
	service := h.list[strings.LastIndex(h.list, "=")+1:]
	days := url.Values{"from": {"2026-12-01"}, "to": {"2026-12-05"}, "zone": {"UTC"}}
	before := h.things()
	refused := func(what string, a answered) {
		h.Helper()
		if a.status < 400 || a.status > 499 {
			t.Errorf("%s is answered %.300s", what, said(a))
		}
	}
	for _, operator := range operators {
		path := url.PathEscape(operator)
		for _, r := range []struct{ method, path string }{
			{"GET", "/services/%s/times"}, {"GET", "/bookings/%s"}, {"GET", "/bookings/%s/times"}, {"POST", "/bookings/%s/move"}, {"POST", "/bookings/%s/cancel"},
			{"POST", "/bookings/%s/release"}, {"POST", "/waitlist/%s/take"}, {"GET", "/waitlist/%s/pay"}, {"DELETE", "/waitlist/%s"},
		} {
			refused(r.method+" "+r.path+" with "+operator, h.proxied(demoShop, h.customer, r.method, fmt.Sprintf(r.path, path), days, `{"token":"x","start":"2026-12-12T13:00:00+09:00"}`))
		}
		for _, name := range []string{"from", "to", "zone", "staff", "variant"} {
			with := url.Values{"from": {"2026-12-01"}, "to": {"2026-12-05"}, "zone": {"UTC"}}
			with.Set(name, operator)
			a := h.proxied(demoShop, h.customer, "GET", "/services/"+service+"/times", with, "")
			if name == "staff" && a.status == http.StatusOK && strings.Contains(a.body, `"days":[]`) {
				continue // nobody is called so
			}
			refused(name+" as "+operator, a)
		}
	}
	for path, good := range map[string]string{
		"/bookings": fmt.Sprintf(`{"key":"a-key-of-operators","service":%q,"variant":"short","addOns":["mask"],"staff":"","party":1,"start":"2026-12-12T09:00:00+09:00","zone":"UTC","language":"en","answers":[{"id":"q1","value":"red"}],"name":"Mika","email":"mika@example.com","phone":"+15550100"}`, service),
		"/waitlist": fmt.Sprintf(`{"key":"a-key-of-operators","service":%q,"variant":"short","addOns":["mask"],"staff":"","party":1,"from":"2026-12-12","to":"2026-12-12","part":"","zone":"UTC","language":"en","answers":[{"id":"q1","value":"red"}],"name":"Mika","email":"mika@example.com","phone":"+15550100"}`, service),
	} {
		var decoded any
		h.must(json.Unmarshal([]byte(good), &decoded))
		for _, bad := range spoiled(decoded) {
			raw, err := json.Marshal(bad)
			h.must(err)
			refused(path+" with "+string(raw), h.proxied(demoShop, h.customer, "POST", path, nil, string(raw)))
		}
	}
	if after := h.things(); after != before {
		t.Errorf("something changed from\n%s\nto\n%s", before, after)
	}
}

// A stranger's texts in a wish come back as texts: in the panel, on the page of the
// appointment, in mails with invitations, and in calendars that go out.
func TestF33TextsOfWhoBooksAreInertEverywhere(t *testing.T) {
	t.Parallel()
	h := linked(t, databaseFor(t))
	service := h.list[strings.LastIndex(h.list, "=")+1:]
	var all struct{ Items []struct{ Version int } }
	h.get(demoShop, "/api/admin/services", &all)
	free := strings.NewReplacer(`"maxPerDay":8`, `"maxPerDay":0`, `"enabled":false`, `"enabled":true`, `"how":"checkout","depositPercent":30,"depositProduct":"73"`, `"how":"on_site","depositPercent":100,"depositProduct":""`,
		`"kind":"choice","required":true,"choices":["red","brown"]`, `"kind":"text","required":true,"choices":[]`).Replace(haircut)
	if a := h.asStaff(demoShop, "PUT", "/api/admin/services/"+service, fmt.Sprintf(`{"base":%d,%s}`, all.Items[0].Version, free)); a.status != http.StatusOK {
		t.Fatalf("the service is answered %s", said(a))
	}
	acting := regexp.MustCompile(`(?i)<script>alert|<img|<svg`)
	for i, mark := range append(marks, "BEGIN:VALARM\r\nATTACH:https://evil.example\r\nSUMMARY:x", "+1+1", "@SUM(1)", "-2") {
		wish, err := json.Marshal(map[string]any{
			"key": fmt.Sprint("a-key-of-marks-", i), "service": service, "variant": "short", "party": 1, "start": fmt.Sprintf("2026-12-%dT%02d:00:00+09:00", 19+7*(i%2), 2+i), "zone": "UTC", "language": "en",
			"answers": []any{map[string]string{"id": "q1", "value": mark}}, "name": mark, "email": fmt.Sprintf("m%d@example.com", i), "phone": mark,
		})
		h.must(err)
		booked := h.proxied(demoShop, 0, "POST", "/bookings", nil, string(wish))
		if booked.status == http.StatusUnprocessableEntity { // what no name may be
			continue
		}
		var made struct{ ID, Manage string }
		h.must(json.Unmarshal([]byte(booked.body), &made))
		if booked.status != http.StatusCreated {
			t.Errorf("%q is answered %s", mark, said(booked))
			continue
		}
		note, err := json.Marshal(map[string]any{"base": 0, "note": mark})
		h.must(err)
		path := "/api/admin/appointments/" + made.ID
		for _, a := range []answered{booked, h.asStaff(demoShop, "PUT", path+"/note", string(note)), h.asStaff(demoShop, "GET", path, ""), h.asStaff(demoShop, "GET", "/api/admin/appointments?"+bookedDays, "")} {
			h.inert(path, a)
			var decoded any
			h.must(json.Unmarshal([]byte(a.body), &decoded))
			if a.body != booked.body && !holds(decoded, mark) {
				t.Errorf("%s does not show %q as it is: %s", path, mark, said(a))
			}
		}
		page := h.ask("GET", made.Manage, nil, "")
		mail := h.lastMail()
		for what, text := range map[string]string{"the page": page.body, "the mail": mail.HTML} {
			if acting.MatchString(text) {
				t.Errorf("%q acts in %s: %s", mark, what, text)
			}
		}
		if strings.ContainsAny(mail.Subject, "\r\n") || !strings.Contains(mail.To, fmt.Sprintf("m%d@example.com", i)) {
			t.Errorf("%q is mailed to %q about %q", mark, mail.To, mail.Subject)
		}
		for what, calendar := range map[string]string{"the invitation": mail.Calendar, "the file": h.ask("GET", strings.Replace(made.Manage, "?", "/appointment.ics?", 1), nil, "").body} {
			h.oneEvent(what, mark, calendar)
		}
	}
	feed := h.ask("GET", h.feed, nil, "")
	h.oneEventEach("the calendar that goes out", feed.body)
}

// oneEvent checks that nobody's text begins a line of a calendar.
func (h *harness) oneEvent(what, mark, calendar string) {
	h.Helper()
	if strings.Count(calendar, "\nBEGIN:VEVENT") != 1 {
		h.Errorf("with %q %s has not one event: %s", mark, what, calendar)
	}
	h.oneEventEach(what, calendar)
}

func (h *harness) oneEventEach(what, calendar string) {
	h.Helper()
	for line := range strings.Lines(calendar) {
		if strings.HasPrefix(line, "BEGIN:VALARM") || strings.HasPrefix(line, "ATTACH") || strings.TrimRight(line, "\r\n") == "SUMMARY:x" {
			h.Errorf("%s lets a stranger write the line %q", what, line)
		}
	}
}

// What a page of an appointment leads to is its own, whatever stands beside the
// address.
func TestF34NoPageOfAnAppointmentLeadsElsewhere(t *testing.T) {
	t.Parallel()
	h := linked(t, databaseFor(t))
	before, query, _ := strings.Cut(h.visit, "?")
	for _, name := range []string{"return_to", "redirect", "url", "next", "shop", "host", "start", "from"} {
		for _, stranger := range strangers {
			for _, u := range []use{{"GET", ""}, {"GET", "/move"}, {"GET", "/cancel"}, {"POST", "/move"}} {
				a := h.ask(u.method, before+u.address+"?"+query+"&"+url.Values{name: {stranger}}.Encode(), map[string]string{"X-Forwarded-Host": "evil.example"}, "")
				if where := a.header.Get("Location"); where != "" && !strings.HasPrefix(where, "/visit/"+demoShop+"/") {
					t.Errorf("%s with %s=%q leads to %q", u.address, name, stranger, where)
				}
				if strings.Contains(a.body, "evil.example") {
					t.Errorf("%s with %s=%q shows %s", u.address, name, stranger, a.body)
				}
			}
		}
	}
}
