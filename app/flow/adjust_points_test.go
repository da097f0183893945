package flow_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
)

func TestTheSameKeyActsOnce(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "10.00")))
	first := w.adjust(manual("1", member, 25))
	again := w.adjust(manual("1", member, 25))
	if first.Replayed || !again.Replayed {
		t.Errorf("replayed: %t, then %t", first.Replayed, again.Replayed)
	}
	if diff := cmp.Diff(first.Entries, again.Entries); diff != "" {
		t.Errorf("the answer differs: %s", diff)
	}
	if e := first.Entries[0]; e.Actor != "42" || e.Reason != "goodwill" || e.Note != "a birthday" || e.Cause.ID != "key-of-form-1" {
		t.Errorf("entry %+v", e)
	}
	w.want(member, "twice", amounts{av: 35})
	w.sound()
}

func TestTheSameKeyWithOtherInputIsRefused(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "10.00")))
	w.order(by("8", w.bought("2", goods("a", "10.00"))))
	w.adjust(manual("1", member, 25))
	other := manual("1", member, 25)
	for name, change := range map[string]func(in *flow.AdjustPoints){
		"points":  func(in *flow.AdjustPoints) { in.Points = 26 },
		"contact": func(in *flow.AdjustPoints) { in.Contact = "c_8" },
		"note":    func(in *flow.AdjustPoints) { in.Manual.Note = "another" },
		"reason":  func(in *flow.AdjustPoints) { in.Manual.Reason = "correction" },
		"debt":    func(in *flow.AdjustPoints) { in.Manual.AllowDebt = true },
		"forgive": func(in *flow.AdjustPoints) { in.Forgive = true },
	} {
		in := other
		change(&in)
		if _, err := w.AdjustPoints(t.Context(), in); models.CodeOf(err) != models.Conflict || err == nil {
			t.Errorf("another %s: %v, want a conflict", name, err)
		}
	}
	w.want(member, "after all", amounts{av: 35})
	w.sound()
}

func TestAdjustmentsInParallelAreAllCounted(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "10.00")))
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			insist(t, func() error { _, err := w.AdjustPoints(t.Context(), manual(fmt.Sprint(i), member, 5)); return err })
		})
	}
	group.Wait()
	w.want(member, "20 adjustments", amounts{av: 110})
	w.sound()
}

func TestTheSameKeyInParallelActsOnce(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "10.00")))
	var group sync.WaitGroup
	var acted atomic.Int64
	for range 20 {
		group.Go(func() {
			insist(t, func() error {
				out, err := w.AdjustPoints(t.Context(), manual("1", member, 5))
				if err == nil && !out.Replayed {
					acted.Add(1)
				}
				return err
			})
		})
	}
	group.Wait()
	w.want(member, "one key, 20 times", amounts{av: 15})
	if acted.Load() != 1 {
		t.Errorf("%d callers were told that they acted, want one", acted.Load())
	}
	w.sound()
}

func TestParallelDebitsNeverTakeMoreThanThereIs(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "50.00")))
	var group sync.WaitGroup
	var taken atomic.Int64
	for i := range 20 {
		group.Go(func() {
			insist(t, func() error {
				_, err := w.AdjustPoints(t.Context(), manual(fmt.Sprint(i), member, -20))
				if err == nil {
					taken.Add(1)
				}
				if models.CodeOf(err) == models.Invalid {
					return nil
				}
				return err
			})
		})
	}
	group.Wait()
	w.want(member, "20 of 50 each", amounts{av: 10})
	if taken.Load() != 2 {
		t.Errorf("%d were let through, want 2", taken.Load())
	}
	w.sound()
}

func TestNobodyAndForeignContactsAreNotAdjusted(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "10.00")))
	for _, in := range []flow.AdjustPoints{manual("1", "c_99", 5), func() flow.AdjustPoints {
		in := manual("1", member, 5)
		in.Shop = "sakura.myshopify.com"
		return in
	}()} {
		if _, err := w.AdjustPoints(t.Context(), in); models.CodeOf(err) != models.NotFound || err == nil {
			t.Errorf("%s of %s: %v, want not found", in.Contact, in.Shop, err)
		}
	}
	w.adjust(manual("1", member, 5)) // a refused wish does not use up its key
	w.sound()
}

// crooked is a ledger whose lots do not hold what the account says, as long as
// it is bent.
type crooked struct {
	flow.Ledger
	bent atomic.Bool
}

func (c *crooked) Lots(ctx context.Context, shop models.ShopID, id models.ContactID, orders ...models.OrderID) ([]points.Lot, error) {
	lots, err := c.Ledger.Lots(ctx, shop, id, orders...)
	if c.bent.Load() && id == member && len(lots) > 0 {
		lots[0].Amount += 7
		lots[0].Remaining += 7
	}
	return lots, err
}

func TestABookThatDoesNotBalanceIsStoppedAndWaitsForAPerson(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.HoldDays = 14 })
	ledger := &crooked{Ledger: w.Ledger}
	w.Ledger = ledger
	w.order(w.bought("1", goods("a", "10.00")))
	w.order(by("8", w.bought("2", goods("a", "10.00"))))
	w.adjust(manual("0", member, 5))
	ledger.bent.Store(true)

	entries := len(w.entries(member))
	if _, err := w.AdjustPoints(t.Context(), manual("1", member, 5)); err == nil {
		t.Fatal("points were written to a book that does not balance")
	}
	card, err := w.ContactCard(t.Context(), testShop, member)
	ok(t, err)
	if !strings.Contains(card.Account.Halted, "lots hold") || !card.Contact.Figures.Halted {
		t.Errorf("the card tells %q and %t", card.Account.Halted, card.Contact.Figures.Halted)
	}
	for what, try := range map[string]func() error{
		"an adjustment": func() error { _, err := w.AdjustPoints(t.Context(), manual("2", member, 5)); return err },
		"an order":      func() error { _, err := w.OrderChanged(t.Context(), w.bought("3", goods("a", "5.00"))); return err },
		"a refund":      func() error { _, err := w.RefundMade(t.Context(), w.amountBack("1", "r1", "5.00")); return err },
	} {
		if err := try(); models.CodeOf(err) != models.Conflict || err == nil {
			t.Errorf("%s for a stopped account: %v, want a conflict", what, err)
		}
	}
	if got := len(w.entries(member)); got != entries {
		t.Errorf("%d entries were written to a stopped account", got-entries)
	}
	w.forward(20 * 24 * time.Hour)
	w.matured(1) // only the other contact's
	w.want("c_8", "others go on", amounts{av: 10})

	if reason, err := w.RecheckAccount(t.Context(), testShop, member); err != nil || reason == "" {
		t.Errorf("checked while it is wrong: %q, %v", reason, err)
	}
	ledger.bent.Store(false)
	if reason, err := w.RecheckAccount(t.Context(), testShop, member); err != nil || reason != "" {
		t.Errorf("checked when it is right: %q, %v", reason, err)
	}
	w.matured(1)
	w.adjust(manual("1", member, 5))
	w.refund(w.amountBack("1", "r1", "5.00"))
	w.want(member, "goes on", amounts{av: 15})
	w.sound()
}

func TestAStoppedAccountShowsAmongTheFigures(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	ledger := &crooked{Ledger: w.Ledger}
	w.Ledger = ledger
	w.order(w.bought("1", goods("a", "10.00")))
	ledger.bent.Store(true)
	_, err := w.AdjustPoints(t.Context(), manual("1", member, 5))
	if err == nil {
		t.Fatal("it was not stopped")
	}
	halted := func() int64 {
		for done := 1; done > 0; {
			done, err = w.FoldFigures(t.Context(), flow.Batch)
			ok(t, err)
		}
		home, err := w.HomePage(t.Context(), testShop)
		ok(t, err)
		return home.Total.Halted
	}
	if got := halted(); got != 1 {
		t.Errorf("%d accounts are stopped, want 1", got)
	}
	ledger.bent.Store(false)
	_, err = w.RecheckAccount(t.Context(), testShop, member)
	ok(t, err)
	if got := halted(); got != 0 {
		t.Errorf("%d accounts are stopped, want none", got)
	}
	w.sound()
}

func TestACheckOfAnAccountReadsItsEntries(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	books := w.Books
	w.order(w.bought("1", goods("a", "10.00")))
	w.adjust(manual("1", member, 5))
	ok(t, w.store.Ledger.Halt(t.Context(), testShop, member, "looked odd"))
	w.Books = forgetful{books}
	if reason, err := w.RecheckAccount(t.Context(), testShop, member); err != nil || !strings.Contains(reason, "entry 2 follows entry 0") {
		t.Errorf("with an entry missing: %q, %v", reason, err)
	}
	w.Books = books
	if reason, err := w.RecheckAccount(t.Context(), testShop, member); err != nil || reason != "" {
		t.Errorf("complete: %q, %v", reason, err)
	}
}

// forgetful are books that have lost the first entry of each account.
type forgetful struct{ flow.Books }

func (f forgetful) EachEntry(ctx context.Context, shop models.ShopID, ids []models.ContactID, visit func(points.Entry) error) error {
	return f.Books.EachEntry(ctx, shop, ids, func(e points.Entry) error {
		if e.Seq == 1 {
			return nil
		}
		return visit(e)
	})
}

func TestRecheckingAnAccountThatWorksDoesNothing(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "10.00")))
	if reason, err := w.RecheckAccount(t.Context(), testShop, member); err != nil || reason != "" {
		t.Errorf("%q, %v", reason, err)
	}
	if _, err := w.RecheckAccount(t.Context(), testShop, "c_99"); models.CodeOf(err) != models.NotFound || err == nil {
		t.Errorf("nobody: %v", err)
	}
	w.sound()
}

func TestABookFoundWrongByTheJobDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.HoldDays = 14 })
	ledger := &crooked{Ledger: w.Ledger}
	w.Ledger = ledger
	w.order(w.bought("1", goods("a", "10.00")))
	w.order(by("8", w.bought("2", goods("a", "10.00"))))
	ledger.bent.Store(true)
	w.forward(15 * 24 * time.Hour)
	w.matured(2)
	w.want("c_8", "the other one", amounts{av: 10})
	if account, err := w.store.Ledger.Account(t.Context(), testShop, member); err != nil || account.Halted == "" || account.Balances.Pending != 10 {
		t.Errorf("%+v, %v, want it stopped as it was", account, err)
	}
	w.matured(0)
}
