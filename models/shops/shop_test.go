package shops_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models/shops"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func installation(scopes ...string) shops.Installation {
	return shops.Installation{
		Scopes:  scopes,
		Tokens:  shops.Tokens{Access: []byte("sealed"), Refresh: []byte("sealed"), AccessEnds: start.Add(time.Hour), RefreshEnds: start.Add(90 * 24 * time.Hour)},
		Details: shops.Details{Name: "Demo", Currency: "USD", Zone: "America/New_York"},
	}
}

func TestInstallingMakesAShopInstalledOnce(t *testing.T) {
	t.Parallel()
	s := shops.Shop{ID: "demo-shop.myshopify.com", Salt: []byte("salt")}
	if s.Installed() || !s.Erasable() {
		t.Error("a shop that was only heard of counts as installed")
	}
	s = s.WithInstallation(installation("read_orders"), start)
	again := s.WithInstallation(installation("read_orders", "read_customers"), start.Add(time.Hour))
	if !again.Installed() || again.Erasable() || again.Install != 1 || !again.InstalledAt.Equal(start) || string(again.Salt) != "salt" {
		t.Errorf("installed twice: %+v", again)
	}
	if again.Tokens.Serial != s.Tokens.Serial+1 || !again.ScopesAt.Equal(start.Add(time.Hour)) || len(again.Scopes) != 2 {
		t.Errorf("what the second exchange brought: %+v", again)
	}
}

func TestAnInstallationWithoutDetailsKeepsTheOldOnes(t *testing.T) {
	t.Parallel()
	s := shops.Shop{}.WithInstallation(installation(), start)
	bare := installation()
	bare.Details = shops.Details{}
	if got := s.WithInstallation(bare, start); got.Details.Currency != "USD" {
		t.Errorf("details %+v", got.Details)
	}
}

func TestUninstallingDropsTheTokensAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	s := shops.Shop{Salt: []byte("salt")}.WithInstallation(installation("read_orders"), start)
	gone, changed := s.Uninstalled(start.Add(time.Hour))
	want := shops.Tokens{Serial: s.Tokens.Serial + 1}
	if !changed || gone.Installed() || !gone.Erasable() || gone.Scopes != nil || string(gone.Salt) != "salt" || gone.Details.Name != "Demo" {
		t.Errorf("%+v", gone)
	}
	if diff := cmp.Diff(want, gone.Tokens); diff != "" {
		t.Errorf("tokens: %s", diff)
	}
	if again, changed := gone.Uninstalled(start.Add(2 * time.Hour)); changed || !again.UninstalledAt.Equal(start.Add(time.Hour)) {
		t.Errorf("uninstalled twice: %+v", again)
	}
}

func TestALateUninstallDoesNotTouchTheNewInstallation(t *testing.T) {
	t.Parallel()
	s := shops.Shop{}.WithInstallation(installation(), start)
	s, _ = s.Uninstalled(start.Add(time.Hour))
	s = s.WithInstallation(installation(), start.Add(3*time.Hour))
	for _, late := range []time.Duration{time.Hour, 3*time.Hour - time.Millisecond} {
		if _, changed := s.Uninstalled(start.Add(late)); changed {
			t.Errorf("an event of %v removed the installation of %v", late, 3*time.Hour)
		}
	}
	if s.Install != 2 || s.Erasable() {
		t.Errorf("after coming back: %+v", s)
	}
	if _, changed := s.Uninstalled(start.Add(3 * time.Hour)); !changed {
		t.Error("an event of the present installation was ignored")
	}
	// The end of the second installation is not told before the third has begun.
	s = s.WithInstallation(installation(), start.Add(5*time.Hour))
	if _, changed := s.Uninstalled(start.Add(4 * time.Hour)); changed || s.Install != 2 {
		t.Error("an event of the second installation removed the third")
	}
	if _, changed := s.Uninstalled(start.Add(6 * time.Hour)); !changed {
		t.Error("an event of the third installation was ignored")
	}
}

func TestScopesEndTheSameInWhateverOrderTheyAreTold(t *testing.T) {
	t.Parallel()
	type event struct {
		scopes []string
		at     time.Time
	}
	sets := [][]string{{"a"}, {"a", "b"}, nil}
	rapid.Check(t, func(t *rapid.T) {
		var events []event
		for i := range rapid.IntRange(1, 5).Draw(t, "events") {
			events = append(events, event{rapid.SampledFrom(sets).Draw(t, "scopes"), start.Add(time.Duration(i+1) * time.Second)})
		}
		end := func(events []event) shops.Shop {
			s := shops.Shop{}.WithInstallation(installation("a"), start)
			for _, e := range events {
				s, _ = s.ScopesChanged(e.scopes, e.at)
			}
			return s
		}
		want := events[len(events)-1]
		got := end(rapid.Permutation(events).Draw(t, "mixed"))
		if diff := cmp.Diff(want.scopes, got.Scopes); diff != "" || !got.ScopesAt.Equal(want.at) {
			t.Fatalf("as of %v: %s", got.ScopesAt, diff)
		}
	})
}

func TestScopesOfAFormerInstallationAreIgnored(t *testing.T) {
	t.Parallel()
	if _, changed := (shops.Shop{}).ScopesChanged([]string{"a"}, start); changed {
		t.Error("a shop without the app was given scopes")
	}
	s := shops.Shop{}.WithInstallation(installation("a"), start)
	if _, changed := s.ScopesChanged(nil, start.Add(-time.Second)); changed {
		t.Error("an event before the installation changed its scopes")
	}
	if _, changed := s.ScopesChanged([]string{"a"}, start); changed {
		t.Error("the same again counts as a change")
	}
}

func TestTokenStateSaysWhatHasToBeDone(t *testing.T) {
	t.Parallel()
	s := shops.Shop{}.WithInstallation(installation(), start)
	with := func(change func(*shops.Tokens)) shops.Shop {
		other := s
		change(&other.Tokens)
		return other
	}
	early := start.Add(time.Hour - shops.RefreshEarly)
	for _, c := range []struct {
		name string
		shop shops.Shop
		at   time.Time
		want string
	}{
		{"nothing known", shops.Shop{}, start, "missing"},
		{"fresh", s, start, "ok"},
		{"a moment before it is replaced", s, early.Add(-1), "ok"},
		{"about to end", s, early, "expiring"},
		{"ended, the other token lives", s, start.Add(24 * time.Hour), "expiring"},
		{"both ended", s, start.Add(90 * 24 * time.Hour), "expired"},
		{"refused", with(func(k *shops.Tokens) { k.RefreshFailed = start }), early, "expired"},
		{"refused, but still good", with(func(k *shops.Tokens) { k.RefreshFailed = start }), start, "ok"},
		{"nothing to refresh with", with(func(k *shops.Tokens) { k.Refresh = nil }), early, "expired"},
		{"a token without an end", with(func(k *shops.Tokens) { k.AccessEnds = time.Time{} }), start.Add(9000 * time.Hour), "ok"},
	} {
		if got := c.shop.TokenState(c.at); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestARefreshIsPutOffWhileItWouldBeInVain(t *testing.T) {
	t.Parallel()
	s := shops.Shop{}.WithInstallation(installation(), start)
	if got := s.RefreshDue(); !got.Equal(start.Add(time.Hour)) {
		t.Errorf("due %v", got)
	}
	waiting := s
	waiting.Tokens.RefreshingTill = start.Add(2 * time.Hour)
	if got := waiting.RefreshDue(); !got.Equal(start.Add(2*time.Hour + shops.RefreshEarly)) {
		t.Errorf("while somebody refreshes: due %v", got)
	}
	waiting.Tokens.RefreshAfter = start.Add(3 * time.Hour)
	if got := waiting.RefreshDue(); !got.Equal(start.Add(3*time.Hour + shops.RefreshEarly)) {
		t.Errorf("after a failure: due %v", got)
	}
	gone, _ := s.Uninstalled(start.Add(time.Minute))
	refused, endless, single := s, s, s
	refused.Tokens.RefreshFailed, endless.Tokens.AccessEnds, single.Tokens.Refresh = start, time.Time{}, nil
	for name, shop := range map[string]shops.Shop{"gone": gone, "refused": refused, "endless": endless, "single": single} {
		if got := shop.RefreshDue(); !got.IsZero() {
			t.Errorf("%s: due %v, want never", name, got)
		}
	}
}

func TestAShopCountsDaysInItsOwnZone(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{"Asia/Tokyo": "Asia/Tokyo", "": "UTC", "Moon/Base": "UTC", "Local": "UTC"} {
		if got := (shops.Shop{Details: shops.Details{Zone: zone}}).Location().String(); got != want {
			t.Errorf("%q counts in %s, want %s", zone, got, want)
		}
	}
}
