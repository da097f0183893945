package flow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
	"clientele/models/shops"
)

// checked looks at all books of the shop in one go.
func (w *till) checked() points.Tally {
	w.t.Helper()
	tally, err := w.VerifyShop(w.t.Context(), w.shop(w.t), nil)
	ok(w.t, err)
	return tally
}

// night runs the job until nothing is due any more.
func (w *till) night(check *flow.BookCheck) {
	w.t.Helper()
	for range 1000 {
		done, err := check.Step(w.t.Context())
		ok(w.t, err)
		if done == 0 {
			return
		}
	}
	w.t.Fatal("the check does not come to its end")
}

func (w *till) verification() points.Verification {
	w.t.Helper()
	v, err := w.store.Verifications.Get(w.t.Context(), testShop)
	ok(w.t, err)
	return v
}

// busy is a shop with members, guests, refunds, debts, claims and adjustments.
func busy(t *testing.T) *till {
	w := newTill(t, func(s *points.Settings) { s.HoldDays = 3 })
	w.order(w.bought("1", goods("a", "100.00")))
	w.order(byGuest("noor@example.com", w.bought("2", goods("a", "30.00"))))
	w.order(by("8", w.bought("3", goods("a", "50.00"), goods("b", "20.00"))))
	w.forward(4 * 24 * time.Hour)
	w.matured(3)
	w.refund(w.back("3", "r1", goods("b", "20.00")))
	w.adjust(manual("1", "c_8", -50))
	w.order(cancelled(w.bought("1", goods("a", "100.00"))))
	w.customer("9", contacts.Profile{Email: "noor@example.com", Verified: true})
	return w
}

func TestBooksInOrderBreakNoLawAndTheHomePageSaysSo(t *testing.T) {
	t.Parallel()
	w := busy(t)
	w.night(w.BookCheck())
	v := w.verification()
	if v.Running() || v.Last.Violations != 0 || v.Last.Accounts != 4 || v.Last.Orders != 3 || !v.Last.Finished.Equal(w.now()) {
		t.Errorf("the check says %+v", v)
	}
	home, err := w.HomePage(t.Context(), testShop)
	ok(t, err)
	if home.Check.Last.Accounts != 4 || home.Check.Running() {
		t.Errorf("the home page says %+v", home.Check)
	}
	w.sound()
}

// altered is one way to spoil the books behind the program's back.
type altered struct {
	name  string
	law   points.Law
	stops bool // the account is stopped
	spoil func(w *till)
}

func spoiled() []altered {
	write := func(change func(b *points.Book)) func(w *till) {
		return func(w *till) {
			w.t.Helper()
			account, err := w.store.Ledger.Account(w.t.Context(), testShop, "c_8")
			ok(w.t, err)
			lots, err := w.store.Ledger.Lots(w.t.Context(), testShop, "c_8")
			ok(w.t, err)
			book := points.OpenBook(account, lots, w.now())
			change(book)
			ok(w.t, w.store.Ledger.Write(w.t.Context(), book))
		}
	}
	order := func(change func(r *points.Record)) func(w *till) {
		return func(w *till) {
			w.t.Helper()
			r, err := w.store.Orders.Get(w.t.Context(), testShop, "3")
			ok(w.t, err)
			change(&r)
			_, err = w.store.Orders.Save(w.t.Context(), r)
			ok(w.t, err)
		}
	}
	return []altered{
		{"points nobody posted", points.LawBalances, true, write(func(b *points.Book) { b.Account.Balances.Redeemed++; b.Account.Balances.Issued++ })},
		{"an entry that was left out", points.LawSequence, true, write(func(b *points.Book) { b.Account.Seq++ })},
		{"another end of the chain", points.LawChain, true, write(func(b *points.Book) { b.Account.Hash = strings.Repeat("a", 64) })},
		{"a lot that was never opened", points.LawLots, true, write(func(b *points.Book) { b.Account.Lots++ })},
		{"an order with more points", points.LawOrder, true, order(func(r *points.Record) { r.Standing.Net += 5 })},
		{"an order with other lines", points.LawOrder, true, order(func(r *points.Record) { r.Order.Lines[0].NetMinor += 5000 })},
		{"an order by a version that is gone", points.LawOrder, true, order(func(r *points.Record) { r.Standing.Programme = 77 })},
		{"a list that shows other points", points.LawContact, false, func(w *till) {
			c, err := w.store.Contacts.Get(w.t.Context(), testShop, "c_8")
			ok(w.t, err)
			c.Figures.Available += 3
			c.Figures.Balance += 3
			_, err = w.store.Contacts.Save(w.t.Context(), c)
			ok(w.t, err)
		}},
		{"a contact that is gone", points.LawContact, false, func(w *till) {
			ok(w.t, w.store.Contacts.Delete(w.t.Context(), testShop, "c_8"))
		}},
		{"a figure nobody earned", points.LawFigures, false, func(w *till) {
			ok(w.t, w.store.Figures.Put(w.t.Context(), points.Delta{Shop: testShop, ID: "x", Day: "2026-11-22", Sum: points.Sums{Earned: 3}}))
		}},
		{"a member nobody knows", points.LawFigures, false, func(w *till) {
			ok(w.t, w.store.Figures.Put(w.t.Context(), points.Delta{Shop: testShop, ID: "x", Day: "2026-11-22", Sum: points.Sums{Members: 1}}))
		}},
	}
}

func TestSpoiledBooksAreFoundAndTheirAccountIsStopped(t *testing.T) {
	t.Parallel()
	for _, c := range spoiled() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := busy(t)
			c.spoil(w)
			quiet := w.checked()
			if before, err := w.store.Ledger.Account(t.Context(), testShop, "c_8"); err != nil || before.Halted != "" {
				t.Errorf("a check that is only to look has stopped the account: %v, %v", before.Halted, err)
			}
			w.night(w.BookCheck())
			v := w.verification()
			found := slices.ContainsFunc(v.Last.Findings, func(f points.Finding) bool { return f.Law == c.law })
			if !found || v.Last.Violations == 0 || v.Last.Violations != quiet.Violations {
				t.Errorf("found %+v, want a breach of %s; the check in one go counts %d", v.Last, c.law, quiet.Violations)
			}
			account, err := w.store.Ledger.Account(t.Context(), testShop, "c_8")
			ok(t, err)
			if stopped := account.Halted != ""; stopped != c.stops {
				t.Errorf("stopped: %t (%s), want %t", stopped, account.Halted, c.stops)
			}
			if !c.stops {
				return
			}
			if _, err := w.AdjustPoints(t.Context(), manual("2", "c_8", 5)); models.CodeOf(err) != models.Conflict {
				t.Errorf("the stopped account was written to: %v", err)
			}
			w.adjust(manual("3", "c_9", 5)) // others go on
			if reason, err := w.RecheckAccount(t.Context(), testShop, "c_8"); err != nil || reason == "" {
				t.Errorf("checked again the stop was lifted: %q, %v", reason, err)
			}
		})
	}
}

func TestACheckIsDueOnceADayByTheClock(t *testing.T) {
	t.Parallel()
	w := busy(t)
	check := w.BookCheck()
	w.night(check)
	first := w.verification().Last
	w.forward(23 * time.Hour)
	w.night(check)
	if again := w.verification().Last; again.Started != first.Started {
		t.Error("it was done again before a day was over")
	}
	w.forward(time.Hour)
	w.night(w.BookCheck()) // a process that has just started
	if again := w.verification().Last; !again.Started.Equal(w.now()) || again.Accounts != first.Accounts {
		t.Errorf("after a day it says %+v", again)
	}
}

// crowd gives the shop many accounts, so that a check takes several steps.
func (w *till) crowd(n int) {
	w.t.Helper()
	for i := range n {
		w.order(by(fmt.Sprint(1000+i), w.bought(fmt.Sprint(5000+i), goods("a", "10.00"))))
	}
}

func TestAnInterruptedCheckGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.crowd(205)
	_, err := w.BookCheck().Step(t.Context())
	ok(t, err)
	v := w.verification()
	if !v.Running() || v.Present.Accounts != 200 || v.After == "" {
		t.Fatalf("after one step: %+v", v)
	}
	home, err := w.HomePage(t.Context(), testShop)
	ok(t, err)
	if !home.Check.Running() {
		t.Error("the home page does not tell that it runs")
	}
	w.night(w.BookCheck()) // another process, later
	if v = w.verification(); v.Last.Accounts != 205 || v.Last.Orders != 205 || v.Last.Violations != 0 || v.Running() {
		t.Errorf("in the end: %+v", v)
	}
}

func TestTwoProcessesShareACheckAndTakeADeadOneOver(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.crowd(60)
	dead := w.verification().Begun(w.now())
	_, err := w.store.Verifications.Save(t.Context(), dead) // a process that takes it up and dies
	ok(t, err)
	w.night(w.BookCheck())
	if v := w.verification(); !v.Running() || v.Last.Accounts != 0 {
		t.Fatalf("two were at it at the same time: %+v", v)
	}
	w.forward(points.VerifyLease)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { w.night(w.BookCheck()) })
	}
	both.Wait()
	w.night(w.BookCheck())
	if v := w.verification(); v.Running() || v.Last.Accounts != 60 || v.Last.Orders != 60 || v.Last.Violations != 0 {
		t.Errorf("in the end: %+v", v)
	}
}

func TestWhoWritesDuringACheckIsNotTakenForABreach(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.crowd(5)
	done := make(chan struct{})
	var writers sync.WaitGroup
	for n := range 2 {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				id := models.ContactID(fmt.Sprint("c_", 1000+(i+n)%5))
				if _, err := w.AdjustPoints(t.Context(), manual(fmt.Sprint(n, "-", i), id, 1)); err != nil && models.CodeOf(err) != models.Conflict {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 5 {
		if tally := w.checked(); tally.Violations > 0 {
			t.Errorf("found %+v", tally.Findings)
		}
	}
	close(done)
	writers.Wait()
}

// stuck are books of a shop that cannot be read.
type stuck struct {
	flow.Books
	shop models.ShopID
}

func (s stuck) Accounts(ctx context.Context, shop models.ShopID, after models.ContactID, limit int) ([]points.Account, error) {
	if shop == s.shop {
		return nil, models.Errorf(models.Unavailable, "away")
	}
	return s.Books.Accounts(ctx, shop, after, limit)
}

func TestAShopThatCannotBeCheckedDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "10.00")))
	_, err := w.store.Shops.Save(t.Context(), shops.Shop{ID: "a.example", Salt: []byte("salt")})
	ok(t, err)
	w.Books = stuck{w.Books, "a.example"}
	check := w.BookCheck()
	if _, err := check.Step(t.Context()); models.CodeOf(err) != models.Unavailable {
		t.Fatalf("the first shop: %v", err)
	}
	w.night(check)
	if v := w.verification(); v.Last.Accounts != 1 {
		t.Errorf("the other shop: %+v", v)
	}
}

func TestErasedPeopleAreNoBreach(t *testing.T) {
	t.Parallel()
	w := busy(t)
	_, err := w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "w1", Customer: "8", ReceivedAt: w.now()})
	ok(t, err)
	_, err = w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "w2", Customer: "9", Email: "noor@example.com", ReceivedAt: w.now()})
	ok(t, err)
	if tally := w.checked(); tally.Violations > 0 || tally.Accounts != 1 {
		t.Errorf("the check says %+v", tally)
	}
}

func TestAnAccountThatIsBeingErasedIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := busy(t)
	ok(t, w.store.Contacts.Delete(t.Context(), testShop, "c_8"))
	_, err := w.store.Ledger.Erase(t.Context(), testShop, "c_8", 2)
	ok(t, err)
	for _, f := range w.checked().Findings {
		if f.Account == "c_8" && f.Order == "" {
			t.Errorf("found %+v", f)
		}
	}
}
