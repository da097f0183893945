package flow_test

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/store/storetest"
)

func TestF15EveryPermutationOfOneOrderEndsTheSame(t *testing.T) {
	t.Parallel()
	every := 1
	if os.Getenv(storetest.MongoVariable) != "" { // the embedded store has played them all
		every = 5
		t.Logf("a real database is slow: one permutation in %d is played", every)
	}
	for name, cancel := range map[string]bool{"cancelled": true, "kept": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var w *till
			var want *points.Standing
			n := -1
			permute(5, func(order []int) {
				if n++; n%every != 0 {
					return
				}
				if n%(24*every) == 0 { // a new shop now and then, to stay small
					w = newTill(t, rules(
						rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}), rule("b", "first_order", models.Params{"points": "100"})))
				}
				id := fmt.Sprint(1000 + n)
				for _, i := range order {
					w.lifeOf(id, cancel)[i]()
				}
				got := w.standing(id)
				got.Order, got.Account = "", ""
				if want == nil {
					want = &got
				}
				if diff := cmp.Diff(*want, got); diff != "" {
					t.Fatalf("arriving %v: %s", order, diff)
				}
				if n%(24*every) == 23*every {
					w.sound()
				}
			})
			if want.Net != map[bool]int64{true: 0, false: 145}[cancel] {
				t.Errorf("standing %+v", want)
			}
		})
	}
}

// lifeOf is an order created, paid, updated, refunded and perhaps cancelled, of
// a customer of its own. It happened in the hour before now.
func (w *till) lifeOf(id string, cancel bool) []func() {
	a, b := goods("a", "30.00"), goods("b", "50.00")
	created := by(id, w.bought(id, a, b))
	created.Snapshot.Paid = false
	paid := later(created, func(s *orders.Snapshot) { s.Paid = true })
	updated := later(paid, func(s *orders.Snapshot) { s.Lines[1].NetMinor = minor("45.00") })
	last := later(updated, func(s *orders.Snapshot) {
		s.Lines[0].Current = 0
		if cancel {
			s.CancelledAt = s.Stamp.UpdatedAt
		}
	})
	return []func(){
		func() { w.order(created) }, func() { w.order(paid) }, func() { w.order(updated) },
		func() { w.refund(w.back(id, "r1", a)) }, func() { w.order(last) },
	}
}

func permute(n int, visit func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var step func(k int)
	step = func(k int) {
		if k == n {
			visit(order)
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			step(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	step(0)
}

// insist repeats what lost a race, as the worker does.
func insist(t *testing.T, try func() error) {
	t.Helper()
	var err error
	for range 50 {
		if err = try(); err == nil || models.CodeOf(err) != models.Conflict {
			break
		}
	}
	if err != nil {
		t.Error(err)
	}
}

func TestF14ManyDeliveriesOfOneBodyHaveOneEffect(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	f := w.bought("1", goods("a", "49.95"))
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			g := f
			if i%2 == 1 { // sent anew, with another id and time
				g.Snapshot.Stamp.TriggeredAt = f.Snapshot.Stamp.UpdatedAt.Add(time.Duration(i) * time.Millisecond)
			}
			insist(t, func() error { _, err := w.OrderChanged(t.Context(), g); return err })
		})
	}
	group.Wait()
	w.want(member, "50 deliveries", amounts{av: 49})
	if got := w.entries(member); len(got) != 1 {
		t.Errorf("%d entries, want one", len(got))
	}
	w.sound()
}

func TestOrdersOfOneContactInParallelAreAllCounted(t *testing.T) {
	t.Parallel()
	w := newTill(t, rules(rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}), rule("b", "first_order", models.Params{"points": "100"})))
	var group sync.WaitGroup
	for i := range 20 {
		f := w.bought(fmt.Sprint(100+i), goods("a", "10.00"))
		group.Go(func() { insist(t, func() error { _, err := w.OrderChanged(t.Context(), f); return err }) })
	}
	group.Wait()
	w.want(member, "20 orders", amounts{av: 300})
	if s := w.standing("100"); !s.First {
		t.Errorf("of orders of one moment the lowest number is the first: %+v", s)
	}
	w.sound()
}

func TestF16AnOlderBodyDoesNotUndoANewerOne(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	f := w.bought("1", goods("a", "80.00"), goods("b", "20.00"))
	edited := later(f, func(s *orders.Snapshot) { s.Lines[1].Current = 0 })
	w.order(edited)
	w.want(member, "edited", amounts{av: 80})
	w.order(f)
	w.want(member, "older body", amounts{av: 80})
	w.sound()
}

func TestTheFirstOrderBonusFollowsWhatIsKept(t *testing.T) {
	t.Parallel()
	w := newTill(t, rules(rule("a", "first_order", models.Params{"points": "100"})))
	w.forward(24 * time.Hour)
	one := w.bought("1", goods("a", "10.00"))
	w.order(one)
	w.forward(time.Hour)
	two := w.bought("2", goods("a", "10.00"))
	w.order(two)
	w.want(member, "two orders", amounts{av: 100})
	w.order(cancelled(one))
	w.want(member, "the first is gone", amounts{av: 100})
	if w.standing("1").Net != 0 || w.standing("2").Net != 100 || !w.standing("2").First {
		t.Errorf("standings %+v and %+v", w.standing("1"), w.standing("2"))
	}
	w.refund(w.back("2", "r1", two.Snapshot.Lines[0]))
	w.want(member, "both are gone", amounts{})
	w.forward(-2 * time.Hour)
	early := w.bought("3", goods("a", "10.00")) // heard of late, created before
	w.forward(2 * time.Hour)
	w.order(early)
	w.want(member, "an earlier one becomes known", amounts{av: 100})
	w.sound()
}

func TestAnOrderFollowsTheCustomerThePlatformNames(t *testing.T) {
	t.Parallel()
	w := newTill(t, rules(rule("a", "per_amount", models.Params{"points": "1", "amount": "1"}), rule("b", "first_order", models.Params{"points": "100"})))
	f := byGuest("ada@example.com", w.bought("1", goods("a", "80.00")))
	w.order(f)
	guest := w.guest("ada@example.com")
	w.forward(time.Hour)
	w.order(byGuest("ada@example.com", w.bought("2", goods("a", "10.00"))))
	w.want(guest, "as a guest", amounts{av: 190})
	named := later(f, func(s *orders.Snapshot) { s.Buyer = orders.Buyer{Customer: "7"} })
	w.order(named)
	w.want(member, "named", amounts{av: 180})
	w.want(guest, "the other order is the guest's first now", amounts{av: 110})
	w.order(f)
	w.want(member, "the older body again", amounts{av: 180})
	w.refund(w.back("1", "r1", f.Snapshot.Lines[0]))
	w.want(member, "refunded", amounts{})
	w.want(guest, "refunded", amounts{av: 110})
	w.sound()
}

func TestAnonymousOrdersEarnForNobody(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	f := w.bought("1", goods("a", "80.00"))
	f.Snapshot.Buyer = orders.Buyer{}
	if out := w.order(f); out.Word != "nobody" {
		t.Errorf("outcome %+v", out)
	}
	if got := w.people(); len(got) != 0 {
		t.Errorf("people %+v", got)
	}
	w.order(later(f, func(s *orders.Snapshot) { s.Buyer.Customer = "7" }))
	w.want(member, "the buyer became known", amounts{av: 80})
	w.sound()
}

func TestGuestsCollectOnlyWhereTheProgrammeSaysSo(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.Guests = false })
	f := byGuest("ada@example.com", w.bought("1", goods("a", "80.00")))
	if out := w.order(f); out.Word != "nobody" {
		t.Errorf("outcome %+v", out)
	}
	w.order(later(f, func(s *orders.Snapshot) { s.Buyer = orders.Buyer{Customer: "7"} }))
	w.want(member, "with an account", amounts{av: 80})
	w.sound()
}

func TestAContactsFiguresFollowItsOrders(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	one, two := w.bought("1", goods("a", "80.00")), w.bought("2", goods("a", "20.00"))
	w.order(one)
	w.order(two)
	w.refund(w.amountBack("1", "r1", "30.00"))
	c := w.people()[0]
	if c.Figures.Orders != 2 || c.Figures.SpentMinor != 7000 || c.Figures.Currency != "USD" || !c.Figures.LastOrderAt.Equal(w.now()) {
		t.Errorf("figures %+v", c.Figures)
	}
	w.order(cancelled(two))
	if c = w.people()[0]; c.Figures.Orders != 1 || c.Figures.SpentMinor != 5000 {
		t.Errorf("one cancelled: %+v", c.Figures)
	}
	w.sound()
}

func TestAnUninstalledShopEarnsNothing(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "80.00")))
	w.forward(time.Hour)
	_, err := w.ShopUninstalled(t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: w.now()})
	ok(t, err)
	if out := w.order(w.bought("2", goods("a", "80.00"))); out.Word != "ignored" {
		t.Errorf("outcome %+v", out)
	}
	if out := w.refund(w.amountBack("1", "r1", "10.00")); out.Word != "ignored" {
		t.Errorf("outcome %+v", out)
	}
	w.want(member, "gone", amounts{av: 80})
}

func TestABodyFromAShopNobodyOpenedYetIsCounted(t *testing.T) {
	t.Parallel()
	w := &till{newWorld(t), t}
	w.order(w.bought("1", goods("a", "80.00")))
	w.want(member, "before the first opening", amounts{av: 80})
	w.install(t)
	versions, err := w.Programme(t.Context(), testShop)
	ok(t, err)
	if len(versions) != 1 {
		t.Errorf("%d versions, want the one that began with the first order", len(versions))
	}
	w.sound()
}

func TestPointsComeWithAProfile(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	f := byGuest("Ada@Example.com", w.bought("1", goods("a", "80.00")))
	f.Profile.FirstName, f.Phone = "Ada", "+1 555 0100"
	w.order(f)
	c, err := w.store.Contacts.Get(t.Context(), testShop, w.guest("ada@example.com"))
	ok(t, err)
	if c.Profile.Email != "ada@example.com" || c.Profile.FirstName != "Ada" || !slices.Contains(c.Search, "ada") {
		t.Errorf("%+v", c)
	}
	if out := w.order(f); out.Word != "replayed" {
		t.Errorf("again: %+v", out)
	}
	found, err := w.ContactPage(t.Context(), testShop, contacts.Query{Search: "ada@ex"})
	ok(t, err)
	if len(found.Items) != 1 {
		t.Errorf("found %+v", found)
	}
}
