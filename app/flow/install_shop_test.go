package flow_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

func TestFirstOpeningInstallsTheShop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	s := w.shop(t)
	if !s.Installed() || s.Install != 1 || len(s.Salt) != 32 || s.Details.Currency != "USD" || !slices.Equal(s.Scopes, []string{"read_customers", "read_orders"}) {
		t.Errorf("%+v", s)
	}
	versions, err := w.store.Programmes.Versions(t.Context(), testShop)
	if err != nil || len(versions) != 1 {
		t.Fatalf("%d versions, %v", len(versions), err)
	}
	p := versions[0]
	if p.Version != 1 || p.Zone != "America/New_York" || p.SavedBy != "42" || !p.EffectiveFrom.Equal(w.now()) || p.Settings.Rules[0].Params["amount"] != "1" {
		t.Errorf("%+v", p)
	}
	w.wantToken(t, "shpat_1")
}

func TestOpeningAgainCostsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		w.install(t)
		w.forward(10 * time.Minute)
	}
	if w.platform.exchanges != 1 || w.shop(t).Version != 1 {
		t.Errorf("%d exchanges, version %d, want 1 and 1", w.platform.exchanges, w.shop(t).Version)
	}
}

func TestOpeningsAtTheSameTimeAllSucceed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	errs := make([]error, 10)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			errs[i] = w.InstallShop(t.Context(), flow.InstallShop{Shop: testShop, IDToken: "id.token", User: "42"})
		})
	}
	group.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("request %d: %v", i, err)
		}
	}
	versions, err := w.store.Programmes.Versions(t.Context(), testShop)
	if err != nil || len(versions) != 1 {
		t.Errorf("%d programme versions, %v, want one", len(versions), err)
	}
	s := w.shop(t)
	if s.Install != 1 {
		t.Errorf("installed %d times", s.Install)
	}
	if _, err := w.AccessToken(t.Context(), testShop); err != nil {
		t.Error(err)
	}
}

func TestShopKnownByADeliveryKeepsItsSaltAndProgramme(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	salt := []byte(strings.Repeat("s", 32))
	if _, err := w.store.Shops.Save(t.Context(), shops.Shop{ID: testShop, Salt: salt}); err != nil {
		t.Fatal(err)
	}
	old := points.Programme{Shop: testShop, Version: 1, Settings: points.DefaultSettings("USD"), Zone: "UTC", EffectiveFrom: w.now(), SavedBy: "clientele"}
	if err := w.store.Programmes.Add(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	w.install(t)
	if got := w.shop(t).Salt; string(got) != string(salt) {
		t.Error("the salt changed; guests would not be found again")
	}
	versions, err := w.store.Programmes.Versions(t.Context(), testShop)
	if err != nil || len(versions) != 1 || versions[0].SavedBy != "clientele" {
		t.Errorf("%+v, %v", versions, err)
	}
}

func TestRefusedExchangeInstallsNothing(t *testing.T) {
	t.Parallel()
	for _, code := range []models.Code{models.Unauthorized, models.Forbidden, models.Unavailable, models.Internal} {
		w := newWorld(t)
		w.platform.fail = []error{models.Errorf(code, "no")}
		err := w.InstallShop(t.Context(), flow.InstallShop{Shop: testShop, IDToken: "id.token"})
		if models.CodeOf(err) != code || err == nil {
			t.Errorf("%v, want %s", err, code)
		}
		if _, err := w.store.Shops.Get(t.Context(), testShop); models.CodeOf(err) != models.NotFound {
			t.Errorf("after %s: %v, want no shop", code, err)
		}
	}
}

func TestInstallWithoutDetailsAsksToTryAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.platform.detailsOf = models.Errorf(models.Unauthorized, "token unknown")
	err := w.InstallShop(t.Context(), flow.InstallShop{Shop: testShop, IDToken: "id.token"})
	if models.CodeOf(err) != models.Unavailable || err == nil {
		t.Errorf("%v, want unavailable: another ID token would not help", err)
	}
	w.platform.detailsOf = nil
	w.install(t)
	w.platform.detailsOf = errBroken
	if _, err := w.ShopUninstalled(t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: w.now()}); err != nil {
		t.Fatal(err)
	}
	w.install(t) // what is known of the shop is enough
	if s := w.shop(t); !s.Installed() || s.Details.Currency != "USD" {
		t.Errorf("%+v", s)
	}
}

func TestF24UninstallDropsTokensAndReinstallBringsNewOnes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(time.Hour)
	gone := flow.ShopUninstalled{Shop: testShop, TriggeredAt: w.now()}
	for i, want := range []string{"uninstalled", "ignored"} {
		if out, err := w.ShopUninstalled(t.Context(), gone); err != nil || out.Word != want {
			t.Fatalf("event %d: %+v, %v, want %s", i, out, err, want)
		}
	}
	s := w.shop(t)
	if s.Installed() || len(s.Tokens.Access) != 0 || len(s.Tokens.Refresh) != 0 || len(s.Scopes) != 0 {
		t.Errorf("%+v", s)
	}
	w.forward(time.Minute)
	w.install(t)
	if out, err := w.ShopUninstalled(t.Context(), gone); err != nil || out.Word != "ignored" {
		t.Errorf("the late event: %+v, %v, want ignored", out, err)
	}
	if s := w.shop(t); !s.Installed() || s.Install != 2 {
		t.Errorf("installed %v, for the time %d", s.Installed(), s.Install)
	}
	w.wantToken(t, "shpat_2")
	versions, err := w.store.Programmes.Versions(t.Context(), testShop)
	if err != nil || len(versions) != 1 {
		t.Errorf("%d programme versions after coming back, %v", len(versions), err)
	}
}

func TestEventsOfUnknownShopsAreIgnored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if out, err := w.ShopUninstalled(t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: w.now()}); err != nil || out.Word != "ignored" {
		t.Errorf("%+v, %v", out, err)
	}
	if out, err := w.ScopesChanged(t.Context(), flow.ScopesChanged{Shop: testShop, Scopes: []string{"x"}, At: w.now()}); err != nil || out.Word != "ignored" {
		t.Errorf("%+v, %v", out, err)
	}
	if _, err := w.store.Shops.Get(t.Context(), testShop); models.CodeOf(err) != models.NotFound {
		t.Errorf("an event made a shop: %v", err)
	}
}

func TestScopesFollowTheNewestEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	begin := w.now()
	for i, step := range []struct {
		after  time.Duration
		scopes []string
		want   string
	}{
		{-time.Minute, []string{"read_orders"}, "ignored"}, // of a former installation
		{2 * time.Minute, []string{"read_orders", "read_customers", "write_app_proxy"}, "scopes_changed"},
		{2 * time.Minute, []string{"write_app_proxy", "read_customers", "read_orders"}, "ignored"}, // once more
		{time.Minute, []string{"read_orders"}, "ignored"},                                          // late
		{3 * time.Minute, []string{"read_orders"}, "scopes_changed"},
	} {
		out, err := w.ScopesChanged(t.Context(), flow.ScopesChanged{Shop: testShop, Scopes: step.scopes, At: begin.Add(step.after)})
		if err != nil || out.Word != step.want {
			t.Errorf("step %d: %+v, %v, want %s", i, out, err, step.want)
		}
	}
	if got := w.shop(t).Scopes; !slices.Equal(got, []string{"read_orders"}) {
		t.Errorf("scopes %q", got)
	}
}
