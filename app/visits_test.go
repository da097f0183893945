package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"clientele/models/appointments"
	"clientele/models/booking"
)

func TestAnAppointmentIsShownAndCancelledByItsLink(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	id := h.catalogue(demoShop)["appointments"]
	shop, err := h.program.store.Shops.Get(t.Context(), demoShop)
	h.must(err)
	token := appointments.TokenOf(shop.Salt, booking.BookingID(id))
	page := h.url + "/visit/" + demoShop + "/" + id
	shown := h.ask("GET", page+"?token="+token, nil, "")
	if shown.status != http.StatusOK || !strings.Contains(shown.body, "Confirmed") || !strings.Contains(shown.body, "/cancel") {
		t.Fatalf("the link is answered %s", said(shown))
	}
	if policy := shown.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || shown.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("the page may be framed or tells its address: %q", policy)
	}
	for name, query := range map[string]string{"no token": "", "another token": "?token=" + strings.Repeat("A", len(token)), "half of it": "?token=" + token[:12]} {
		if a := h.ask("GET", page+query, nil, ""); a.status != http.StatusNotFound {
			t.Errorf("with %s it is answered %s", name, said(a))
		}
	}
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	if a := h.ask("POST", page+"/cancel", form, url.Values{"token": {"nothing"}}.Encode()); a.status != http.StatusNotFound {
		t.Errorf("cancelled with a wrong token: %s", said(a))
	}
	if a := h.ask("POST", page+"/cancel", form, url.Values{"token": {token}}.Encode()); a.status != http.StatusSeeOther {
		t.Fatalf("cancelling is answered %s", said(a))
	}
	if a := h.ask("GET", page+"?token="+token, nil, ""); !strings.Contains(a.body, "Cancelled") || strings.Contains(a.body, "/cancel") {
		t.Errorf("afterwards it is %s", said(a))
	}
}
