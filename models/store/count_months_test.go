package store_test

import (
	"testing"
	"time"

	"clientele/models/points"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

func TestWhatIsThereAlreadyIsCountedByMonthOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := store.Open(ctx, "memory:", store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(t.Context()) })
	const shop = "demo-shop.myshopify.com"
	storetest.Populate(t, s, shop)
	if _, err := s.Raw().Collection("cohorts").DeleteMany(ctx, map[string]string{}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time as after an interruption
		if err := store.CountMonths(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	cohorts, err := s.Figures.Cohorts(ctx, shop)
	if err != nil {
		t.Fatal(err)
	}
	account, err := s.Ledger.Account(ctx, shop, "c_7")
	if err != nil {
		t.Fatal(err)
	}
	var sum points.CohortSums
	for _, c := range cohorts {
		sum = sum.Plus(c.Sum)
	}
	if sum.Open() != account.Balances.Available || sum.Open() == 0 {
		t.Errorf("the months hold %d points, the account %d", sum.Open(), account.Balances.Available)
	}
}
