package flow_test

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
)

// used calls the platform with the shop's token, where the first token was
// revoked, and gives the one that was taken.
func (w *world) used(t *testing.T) (taken string, err error) {
	c := &flow.CatchUp{Flow: w.Flow, Sync: w.store.Sync}
	err = c.WithToken(t.Context(), testShop, func(token string) error {
		if token == "shpat_1" {
			return models.Errorf(models.Unauthorized, "the platform does not accept the store's token any more")
		}
		taken = token
		return nil
	})
	return taken, err
}

// However many meet a token that died before its time, one of them replaces it.
func TestF25ADeadTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.platform.slow = make(chan struct{})
	errs := make([]error, 8)
	var group sync.WaitGroup
	group.Go(func() { _, errs[0] = w.used(t) })
	for w.shop(t).Tokens.RefreshingTill.IsZero() { // until the first one is at it
		runtime.Gosched()
	}
	var asked sync.WaitGroup
	asked.Add(len(errs) - 1)
	for i := range errs[1:] {
		group.Go(func() {
			asked.Done()
			_, errs[1+i] = w.used(t)
		})
	}
	asked.Wait()
	close(w.platform.slow)
	group.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	if len(w.platform.refreshes) != 1 {
		t.Errorf("refreshed %d times, want once", len(w.platform.refreshes))
	}
}

// A store whose tokens are all dead is at home again as soon as somebody opens
// the app, and not only when the tokens would have ended by themselves.
func TestF26OpeningTheAppBringsBackAStoreWithDeadTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.platform.fail = []error{models.Errorf(models.Forbidden, "the store's access has run out; open the app")}
	for range 3 {
		if _, err := w.used(t); models.CodeOf(err) != models.Forbidden || err == nil {
			t.Errorf("%v, want forbidden", err)
		}
	}
	if len(w.platform.refreshes) != 1 {
		t.Errorf("a dead refresh token was tried %d times, want once", len(w.platform.refreshes))
	}
	if got := w.shop(t).TokenState(w.now()); got != "expired" {
		t.Errorf("the panel is told %q", got)
	}
	w.install(t)
	if token, err := w.used(t); err != nil || token != "shpat_2" {
		t.Errorf("after opening: %q, %v", token, err)
	}
}

// A refresh that is not answered is not tried again at once by everybody who
// holds the dead token.
func TestF25ALostRefreshOfADeadTokenIsPutOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.platform.lose = 1
	for range 3 {
		if _, err := w.used(t); models.CodeOf(err) != models.Unavailable || err == nil {
			t.Errorf("%v, want unavailable", err)
		}
	}
	if len(w.platform.refreshes) != 1 {
		t.Errorf("refreshed %d times", len(w.platform.refreshes))
	}
	w.forward(time.Minute)
	if token, err := w.used(t); err != nil || token != "shpat_3" {
		t.Errorf("a minute later: %q, %v", token, err)
	}
	if w.platform.refreshes[0] != w.platform.refreshes[1] {
		t.Error("the lost answer was not asked for with the same refresh token")
	}
}
