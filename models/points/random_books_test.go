package points_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

// TestLawsHoldAfterEveryStep plays random purchases, refunds, edits, cancels,
// holds, adjustments, merges, edits of the programme and the passing of time,
// and holds every book against the laws after each of them.
func TestLawsHoldAfterEveryStep(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		t.Repeat(map[string]func(*rapid.T){
			"":          w.everyBook,
			"buy":       w.buy,
			"pay":       w.pay,
			"edit":      w.edit,
			"refund":    w.refundSome,
			"repeat":    w.repeat,
			"cancel":    w.cancel,
			"dispute":   w.quarrel,
			"adjust":    w.adjust,
			"forgive":   w.forgive,
			"hold":      w.holdSome,
			"end hold":  w.endHold,
			"absorb":    w.absorb,
			"merge":     w.merge,
			"unmerge":   w.unmerge,
			"there":     w.thereAndBack,
			"happen":    w.happen,
			"wait":      w.wait,
			"lapse":     w.lapse,
			"programme": w.newVersion,
		})
	})
}

// world is a desk with a random story.
type world struct {
	*desk
	orders  int
	keys    int
	bodies  map[models.OrderID][]orders.Snapshot
	refunds map[models.OrderID][]orders.Refund
	moved   map[models.ContactID]bool // guests that were absorbed
	merges  map[models.ContactID]union
	events  map[string]points.Event
}

func newWorld(t *rapid.T) *world {
	w := &world{desk: newDesk(t, randomSettings(t)), bodies: map[models.OrderID][]orders.Snapshot{},
		refunds: map[models.OrderID][]orders.Refund{}, moved: map[models.ContactID]bool{}, merges: map[models.ContactID]union{}, events: map[string]points.Event{}}
	w.plain = true
	w.of(buyer)
	return w
}

func randomSettings(t *rapid.T) func(*points.Settings) {
	spend := rule("per_amount", models.Params{
		"points":     fmt.Sprint(rapid.IntRange(1, 7).Draw(t, "points")),
		"amount":     rapid.SampledFrom([]string{"1.00", "0.50", "3.00", "10.00"}).Draw(t, "amount"),
		"multiplier": rapid.SampledFrom([]string{"1.00", "1.15", "2.00", "0.33"}).Draw(t, "multiplier"),
	})
	bonus := rule("per_order", models.Params{"points": "50", "minimum": rapid.SampledFrom([]string{"0.00", "25.00", "80.00"}).Draw(t, "minimum")})
	first := rule("first_order", models.Params{"points": "100", "minimum": "0.00"})
	third := rule("nth_order", models.Params{"points": "30", "minimum": "0.00", "number": rapid.SampledFrom([]string{"2", "3"}).Draw(t, "number")})
	kinds := rapid.SampledFrom([][]points.RuleSetting{{spend}, {spend, bonus}, {spend, first, third}, {spend, bonus, first}, {third}, {}}).Draw(t, "rules")
	kinds = append(slices.Clone(kinds), randomEventRules(t)...)
	hold := rapid.SampledFrom([]int{0, 0, 3, 14}).Draw(t, "hold")
	policy := rapid.SampledFrom([]points.Policy{points.Unlimited, points.Unlimited, points.WithinBalance, points.OnlyPending}).Draw(t, "policy")
	life := points.Life{Unit: rapid.SampledFrom([]points.LifeUnit{points.Days, points.Months}).Draw(t, "unit"),
		Count: rapid.SampledFrom([]int{0, 0, 1, 12}).Draw(t, "life")}
	idle := rapid.SampledFrom([]int{0, 0, 1, 6}).Draw(t, "idle")
	return func(s *points.Settings) {
		s.Life, s.IdleMonths = life, idle
		s.Rules, s.HoldDays, s.Clawback, s.Enabled = kinds, hold, policy, rapid.IntRange(0, 9).Draw(t, "on") > 0
	}
}

func (w *world) everyBook(t *rapid.T) {
	w.t = t
	var all [9]int64
	for _, k := range w.books {
		w.laws(k)
		w.everyEvent(k)
		b := k.account.Balances
		for i, v := range []int64{b.Issued, b.Pending, b.Available, b.Reserved, b.Debt, b.Redeemed, b.Expired, b.ClawedBack, b.Forgiven} {
			all[i] += v
		}
	}
	if all[0]+all[4]+all[8] != all[1]+all[2]+all[3]+all[5]+all[6]+all[7] { // I2
		t.Fatalf("the programme's buckets do not sum to zero: %v", all)
	}
	w.everyMonth(t)
}

// everyMonth holds what the sums of each month say is open against the lots
// that were earned then, and what open holds took of them.
func (w *world) everyMonth(t *rapid.T) {
	open, ranOut := map[string]int64{}, map[string]int64{}
	for _, k := range w.books {
		for _, lot := range k.lots {
			month := points.MonthOf(lot.EarnedAt, time.UTC)
			open[month] += lot.Remaining + lot.Frozen
			ranOut[month] += lot.Expired
		}
	}
	for _, h := range w.holds {
		for _, part := range h.Parts {
			if h.State == points.HoldOpen {
				open[points.MonthOf(w.books[h.Account].lots[part.Lot].EarnedAt, time.UTC)] += part.Points
			}
		}
	}
	for month, sum := range w.cohorts {
		if sum.Open() != open[month] || sum.Expired != ranOut[month] {
			t.Fatalf("of %s the lots hold %d and %d ran out, the sums say %d: %+v", month, open[month], ranOut[month], sum.Open(), sum)
		}
		delete(open, month)
	}
	for month, points := range open {
		if points != 0 {
			t.Fatalf("of %s the lots hold %d, and the sums know nothing of it", month, points)
		}
	}
}

func (w *world) owner(t *rapid.T) models.ContactID {
	var all []models.ContactID
	for id := range w.books {
		if !w.moved[id] {
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return rapid.SampledFrom(all).Draw(t, "contact")
}

func (w *world) order(t *rapid.T) models.OrderID {
	if w.orders == 0 {
		t.Skip("no order yet")
	}
	return models.OrderID(fmt.Sprint(rapid.IntRange(1, w.orders).Draw(t, "order")))
}

func (w *world) buy(t *rapid.T) {
	w.orders++
	id := models.OrderID(fmt.Sprint(w.orders))
	s := w.bought(id, randomLines(t)...)
	s.Paid = rapid.Bool().Draw(t, "paid")
	guest := models.ContactID(rapid.SampledFrom([]string{"", "", "g_1", "g_2"}).Draw(t, "guest"))
	if guest != "" && (!w.moved[guest] || w.heirs[guest] != "") {
		s.Buyer.Customer, s.Buyer.Guest = "", guest
	}
	w.bodies[id] = append(w.bodies[id], s)
	w.body(id, s)
}

func randomLines(t *rapid.T) []orders.Line {
	var lines []orders.Line
	for i := range rapid.IntRange(1, 3).Draw(t, "lines") {
		line := goods(fmt.Sprint(i), "1.00")
		line.NetMinor = rapid.Int64Range(0, 9_999).Draw(t, "net")
		line.Quantity = rapid.Int64Range(1, 3).Draw(t, "quantity")
		line.Current = line.Quantity
		if rapid.IntRange(0, 9).Draw(t, "kind") == 0 {
			line.Kind = orders.GiftCard
		}
		lines = append(lines, line)
	}
	return lines
}

// change takes in a newer body of an order.
func (w *world) change(id models.OrderID, change func(*orders.Snapshot)) {
	w.now = w.now.Add(time.Second)
	bodies := w.bodies[id]
	s := later(bodies[len(bodies)-1], change)
	s.Stamp.UpdatedAt, s.Refunds = w.now, w.refunds[id]
	w.bodies[id] = append(bodies, s)
	w.body(id, s)
}

func (w *world) pay(t *rapid.T) { w.change(w.order(t), func(s *orders.Snapshot) { s.Paid = true }) }

func (w *world) cancel(t *rapid.T) {
	w.change(w.order(t), func(s *orders.Snapshot) { s.CancelledAt = s.Stamp.UpdatedAt })
}

// quarrel lets a dispute begin or end, or repeats what was said of one.
func (w *world) quarrel(t *rapid.T) {
	id := w.order(t)
	states := []orders.DisputeState{orders.DisputeOpen, orders.DisputeOpen, orders.DisputeWon, orders.DisputeLost}
	dispute := w.disputed(rapid.SampledFrom([]string{"d1", "d2"}).Draw(t, "dispute"), "1.00", rapid.SampledFrom(states).Draw(t, "state"))
	dispute.Minor = rapid.Int64Range(1, 20_000).Draw(t, "amount")
	w.dispute(id, dispute)
	w.dispute(id, dispute)
}

func (w *world) edit(t *rapid.T) {
	w.change(w.order(t), func(s *orders.Snapshot) {
		i := rapid.IntRange(0, len(s.Lines)-1).Draw(t, "line")
		if rapid.Bool().Draw(t, "more") {
			more := randomLines(t)[0]
			more.ID = fmt.Sprint("n", len(s.Lines))
			s.Lines = append(s.Lines, more)
			return
		}
		s.Lines[i].Current = rapid.Int64Range(0, s.Lines[i].Current).Draw(t, "left")
	})
}

func (w *world) refundSome(t *rapid.T) {
	id := w.order(t)
	lines := w.bodies[id][0].Lines
	r := orders.Refund{ID: fmt.Sprint("r", len(w.refunds[id])), At: w.now, Settled: rapid.IntRange(0, 3).Draw(t, "settled") > 0}
	if open := slices.IndexFunc(w.refunds[id], func(r orders.Refund) bool { return !r.Settled }); open >= 0 && rapid.Bool().Draw(t, "settle") {
		w.refunds[id] = slices.Clone(w.refunds[id])
		w.refunds[id][open].Settled = true
		w.refund(id, w.refunds[id][open])
		return
	}
	if rapid.Bool().Draw(t, "of a line") {
		line := rapid.SampledFrom(lines).Draw(t, "line")
		units := rapid.Int64Range(1, line.Quantity).Draw(t, "units")
		r.Lines = []orders.RefundLine{{Line: line.ID, Quantity: units, SubtotalMinor: line.NetMinor * units / line.Quantity}}
	} else {
		r.AmountMinor = rapid.Int64Range(1, 5_000).Draw(t, "amount")
	}
	w.refunds[id] = append(slices.Clone(w.refunds[id]), r)
	w.refund(id, r)
}

// repeat delivers something old once more; nothing may move.
func (w *world) repeat(t *rapid.T) {
	id := w.order(t)
	owner := w.record(id).Standing.Account
	w.pass(0)
	before := w.of(owner).account.Balances
	w.body(id, rapid.SampledFrom(w.bodies[id]).Draw(t, "body"))
	for _, r := range w.refunds[id] {
		w.refund(id, r)
	}
	if after := w.of(owner).account.Balances; after != before {
		t.Fatalf("repeated facts moved points: %+v, before %+v", after, before)
	}
}

func (w *world) adjust(t *rapid.T) {
	w.keys++
	m, amount := manual(fmt.Sprint(w.keys)), rapid.Int64Range(-300, 200).Draw(t, "points")
	m.AllowDebt = rapid.Bool().Draw(t, "debt")
	owner := w.owner(t)
	available := w.balances(owner).Available
	err := w.work(owner, func(b *points.Book) error { return b.Adjust(m, amount) })
	if wanted := amount != 0 && (amount > 0 || m.AllowDebt || -amount <= available); (err == nil) != wanted {
		t.Fatalf("adjusting %d available points by %d (debt allowed: %t): %v", available, amount, m.AllowDebt, err)
	}
}

func (w *world) forgive(t *rapid.T) {
	w.keys++
	owner := w.owner(t)
	debt := w.balances(owner).Debt
	amount := rapid.Int64Range(1, 100).Draw(t, "points")
	err := w.work(owner, func(b *points.Book) error { return b.Forgive(manual(fmt.Sprint(w.keys)), amount) })
	if (err == nil) != (amount <= debt) {
		t.Fatalf("forgiving %d of %d owed points: %v", amount, debt, err)
	}
}

// holdSome reserves points: never more than there are, and those first that
// expire first (I17, I22, I24).
func (w *world) holdSome(t *rapid.T) {
	w.keys++
	owner, id := w.owner(t), fmt.Sprint("h", w.keys)
	book := w.open(owner)
	before, available := book.Lots(), book.Account.Balances.Available
	amount := rapid.Int64Range(1, 150).Draw(t, "points")
	if err := w.hold(owner, id, amount); (err == nil) != (amount <= available) {
		t.Fatalf("holding %d of %d: %v", amount, available, err)
	} else if err != nil {
		return
	}
	spendable := slices.DeleteFunc(before, func(l points.Lot) bool { return l.Pending || !l.Open() })
	slices.SortFunc(spendable, soonest)
	left := amount
	for i, part := range w.holds[id].Parts {
		want := min(left, spendable[i].Remaining)
		if part.Lot != spendable[i].ID || part.Points != want {
			t.Fatalf("part %d of the hold is %+v, want %d of %s", i, part, want, spendable[i].ID)
		}
		left -= part.Points
	}
	if left != 0 {
		t.Fatalf("the parts of the hold miss %d points", left)
	}
}

// soonest is the order of consumption as the rules state it.
func soonest(a, b points.Lot) int {
	never := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	ends := func(l points.Lot) time.Time {
		if l.ExpiresAt.IsZero() {
			return never
		}
		return l.ExpiresAt
	}
	if c := ends(a).Compare(ends(b)); c != 0 {
		return c
	}
	if c := a.EarnedAt.Compare(b.EarnedAt); c != 0 {
		return c
	}
	return int(a.Number - b.Number)
}

// endHold posts or voids a hold, which works exactly once (I16, I19).
func (w *world) endHold(t *rapid.T) {
	var ids []string
	for id := range w.holds {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		t.Skip("no hold yet")
	}
	slices.Sort(ids)
	id := rapid.SampledFrom(ids).Draw(t, "hold")
	h := w.holds[id]
	end := w.void
	if rapid.Bool().Draw(t, "post") {
		end = func(id string) error { return w.post(id, "77") }
	}
	before := w.balances(h.Account)
	err := end(id)
	if (err == nil) != (h.State == points.HoldOpen) {
		t.Fatalf("ending a hold that is %s: %v", h.State, err)
	}
	if after := w.balances(h.Account); err == nil && before.Reserved-after.Reserved != h.Points {
		t.Fatalf("a hold of %d ended and %d points were reserved less", h.Points, before.Reserved-after.Reserved)
	}
}

// absorb lets a guest's points join the member's, once.
func (w *world) absorb(t *rapid.T) {
	guest := rapid.SampledFrom([]models.ContactID{"g_1", "g_2"}).Draw(t, "guest")
	if w.books[guest] == nil || w.heirs[guest] != "" {
		t.Skip("nobody yet")
	}
	into, from := w.open(buyer), w.open(guest)
	a, b := into.Account.Balances, from.Account.Balances
	held, _, err := points.Absorb(into, from, w.openHolds(guest), points.Claim)
	if err != nil {
		t.Fatalf("absorbing: %v", err)
	}
	for _, h := range held {
		w.holds[h.ID] = h
	}
	after, left := into.Account.Balances, from.Account.Balances
	if after.Shown()+after.Pending+after.Reserved != a.Shown()+a.Pending+a.Reserved+b.Shown()+b.Pending+b.Reserved || left.Shown() != 0 || left.Pending != 0 || left.Reserved != 0 {
		t.Fatalf("%+v and %+v became %+v and %+v", a, b, after, left)
	}
	if a.Issued+b.Issued != after.Issued+left.Issued || a.ClawedBack+b.ClawedBack != after.ClawedBack+left.ClawedBack {
		t.Fatalf("the programme's totals changed: %+v and %+v became %+v and %+v", a, b, after, left)
	}
	w.settling = true
	w.keep(into)
	w.keep(from)
	w.settling, w.moved[guest] = false, true
	for _, r := range w.sorted() {
		if r.Standing.Account == guest {
			r.Standing.Account = buyer
		}
	}
	for _, r := range w.sorted() {
		if r.Standing.Account == buyer && r.Standing.Qualifies {
			w.settle(r)
			break
		}
	}
}

func (w *world) wait(t *rapid.T) {
	w.pass(rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, day, 3 * day, 15 * day}).Draw(t, "time"))
}

func (w *world) lapse(t *rapid.T) {
	owner := w.owner(t)
	var numbers []int64
	for _, lot := range w.of(owner).lots {
		if lot.Open() && lot.ExpiresAt.IsZero() {
			numbers = append(numbers, lot.Number)
		}
	}
	if len(numbers) == 0 {
		t.Skip("no lot to end")
	}
	slices.Sort(numbers)
	w.lapses(owner, rapid.SampledFrom(numbers).Draw(t, "lot"), w.now.Add(rapid.SampledFrom([]time.Duration{time.Hour, day, 20 * day}).Draw(t, "life")))
}

func (w *world) newVersion(t *rapid.T) {
	w.now = w.now.Add(time.Second)
	w.programme("USD", randomSettings(t))
}
