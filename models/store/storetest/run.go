package storetest

import (
	"context"
	"fmt"
	"hash/fnv"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/store"
)

// Run holds a store against everything its repositories promise. open gives an
// empty store that ends with the test; tests that look at all shops at once
// open one of their own.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	shared := open(t)
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"transactions", transactionTests}, {"shared transactions", shareTests}, {"shops", shopTests}, {"contacts", contactTests}, {"orders", orderTests},
		{"ledger", ledgerTests}, {"programmes", programmeTests}, {"figures", figureTests}, {"inbox", inboxTests},
		{"requests", requestTests}, {"sync", syncTests}, {"books", bookTests}, {"outbox", outboxTests}, {"rewards", rewardTests}, {"levels", levelTests}, {"notices", noticeTests}, {"referrals", referralTests}, {"events", eventTests}, {"products", productTests}, {"merges", mergeTests}, {"services", serviceTests}, {"team", teamTests}, {"rosters", rosterTests}, {"feeds", feedTests}, {"waitlist", waitlistTests}, {"appointments", appointmentTests}, {"sheets", sheetTests}, {"erasure", eraseTests}, {"engine", engineTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) {
					t.Parallel()
					s := shared
					if test.alone {
						s = open(t)
					}
					test.run(&suite{T: t, s: s, ctx: t.Context(), shop: ShopFor(t)})
				})
			}
		})
	}
}

// test is one promise. One that is alone gets a store of its own, because what
// it asks concerns all shops.
type test struct {
	name  string
	alone bool
	run   func(u *suite)
}

// suite is what a test works with; shop belongs to it alone.
type suite struct {
	*testing.T
	s    *store.Store
	ctx  context.Context
	shop models.ShopID
}

// ShopFor is a shop that no other test has.
func ShopFor(t testing.TB) models.ShopID {
	h := fnv.New64a()
	_, _ = h.Write([]byte(t.Name()))
	return models.ShopID(fmt.Sprintf("s%x.myshopify.com", h.Sum64()))
}

// other is a second shop of the test, whose domain begins like the first one.
func (u *suite) other() models.ShopID { return u.shop + ".jp" }

func (u *suite) must(err error) {
	u.Helper()
	if err != nil {
		u.Fatalf("unexpected error: %v", err)
	}
}

func (u *suite) fails(err error, code models.Code) {
	u.Helper()
	if err == nil {
		u.Fatalf("no error, want one of code %s", code)
	}
	if models.CodeOf(err) != code {
		u.Fatalf("error %q has code %s, want %s", err, models.CodeOf(err), code)
	}
}

func same(t testing.TB, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

// in runs a story in a transaction that has to succeed.
func (u *suite) in(story func(ctx context.Context) error) {
	u.Helper()
	u.must(u.s.Tx.Do(u.ctx, story))
}

// together runs f n times at once and gives the errors of those that failed.
func together(n int, f func(i int) error) []error {
	var mu sync.Mutex
	var failed []error
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range n {
		done.Go(func() {
			start.Wait()
			if err := f(i); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = append(failed, err)
			}
		})
	}
	start.Done()
	done.Wait()
	return failed
}

// race lets twenty take one thing; exactly one may, the others hear Conflict.
func (u *suite) race(take func(i int) error) {
	u.Helper()
	const crowd = 20
	failed := together(crowd, take)
	if len(failed) != crowd-1 {
		u.Fatalf("%d of %d were refused, want all but one", len(failed), crowd)
	}
	for _, err := range failed {
		u.fails(err, models.Conflict)
	}
}

// at is a time some minutes after Start.
func at(minutes int) time.Time { return Start.Add(time.Duration(minutes) * time.Minute) }

// nonsense are texts that are a cursor of no list.
func nonsense(other string) []string {
	return []string{"x", "!!!", "e30", "bnVsbA", "eyJsIjoiZW50cmllcyIsIm4iOiIxIn0", "W10", strings.Repeat("A", 5000), other}
}
