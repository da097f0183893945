package flow_test

import (
	"context"
	"testing"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking/slots"
	"clientele/models/shops"
)

// readShops counts how often a shop is read.
type readShops struct {
	flow.Shops
	reads int
}

func (r *readShops) Get(ctx context.Context, id models.ShopID) (shops.Shop, error) {
	r.reads++
	return r.Shops.Get(ctx, id)
}

func TestAPageOfFreeTimesReadsTheShopOnceAndNeverThatOfAnotherRequest(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	kept := &readShops{Shops: w.Flow.Shops}
	w.Flow.Shops = kept
	asks := func(ctx context.Context) flow.FreeTimes {
		t.Helper()
		free, err := w.OfferTimes(ctx, flow.Asked{Shop: testShop, Service: "cut", Source: appointments.Panel}, slots.Range{From: visiting, To: visiting})
		ok(t, err)
		return free
	}
	request := flow.Remembering(t.Context())
	ok(t, w.InstallShop(request, flow.InstallShop{Shop: testShop, IDToken: "id.token", User: "42"}))
	if free := asks(request); len(free.Slots) == 0 || free.ShopZone != w.shop(t).Location().String() {
		t.Fatalf("%d times are free in %s", len(free.Slots), free.ShopZone)
	}
	if kept.reads != 1 {
		t.Errorf("the shop was read %d times, want once", kept.reads)
	}
	asks(flow.Remembering(t.Context()))
	asks(t.Context())
	if kept.reads != 3 {
		t.Errorf("other requests read the shop %d times, want once each", kept.reads-1)
	}
}
