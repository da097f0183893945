package points_test

import (
	"slices"
	"time"

	"clientele/models/points"
)

// refHold is a reservation and what became of it.
type refHold struct {
	owner *refMember
	state points.HoldState
	takes []refTake // in the order of consumption; what was owed comes last
}

// refTake is what a reservation took of one lot, or of none where it is owed,
// and what of that came back.
type refTake struct {
	lot          *refLot
	points, back int64
}

// returned is how much of what was spent came back.
func (h *refHold) returned() int64 {
	var sum int64
	for _, t := range h.takes {
		sum += t.back
	}
	return sum
}

// hold reserves points; false where there are not so many.
func (r *reference) hold(m *refMember, id string, amount int64) bool {
	if amount <= 0 || amount > m.balances().Available {
		return false
	}
	h := &refHold{owner: m, state: points.HoldOpen}
	for _, l := range m.spendable() {
		if n := l.take(free, held, amount); n > 0 {
			h.takes = append(h.takes, refTake{lot: l, points: n})
			amount -= n
		}
	}
	r.holds[id], m.active = h, r.now
	return true
}

func (r *reference) post(id string) bool {
	h := r.holds[id]
	if h.state != points.HoldOpen {
		return false
	}
	for _, t := range h.takes {
		t.lot.take(held, spent, t.points)
	}
	h.state = points.HoldPosted
	return true
}

// void gives a reservation back. What ended meanwhile ends at once.
func (r *reference) void(id string) bool {
	h := r.holds[id]
	if h.state != points.HoldOpen {
		return false
	}
	for _, t := range h.takes {
		t.lot.take(held, free, t.points)
	}
	r.strike(h.owner)
	for _, l := range h.owner.spendable() {
		h.owner.payWith(l)
	}
	r.freezeAgain(h)
	h.state = points.HoldVoided
	return true
}

// late spends points on an order whose reservation had ended.
func (r *reference) late(m *refMember, id string, amount int64) {
	there := min(amount, m.balances().Available)
	if !r.hold(m, id, there) {
		r.holds[id] = &refHold{owner: m, state: points.HoldOpen}
	}
	r.post(id)
	if owed := amount - there; owed > 0 {
		m.owes += owed
		m.spentUnpaid += owed
		r.holds[id].takes = append(r.holds[id].takes, refTake{points: owed})
	}
}

// giveBack lets spent points come back until so many have, what lives longest
// first; into a lot of grace where their own is over.
func (r *reference) giveBack(id string, target int64) bool {
	h := r.holds[id]
	if h.state != points.HoldPosted {
		return false
	}
	var back []*refLot
	left := target - h.returned()
	for i := len(h.takes) - 1; i >= 0; i-- {
		t := &h.takes[i]
		n := min(left, t.points-t.back)
		if n <= 0 {
			continue
		}
		t.back += n
		left -= n
		switch {
		case t.lot == nil:
			h.owner.spentUnpaid -= n
			back = append(back, r.grace(h.owner, n))
		case r.over(h.owner, t.lot):
			t.lot.take(spent, cameBack, n)
			back = append(back, r.grace(h.owner, n))
		default:
			t.lot.take(spent, free, n)
			back = append(back, t.lot)
		}
	}
	for _, l := range back {
		h.owner.payWith(l)
	}
	if into := h.owner.holder(); into != h.owner {
		r.moveAll(into, h.owner)
	}
	r.freezeAgain(h)
	return true
}

func (r *reference) grace(m *refMember, points int64) *refLot {
	l := &refLot{number: int64(len(m.lots)) + 1, source: "return", grace: true, ripe: true, earned: r.now, expires: r.now.Add(14 * 24 * time.Hour)}
	l.in[free] = points
	m.lots = append(m.lots, l)
	return l
}

// adjust is what the shop's staff do; false where it is refused.
func (r *reference) adjust(m *refMember, amount int64, ends time.Time, mayOwe bool) bool {
	if amount > 0 {
		r.credit(m, refLot{source: "manual", earned: r.now, expires: ends}, amount)
		return true
	}
	left := -amount
	if left == 0 || left > m.balances().Available && !mayOwe {
		return false
	}
	for _, l := range m.spendable() {
		left -= l.take(free, takenBack, left)
	}
	m.owes += left
	m.takenUnpaid += left
	return true
}

// forgive strikes what somebody owes.
func (r *reference) forgive(m *refMember, amount int64) bool {
	if amount <= 0 || amount > m.owes {
		return false
	}
	m.owes -= amount
	m.forgiven += amount
	return true
}

// absorb makes one record part of another: what it holds moves with its dates,
// and what it owes is owed there.
func (r *reference) absorb(into, from *refMember) bool {
	if slices.ContainsFunc(from.lots, func(l *refLot) bool { return l.in[held] > 0 }) {
		return false
	}
	r.moveAll(into, from)
	left := from.owes
	from.takenUnpaid -= left + from.forgiven
	into.takenUnpaid += from.forgiven
	into.forgiven += from.forgiven
	from.owes, from.forgiven, from.became = 0, 0, into
	for _, l := range into.spendable() {
		left -= l.take(free, takenBack, left)
	}
	into.takenUnpaid += left
	into.owes += left
	return true
}

func (r *reference) moveAll(into, from *refMember) {
	for _, l := range from.inOrder() {
		copied := *l
		copied.in, copied.grace = [piles]int64{}, false
		copied.in[frozen] = l.in[frozen]
		n := l.take(free, movedOn, l.in[free]) + l.take(frozen, movedOn, l.in[frozen])
		if n > 0 {
			into.active = newest(into.active, r.now)
		}
		r.credit(into, copied, n)
	}
}

// reward credits points for entering a level or for a recommendation.
func (r *reference) reward(m *refMember, v refVersion, source, rule string, points int64) {
	l := refLot{source: source, rule: rule, earned: r.now, expires: v.endOf(r.now, r.zone)}
	if source == "level" {
		l.fact = rule
	}
	if r.credit(m, l, points) != nil {
		m.active = newest(m.active, r.now)
	}
}

// unreward takes back what nobody has used of a rule's points for a fact.
func (m *refMember) unreward(source, fact, rule string, points int64) (taken int64) {
	for _, l := range m.inOrder() {
		if l.source == source && l.fact == fact && l.rule == rule {
			taken += l.take(free, takenBack, points-taken)
		}
	}
	return taken
}
