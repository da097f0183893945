package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/referrals"
	"clientele/models/waitlist"
)

// What a shop offers and who serves there, as the panel sends it, without the
// frame of its form.
const (
	haircut = `"enabled":false,"title":"Hair cut","text":"With a wash",
		"variants":[{"id":"short","title":"Short","durationMinutes":45,"segments":[{"minutes":20,"waiting":false},{"minutes":15,"waiting":true},{"minutes":10,"waiting":false}],"priceMinor":4500,"product":"71"}],
		"addOns":[{"id":"mask","title":"Mask","minutes":15,"priceMinor":900,"product":"72"}],
		"questions":[{"id":"q1","label":"Colour?","kind":"choice","required":true,"choices":["red","brown"]}],
		"intervalMinutes":15,"grid":"clock","bufferBeforeMinutes":5,"bufferAfterMinutes":10,"buffersInsideHours":true,"capacity":4,"partyMax":2,
		"noticeMinutes":120,"horizonDays":60,"maxPerDay":8,"needs":[],"staff":[],"assignment":"weighted",
		"access":{"levels":[],"hidden":false,"refusal":"For members.","terms":[]},"payment":{"how":"checkout","depositPercent":30,"depositProduct":"73"},
		"policy":[{"hoursBefore":48,"percent":100},{"hoursBefore":24,"percent":50}],"paysBack":true,"holdMinutes":15,"waitlist":true`
	hairdresser = `"enabled":true,"name":"Ann","text":"Colours","colour":"#336699","photoUrl":"https://example.com/ann.jpg","location":"","zone":"Asia/Tokyo",
		"weekly":{"monday":[{"from":"09:30","to":"12:00"},{"from":"22:00","to":"02:00"}],"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[{"from":"00:00","to":"24:00"}],"sunday":[]},
		"seasons":[{"first":"2026-07-01","last":"2026-07-31","weekly":{"monday":[],"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[],"sunday":[]}}],
		"overrides":[{"date":"2026-12-24","windows":[]},{"date":"2026-12-31","windows":[{"from":"10:00","to":"14:00"}]}],
		"timeOff":[{"from":"2026-12-24T13:00","to":"2026-12-26T00:00"}],"maxPerDay":9,"priority":2,"weight":3`
	ginza  = `"name":"Ginza","address":"1 Main street","zone":"Asia/Tokyo"`
	chairs = `"name":"Chairs","cleanUpMinutes":5,"units":[{"id":"c1","name":"By the window"}]`
)

// catalogue gives a shop a service, somebody who serves, a location and chairs,
// and tells their ids by the lists they are in.
func (h *harness) catalogue(shop string) map[string]string {
	h.Helper()
	ids := map[string]string{}
	for _, made := range []struct{ list, settings string }{
		{"locations", ginza}, {"pools", chairs}, {"staff", hairdresser}, {"services", haircut},
	} {
		// Ids of two shops differ, because they follow from a secret of each.
		a := h.asStaff(shop, "POST", "/api/admin/"+made.list, `{"key":"a-key-of-the-form",`+made.settings+`}`)
		var row struct{ ID string }
		if err := json.Unmarshal([]byte(a.body), &row); err != nil || a.status != http.StatusOK {
			h.Fatalf("adding to %s is answered %s", made.list, said(a))
		}
		ids[made.list] = row.ID
	}
	ids["feeds"], ids["calendar-links"] = h.subscribed(shop, ids["staff"]), ids["staff"]
	ids["appointments"] = h.booked(shop, ids["services"])
	ids["bookings"] = ids["appointments"]
	ids["waitlist"] = h.waiting(shop, ids["services"])
	ids["referrals"] = h.recommended(shop, ids["services"])
	return ids
}

// recommended gives a shop a recommendation that somebody should look at.
func (h *harness) recommended(shop, mark string) string {
	h.Helper()
	r := referrals.Referral{
		Shop: models.ShopID(shop), ID: "friend-of-" + mark, Friend: "c_4711", Advocate: "c_4712", Order: "4713", MadeAt: time.Now(),
		State: referrals.Pending, Signs: []referrals.Sign{referrals.SamePlace},
	}
	_, err := h.program.store.Referrals.Save(h.Context(), r)
	h.must(err)
	return r.ID
}

// waiting puts somebody on the waitlist of a service and gives the id of that.
func (h *harness) waiting(shop, service string) string {
	h.Helper()
	id := booking.BookingID("the-place-of-" + service)
	_, err := h.program.store.Waitlist.Save(h.Context(), waitlist.Entry{
		Shop: models.ShopID(shop), ID: id, Service: booking.ServiceID(service), Party: 1, State: waitlist.Waiting, Days: waitlist.Days{First: 40_000, Last: 40_000},
	})
	h.must(err)
	return string(id)
}

// booked books the first free time of a service and gives the appointment's id.
func (h *harness) booked(shop, service string) string {
	h.Helper()
	today := h.stand.Now()
	days := url.Values{"service": {service}, "from": {today.Format(time.DateOnly)}, "to": {today.AddDate(0, 0, 30).Format(time.DateOnly)}}
	var free struct {
		Days []struct{ Times []struct{ Start string } }
	}
	h.get(shop, "/api/admin/appointments/times?"+days.Encode(), &free)
	if len(free.Days) == 0 {
		h.Fatalf("nothing is free in %s", shop)
	}
	a := h.asStaff(shop, "POST", "/api/admin/appointments", `{"key":"a-key-of-the-form","service":"`+service+`","start":"`+free.Days[0].Times[0].Start+`","name":"Mika"}`)
	var row struct{ ID string }
	if err := json.Unmarshal([]byte(a.body), &row); err != nil || a.status != http.StatusOK {
		h.Fatalf("booking is answered %s", said(a))
	}
	return row.ID
}

func TestWhatAShopOffersComesBackAsItWasSaid(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.catalogue(demoShop)
	for list, settings := range map[string]string{"services": haircut, "staff": hairdresser, "locations": ginza, "pools": chairs} {
		var answer struct{ Items []map[string]any }
		h.get(demoShop, "/api/admin/"+list, &answer)
		var sent map[string]any
		h.must(json.Unmarshal([]byte("{"+settings+"}"), &sent))
		if len(answer.Items) != 1 {
			t.Fatalf("%s has %d items", list, len(answer.Items))
		}
		for name, want := range sent {
			got, _ := json.Marshal(answer.Items[0][name])
			if wanted, _ := json.Marshal(want); string(got) != string(wanted) {
				t.Errorf("%s of %s comes back as %s, was %s", name, list, got, wanted)
			}
		}
	}
}

func TestWhatCannotBeReadIsToldAtItsField(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	ids := h.catalogue(demoShop)
	for _, c := range []struct{ path, body, old, bad, location string }{
		{"/api/admin/staff/" + ids["staff"], hairdresser, `"from":"09:30"`, `"from":"9:30"`, "body.weekly.monday[0].from"},
		{"/api/admin/staff/" + ids["staff"], hairdresser, `"2026-12-31"`, `"2026-12-24"`, "body.overrides[1].date"},
		{"/api/admin/staff/" + ids["staff"], hairdresser, `"to":"14:00"`, `"to":"10:00"`, "body.overrides[1].windows[0].to"},
		{"/api/admin/staff/" + ids["staff"], hairdresser, `"2026-12-24T13:00"`, `"2026-12-27T13:00"`, "body.timeOff[0].to"},
		{"/api/admin/staff/" + ids["staff"], hairdresser, `"Asia/Tokyo"`, `"Asia/Atlantis"`, "body.zone"},
		{"/api/admin/services/" + ids["services"], haircut, `"durationMinutes":45`, `"durationMinutes":40`, "body.variants[0].segments"},
		{"/api/admin/services/" + ids["services"], haircut, `"holdMinutes":15`, `"holdMinutes":90`, "body.holdMinutes"},
	} {
		bad := strings.Replace(c.body, c.old, c.bad, 1)
		a := h.asStaff(demoShop, "PUT", c.path, `{"base":1,`+bad+`}`)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `"location":"`+c.location+`"`) {
			t.Errorf("with %s it is answered %s", c.bad, said(a))
		}
	}
	a := h.asStaff(demoShop, "PUT", "/api/admin/booking-calendar", `{"base":0,"closed":[{"date":"31.12.2026","name":""}],"holidays":""}`)
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `"location":"body.closed[0].date"`) {
		t.Errorf("a date that is none is answered %s", said(a))
	}
}
