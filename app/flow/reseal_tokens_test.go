package flow_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/app/seal"
	"clientele/models"
	"clientele/models/shops"
)

func keyOf(b byte) []byte { return append(bytes.Repeat([]byte{b}, seal.KeySize-1), b+1) }

// sealedBy lets the world go on with other keys, as after a restart.
func (w *world) sealedBy(t *testing.T, keys ...[]byte) {
	t.Helper()
	box, err := seal.New(rand.Reader, keys...)
	if err != nil {
		t.Fatal(err)
	}
	w.Sealer = box
}

// round lets the job go over all shops once.
func (w *world) round(t *testing.T, r *flow.Resealing) {
	t.Helper()
	for range 100 {
		done, err := r.Step(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if done == 0 {
			return
		}
	}
	t.Fatal("the round does not come to its end")
}

func TestF39TokensOutliveAChangeOfTheKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sealedBy(t, keyOf(10))
	w.install(t)
	before := w.shop(t).Tokens
	token, err := w.AccessToken(t.Context(), testShop)
	if err != nil {
		t.Fatal(err)
	}

	w.sealedBy(t, keyOf(20), keyOf(10)) // restarted with a new key beside the old one
	w.wantToken(t, token)
	w.round(t, w.Resealing())
	w.wantToken(t, token)
	after := w.shop(t).Tokens
	if bytes.Equal(after.Access, before.Access) || bytes.Equal(after.Refresh, before.Refresh) {
		t.Error("the tokens are still sealed as they were")
	}
	before.Access, before.Refresh, after.Access, after.Refresh = nil, nil, nil, nil
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("something else changed: %+v became %+v", before, after)
	}
	if !strings.Contains(w.log.String(), "ENCRYPTION_KEY_OLD is not needed") {
		t.Errorf("nobody is told: %s", w.log)
	}

	w.sealedBy(t, keyOf(20)) // the old key was given up
	w.wantToken(t, token)
	w.forward(59 * time.Minute) // the refresh token opens, too
	if renewed, err := w.AccessToken(t.Context(), testShop); err != nil || renewed == token {
		t.Errorf("renewed with the new key only: %q, %v", renewed, err)
	}
}

func TestResealingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	before := w.shop(t)
	w.round(t, w.Resealing())
	if after := w.shop(t); after.Version != before.Version {
		t.Error("a shop was written although its tokens are sealed with the present key")
	}
}

func TestEveryShopIsResealedThatCanBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lost, err := seal.New(rand.Reader, keyOf(90))
	if err != nil {
		t.Fatal(err)
	}
	w.sealedBy(t, keyOf(10))
	const many = flow.Batch + 7
	for i := range many {
		id := models.ShopID(fmt.Sprintf("s%03d.example", i))
		s := shops.Shop{ID: id, Salt: []byte("salt"), InstalledAt: w.now()}
		sealer := w.Sealer
		switch i {
		case 3:
			sealer = lost // with a key nobody has any more
		case 4:
			s.UninstalledAt = w.now()
		}
		if i != 4 {
			if s.Tokens.Access, err = sealer.Seal(id, "access", "token of "+string(id)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.store.Shops.Save(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	w.sealedBy(t, keyOf(20), keyOf(10))
	w.round(t, w.Resealing())
	for i := range many {
		s, err := w.store.Shops.Get(t.Context(), models.ShopID(fmt.Sprintf("s%03d.example", i)))
		if err != nil {
			t.Fatal(err)
		}
		if sealed := len(s.Tokens.Access) > 0 && w.Sealer.Current(s.Tokens.Access); sealed != (i != 3 && i != 4) {
			t.Errorf("shop %d is sealed with the present key: %t", i, sealed)
		}
	}
	if log := w.log.String(); !strings.Contains(log, "cannot be sealed anew") || strings.Contains(log, "not needed") || strings.Contains(log, "token of") {
		t.Errorf("the log says %s", log)
	}
}
