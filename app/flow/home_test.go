package flow_test

import (
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
)

func TestTheHomePageShowsDaysOfTheShop(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.forward(16 * time.Hour) // 04:00 in UTC is still the day before in New York
	w.order(w.bought("1", goods("a", "80.00")))
	w.forward(24 * time.Hour)
	w.refund(w.amountBack("1", "r1", "30.00"))
	w.sound()
	home, err := w.HomePage(t.Context(), testShop)
	ok(t, err)
	if len(home.Days) != flow.HomeDays {
		t.Fatalf("%d days", len(home.Days))
	}
	today, yesterday := home.Days[flow.HomeDays-1], home.Days[flow.HomeDays-2]
	if today.Day != "2026-11-23" || today.Sum.Removed != 30 || yesterday.Day != "2026-11-22" || yesterday.Sum.Earned != 80 {
		t.Errorf("today %+v, yesterday %+v", today, yesterday)
	}
	if home.Total.Members != 1 || home.Total.Available != 50 || home.Total.Orders != 1 || home.Versions != 1 || home.Token == "missing" {
		t.Errorf("%+v", home)
	}
	if !home.Shop.LastSeen.PointsAt.Equal(w.now()) {
		t.Errorf("points last moved at %v, want %v", home.Shop.LastSeen.PointsAt, w.now())
	}
}

func TestTheSetUpGuideCanBePutAway(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	for _, dismissed := range []bool{true, true, false} {
		ok(t, w.SetUpGuide(t.Context(), testShop, dismissed))
		if w.shop(t).SetUp.Dismissed != dismissed {
			t.Errorf("dismissed: %t, want %t", !dismissed, dismissed)
		}
	}
}

func TestADeliveryIsReplayedByAPerson(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.delivered("w-1", "order:1")
	d, err := w.ReplayDelivery(t.Context(), testShop, "w-1")
	if err != nil || d.State != models.Waiting || d.Attempts != 0 {
		t.Errorf("%+v, %v", d, err)
	}
	list, err := w.Deliveries(t.Context(), testShop, models.DeliveryQuery{State: models.Waiting})
	if err != nil || len(list.Items) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := w.ReplayDelivery(t.Context(), "sakura.myshopify.com", "w-1"); models.CodeOf(err) != models.NotFound || err == nil {
		t.Errorf("from another shop: %v, want not found", err)
	}
}

func TestOldBodiesAreRemoved(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.delivered("w-1", "order:1")
	w.forward(29 * 24 * time.Hour)
	w.delivered("w-2", "order:2")
	if n, err := w.StripBodies(t.Context()); err != nil || n != 0 {
		t.Errorf("after 29 days: %d, %v", n, err)
	}
	w.forward(48 * time.Hour)
	if n, err := w.StripBodies(t.Context()); err != nil || n != 1 {
		t.Errorf("after 31 days: %d, %v", n, err)
	}
	if d, err := w.Delivery(t.Context(), testShop, "w-1"); err != nil || len(d.Body) != 0 {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestAFlowWithoutAPortIsRefused(t *testing.T) {
	t.Parallel()
	f := *newWorld(t).Flow
	f.Ledger = nil
	if err := f.Check(); err == nil || err.Error() != "flow: Ledger is missing" {
		t.Errorf("%v", err)
	}
}
