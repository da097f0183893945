package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/feeds"
)

// subscribed gives somebody who serves another calendar and a link.
func (h *harness) subscribed(shop, staff string) string {
	h.Helper()
	const address = "https://127.0.0.1/secret-of-a-calendar.ics"
	sealed, err := h.program.flow.Sealer.Seal(models.ShopID(shop), "calendar", address)
	h.must(err)
	now := models.Instant(h.program.flow.Now())
	feed := feeds.Feed{
		Shop: models.ShopID(shop), Staff: booking.StaffID(staff), ID: "f-" + staff[:10], Sealed: sealed, Hint: feeds.Hint(address), AddedAt: now, NextAt: now.Add(time.Hour),
	}
	_, err = h.program.store.Feeds.Save(h.Context(), feed)
	h.must(err)
	if a := h.asStaff(shop, "PUT", "/api/admin/calendar-links/"+staff, `{"titles":"first_name"}`); a.status != http.StatusOK {
		h.Fatalf("a link is answered %s", said(a))
	}
	return feed.ID
}

func TestAnotherCalendarTakesTimesFromTheFirstReadingOn(t *testing.T) {
	t.Parallel()
	h := newHarnessWith(t, func(c *Config) { c.PrivateCalendars = true })
	h.install(demoShop)
	staff := h.catalogue(demoShop)["staff"]
	busy := h.program.flow.Now().UTC().AddDate(0, 0, 3).Truncate(24 * time.Hour).Add(12 * time.Hour)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:"+busy.Format("20060102T150405Z")+"\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	}))
	t.Cleanup(other.Close)
	list := "/api/admin/staff/" + staff + "/feeds"
	added := h.asStaff(demoShop, "POST", list, `{"address":"`+other.URL+`/private-secret/basic.ics"}`)
	if added.status != http.StatusOK || strings.Contains(added.body, "private-secret") || !strings.Contains(added.body, `"busyTimes":1`) {
		t.Fatalf("adding is answered %s", said(added))
	}
	var row struct{ ID string }
	h.must(json.Unmarshal([]byte(added.body), &row))
	if again := h.asStaff(demoShop, "POST", list+"/"+row.ID+"/read", ""); again.status != http.StatusOK || !strings.Contains(again.body, `"failure":""`) {
		t.Errorf("reading again is answered %s", said(again))
	}
	if page := h.asStaff(demoShop, "POST", list, `{"address":"`+h.url+`/healthz"}`); page.status != http.StatusUnprocessableEntity || !strings.Contains(page.body, "body.address") {
		t.Errorf("what is no calendar is answered %s", said(page))
	}
	if gone := h.asStaff(demoShop, "DELETE", list+"/"+row.ID, ""); gone.status != http.StatusNoContent {
		t.Errorf("removing is answered %s", said(gone))
	}
}

func TestF35CalendarsInsideAreRefusedWhereTheyAreEntered(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	list := "/api/admin/staff/" + h.catalogue(demoShop)["staff"] + "/feeds"
	for _, address := range []string{"https://127.0.0.1/a.ics", "webcal://localhost/a.ics", "https://[::1]/a.ics", "https://169.254.169.254/latest"} {
		a := h.asStaff(demoShop, "POST", list, `{"address":"`+address+`"}`)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "not public") {
			t.Errorf("%s is answered %s", address, said(a))
		}
	}
}

func TestBookingsAreReadUnderALinkUntilItIsRevoked(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	staff := h.catalogue(demoShop)["staff"]
	made := h.asStaff(demoShop, "PUT", "/api/admin/calendar-links/"+staff, `{"titles":"service"}`)
	var link struct{ Address string }
	h.must(json.Unmarshal([]byte(made.body), &link))
	_, path, _ := strings.Cut(strings.TrimPrefix(link.Address, "http://"), "/")
	first := h.ask("GET", h.url+"/"+path, nil, "")
	if first.status != http.StatusOK || first.header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.Contains(first.body, "REFRESH-INTERVAL") {
		t.Fatalf("a link is answered %s", said(first))
	}
	if same := h.ask("GET", h.url+"/"+path, map[string]string{"If-None-Match": first.header.Get("ETag")}, ""); same.status != http.StatusNotModified || same.body != "" {
		t.Errorf("an unchanged calendar is answered %s", said(same))
	}
	shown := h.asStaff(demoShop, "GET", "/api/admin/calendar-links", "")
	if token := strings.TrimSuffix(path[strings.LastIndex(path, "/")+1:], ".ics"); strings.Contains(shown.body, token) || !strings.Contains(shown.body, staff) {
		t.Errorf("links are listed as %s", said(shown))
	}
	for _, other := range []string{strings.Replace(path, demoShop, sakuraShop, 1), path + "x", strings.Replace(path, ".ics", "0.ics", 1)} {
		if a := h.ask("GET", h.url+"/"+other, nil, ""); a.status == http.StatusOK && strings.Contains(a.body, "VCALENDAR") {
			t.Errorf("%s is answered %s", other, said(a))
		}
	}
	if a := h.asStaff(demoShop, "DELETE", "/api/admin/calendar-links/"+staff, ""); a.status != http.StatusNoContent {
		t.Fatalf("revoking is answered %s", said(a))
	}
	if a := h.ask("GET", h.url+"/"+path, nil, ""); a.status != http.StatusNotFound {
		t.Errorf("a revoked link is answered %s", said(a))
	}
}
