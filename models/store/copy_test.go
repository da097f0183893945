package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

// places are where a copy may come from or go to.
var places = []string{"memory", "file", "mongodb"}

var copies atomic.Int64

// place is an address to open, more than once where it outlives its store.
type place struct{ url, database string }

func placeOf(t *testing.T, kind string) place {
	t.Helper()
	switch kind {
	case "memory":
		return place{url: "memory:"}
	case "file":
		return place{url: "file:" + filepath.Join(t.TempDir(), "clientele.db")}
	}
	p := place{mongoURL(t), fmt.Sprintf("%scopy_%d_%d", store.TestPrefix, time.Now().UnixNano(), copies.Add(1))}
	t.Cleanup(func() {
		s, err := store.Open(context.Background(), p.url, store.Options{Now: time.Now, Database: p.database, Copying: true})
		if err != nil {
			t.Errorf("opening the test database to drop it: %v", err)
			return
		}
		if err := errors.Join(s.Drop(context.Background()), s.Close(context.Background())); err != nil {
			t.Errorf("dropping the test database: %v", err)
		}
	})
	return p
}

// clock can be moved.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return storetest.Start.Add(time.Duration(c.ahead.Load())) }

func (p place) open(t *testing.T, c *clock, copying bool) (*store.Store, error) {
	t.Helper()
	s, err := store.Open(t.Context(), p.url, store.Options{Now: c.now, Database: p.database, Copying: copying})
	if err == nil {
		t.Cleanup(func() { _ = s.Close(context.Background()) })
	}
	return s, err
}

func (p place) opened(t *testing.T, c *clock) *store.Store {
	t.Helper()
	s, err := p.open(t, c, true)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func names() func() string {
	base := copies.Add(1)
	var n int
	return func() string { n++; return fmt.Sprintf("name-%d-%d", base, n) }
}

const aShop, bShop = models.ShopID("a.example"), models.ShopID("b.example")

// crowded puts two shops and a crowd of contacts into a store.
func crowded(t *testing.T, s *store.Store, crowd int) {
	t.Helper()
	storetest.Populate(t, s, aShop)
	storetest.Populate(t, s, bShop)
	const atOnce = 50 // short transactions, for a machine that many tests share
	for first := 0; first < crowd; first += atOnce {
		err := s.Tx.Do(t.Context(), func(ctx context.Context) error {
			for i := first; i < min(first+atOnce, crowd); i++ {
				if _, err := s.Contacts.Save(ctx, contacts.Contact{Shop: aShop, ID: models.ContactID(fmt.Sprintf("c_%d", 1000+i))}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func sameShops(t *testing.T, from, to *store.Store) {
	t.Helper()
	for _, shop := range []models.ShopID{aShop, bShop} {
		if got, want := storetest.Dump(t, to, shop), storetest.Dump(t, from, shop); got != want {
			t.Errorf("%s was copied as\n%s\nit is\n%s", shop, got, want)
		}
	}
}

func count(t *testing.T, s *store.Store, collection string) int64 {
	t.Helper()
	n, err := s.Raw().Collection(collection).CountDocuments(t.Context(), bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEverythingIsCopiedBetweenAnyTwoEngines(t *testing.T) {
	t.Parallel()
	for _, source := range places {
		for _, target := range places {
			t.Run("from "+source+" to "+target, func(t *testing.T) {
				t.Parallel()
				c := &clock{}
				there := placeOf(t, target)
				from, to := placeOf(t, source).opened(t, c), there.opened(t, c)
				crowded(t, from, 700)
				copied, err := store.Copy(t.Context(), from, to, store.CopyOptions{NewID: names()})
				if err != nil {
					t.Fatal(err)
				}
				sameShops(t, from, to)
				if len(copied) != len(store.Collections) {
					t.Errorf("%d collections were copied, there are %d", len(copied), len(store.Collections))
				}
				for _, each := range copied {
					if n := count(t, from, each.Collection); n == 0 || each.Documents != n || count(t, to, each.Collection) != n || len(each.Hash) != 64 || each.Mended != 0 {
						t.Errorf("%+v: the source holds %d, the target %d", each, n, count(t, to, each.Collection))
					}
				}
				if target == "memory" {
					return
				}
				if err := to.Close(t.Context()); err != nil {
					t.Fatal(err)
				}
				again, err := there.open(t, c, false)
				if err != nil {
					t.Fatalf("the copy cannot be worked with: %v", err)
				}
				sameShops(t, from, again)
			})
		}
	}
}

// cut copies until so many batches are done, then breaks off as if killed.
func cut(t *testing.T, from, to *store.Store, batches int) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := store.Copy(ctx, from, to, store.CopyOptions{NewID: names(), Told: func(store.CopyProgress) {
		if batches--; batches <= 0 {
			cancel()
		}
	}})
	return err
}

func TestACopyThatWasCutOffGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	for _, target := range places {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			c := &clock{}
			from := placeOf(t, "memory").opened(t, c)
			crowded(t, from, 1100)
			there := placeOf(t, target)
			to := there.opened(t, c)
			identified := names()
			for batches := 1; ; batches += 3 {
				err := cut(t, from, to, batches)
				if err == nil {
					break
				}
				if _, err := store.Copy(t.Context(), from, to, store.CopyOptions{NewID: identified}); models.CodeOf(err) != models.Conflict {
					t.Fatalf("two copied at the same time: %v", err)
				}
				if target != "memory" {
					if err := to.Close(t.Context()); err != nil {
						t.Fatal(err)
					}
					if _, err := there.open(t, c, false); models.CodeOf(err) != models.Conflict || !strings.Contains(err.Error(), "not finished") {
						t.Fatalf("half a copy was opened for work: %v", err)
					}
					to = there.opened(t, c)
				}
				c.ahead.Add(int64(time.Minute))
				if batches > 100 {
					t.Fatal("the copy does not come to its end")
				}
			}
			sameShops(t, from, to)
			if got := count(t, to, "contacts"); got != 1104 {
				t.Errorf("%d contacts were copied, want 1104", got)
			}
		})
	}
}

func TestABatchThatWasWrittenAndNotNotedIsWrittenOnce(t *testing.T) {
	t.Parallel()
	c := &clock{}
	from, to := placeOf(t, "memory").opened(t, c), placeOf(t, "memory").opened(t, c)
	crowded(t, from, 1100)
	for count(t, to, "contacts") != 500 {
		if err := cut(t, from, to, 1); err == nil {
			t.Fatal("the copy was never cut off within the contacts")
		}
		c.ahead.Add(int64(time.Minute))
	}
	// What a killed process had written when it could not note it any more.
	for _, id := range []models.ContactID{"c_1700", "c_1701"} {
		stray := contacts.Contact{Shop: aShop, ID: id}
		if _, err := to.Contacts.Save(t.Context(), stray); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Copy(t.Context(), from, to, store.CopyOptions{NewID: names()}); err != nil {
		t.Fatal(err)
	}
	sameShops(t, from, to)
	if got := count(t, to, "contacts"); got != 1104 {
		t.Errorf("%d contacts were copied, want 1104", got)
	}
}

func TestWhatChangesInTheSourceMeanwhileIsMended(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"memory", "mongodb"} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			c := &clock{}
			from, to := placeOf(t, "memory").opened(t, c), placeOf(t, target).opened(t, c)
			crowded(t, from, 600)
			changed := false
			copied, err := store.Copy(t.Context(), from, to, store.CopyOptions{NewID: names(), Told: func(p store.CopyProgress) {
				if changed || !p.Comparing {
					return
				}
				changed = true
				edited, err := from.Contacts.Get(t.Context(), aShop, "c_1000")
				if err != nil {
					t.Error(err)
				}
				edited.Platform = "edited"
				_, err = from.Contacts.Save(t.Context(), edited)
				_, err2 := from.Contacts.Save(t.Context(), contacts.Contact{Shop: aShop, ID: "c_0"})
				if err := errors.Join(err, err2, from.Contacts.Delete(t.Context(), aShop, "c_1001")); err != nil {
					t.Error(err)
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			var mended int64
			for _, each := range copied {
				mended += each.Mended
			}
			if mended != 3 || !changed {
				t.Errorf("%d documents were mended, want the edited, the new and the deleted one", mended)
			}
			sameShops(t, from, to)
		})
	}
}

func TestASourceThatNeverRestsIsRefused(t *testing.T) {
	t.Parallel()
	c := &clock{}
	from, to := placeOf(t, "memory").opened(t, c), placeOf(t, "memory").opened(t, c)
	crowded(t, from, 1)
	n := 0
	write := func(store.CopyProgress) {
		n++
		if _, err := from.Contacts.Save(t.Context(), contacts.Contact{Shop: aShop, ID: models.ContactID(fmt.Sprintf("c_%d", 9000+n))}); err != nil {
			t.Error(err)
		}
	}
	_, err := store.Copy(t.Context(), from, to, store.CopyOptions{NewID: names(), Told: write})
	if models.CodeOf(err) != models.Conflict || !strings.Contains(err.Error(), "stop what writes") {
		t.Fatalf("a copy of something that moves: %v", err)
	}
	c.ahead.Add(int64(time.Minute))
	if _, err := store.Copy(t.Context(), from, to, store.CopyOptions{NewID: names()}); err != nil {
		t.Fatalf("once it rests: %v", err)
	}
	sameShops(t, from, to)
}

func TestATargetThatIsNotEmptyIsRefusedAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	for _, target := range places {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			c := &clock{}
			from, other, to := placeOf(t, "memory").opened(t, c), placeOf(t, "memory").opened(t, c), placeOf(t, target).opened(t, c)
			crowded(t, from, 3)
			crowded(t, other, 2)
			refused := func(when string, from *store.Store, says string) {
				t.Helper()
				_, err := store.Copy(t.Context(), from, to, store.CopyOptions{NewID: names()})
				if models.CodeOf(err) != models.Conflict || !strings.Contains(err.Error(), says) {
					t.Errorf("%s: %v", when, err)
				}
			}
			storetest.Populate(t, to, "c.example")
			refused("a target with data", from, "holds data already")
			if n := count(t, to, "contacts"); n != 2 {
				t.Errorf("the target's own contacts are %d now, want 2", n)
			}
			for range 100 {
				if n, err := to.Shops.Erase(t.Context(), "c.example", 50); err != nil {
					t.Fatal(err)
				} else if n == 0 {
					break
				}
			}
			if _, err := store.Copy(t.Context(), from, to, store.CopyOptions{NewID: names()}); err != nil {
				t.Fatal(err)
			}
			refused("the same once more", from, "finished copy of this database")
			refused("another source", other, "copy of another database")
			sameShops(t, from, to)
		})
	}
}

func TestADatabaseIsNotCopiedIntoItself(t *testing.T) {
	t.Parallel()
	c := &clock{}
	from := placeOf(t, "memory").opened(t, c)
	crowded(t, from, 1)
	if _, err := store.Copy(t.Context(), from, from, store.CopyOptions{NewID: names()}); models.CodeOf(err) != models.Conflict || !strings.Contains(err.Error(), "same database") {
		t.Errorf("copied: %v", err)
	}
}
