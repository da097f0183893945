package points_test

import (
	"math/big"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/points"
)

// settle brings the books in line with what was said of an order.
func (r *reference) settle(o *refOrder) {
	if o.last() == nil {
		return
	}
	if o.version == 0 {
		o.version = 1
		for i, v := range r.versions {
			if !o.last().CreatedAt.Before(v.from.Truncate(time.Second)) {
				o.version = i + 1
			}
		}
	}
	buyer := r.member(o.buyer()).holder()
	if o.owner != nil && o.owner.holder() != buyer {
		former := o.owner.holder()
		if o.net > o.forgiven {
			r.takeBack(former, func(l *refLot) bool { return l.order == o.id }, o.net-o.forgiven, points.Unlimited)
		}
		o.net, o.forgiven, o.used, o.owner = 0, 0, 0, buyer
		r.renumber(former, o)
	}
	o.owner = buyer
	r.renumber(buyer, o)
}

// renumber settles an order, and those whose worth changes with it: the next in
// number, and those that share a cap. about is nil where two records became one.
func (r *reference) renumber(m *refMember, about *refOrder) {
	rank := 0
	var earlier []*refOrder
	for _, o := range r.inSequence(m) {
		number := 0
		if o.qualifies() {
			rank++
			number = rank
		}
		if about != nil && r.shareCap(o, about) {
			o.used = 0
			for _, e := range earlier {
				if r.shareCap(o, e) && r.versions[e.version-1].capPeriod == r.versions[o.version-1].capPeriod && r.versions[e.version-1].capPoints > 0 {
					o.used += e.net - e.forgiven
				}
			}
		}
		if target := r.worth(o, number); o == about || target != o.net-o.forgiven {
			r.reconcile(m, o, target)
		}
		earlier = append(earlier, o)
	}
}

// shareCap tells whether two orders were placed in one period of the first one's
// cap.
func (r *reference) shareCap(o, other *refOrder) bool {
	v := r.versions[o.version-1]
	return v.capPoints > 0 && windowOf(v.capPeriod, o.last().CreatedAt, r.zone).Equal(windowOf(v.capPeriod, other.last().CreatedAt, r.zone))
}

// reconcile posts the difference to what was posted before.
func (r *reference) reconcile(m *refMember, o *refOrder, target int64) {
	v := r.versions[o.version-1]
	own := func(l *refLot) bool { return l.order == o.id && l.source == "order" }
	fresh := refLot{source: "order", order: o.id, earned: o.paidAt(), matures: waitsUntil(o.paidAt(), v.holdDays, r.zone)}
	fresh.expires = v.endOf(newest(fresh.earned, fresh.matures), r.zone)
	for _, l := range m.lots {
		if own(l) && fresh.earned.Before(l.earned) { // news of an earlier payment
			l.earned, l.matures, l.expires = fresh.earned, fresh.matures, fresh.expires
		}
	}
	for r.nextOf(m) {
	}
	switch difference := target - (o.net - o.forgiven); {
	case difference > 0:
		back := min(difference, o.forgiven)
		o.forgiven -= back
		m.forgiven -= back
		m.takenUnpaid -= back
		if difference > back {
			r.credit(m, fresh, difference-back)
			m.active = newest(m.active, fresh.earned)
			o.net += difference - back
		}
		r.strike(m)
	case difference < 0:
		taken, forgiven := r.takeBack(m, own, -difference, v.policy)
		o.net -= taken
		o.forgiven += forgiven
	}
	r.thaw(m, o)
	r.freeze(m, o)
}

// freeze puts what is left of an order out of reach while it is disputed.
func (r *reference) freeze(m *refMember, o *refOrder) {
	for _, l := range m.lots {
		if l.order == o.id && o.owner.holder() == m && o.disputed() {
			l.take(free, frozen, l.in[free])
		}
	}
}

// freezeAgain does so with what came back from a reservation.
func (r *reference) freezeAgain(h *refHold) {
	for _, t := range h.takes {
		if t.lot != nil && t.lot.order != "" {
			r.freeze(h.owner.holder(), r.orders[t.lot.order])
		}
	}
}

// thaw lets go of an order's points once nothing of it is disputed any more.
func (r *reference) thaw(m *refMember, o *refOrder) {
	if o.disputed() {
		return
	}
	var back []*refLot
	for _, l := range m.inOrder() {
		if l.order == o.id && l.take(frozen, free, l.in[frozen]) > 0 {
			back = append(back, l)
		}
	}
	r.strike(m)
	for _, l := range back {
		m.payWith(l)
	}
}

// refEvent is a fact other than an order, and what it brought.
type refEvent struct {
	contact      models.ContactID
	kind, source string
	name         string
	at           time.Time
	undone       bool
	multiplier   *big.Rat
	due          map[string]int64 // by rule
	given, taken map[string]int64
}

// happen settles an event: what it is worth under the version that was in force
// then, less what its rule gave for others of its period.
func (r *reference) happen(e *refEvent) {
	m := r.member(e.contact).holder()
	version := r.versions[0]
	for _, v := range r.versions {
		if !e.at.Before(v.from.Truncate(time.Second)) {
			version = v
		}
	}
	due, waits := map[string]int64{}, map[string]int{}
	for _, rule := range version.rules {
		if rule.kind != e.kind || rule.name != e.name || e.undone || !version.enabled || e.at.Before(version.from.Truncate(time.Second)) {
			continue
		}
		exact := big.NewRat(rule.points, 1)
		if rule.levels {
			exact.Mul(exact, e.multiplier)
		}
		amount := new(big.Int).Div(exact.Num(), exact.Denom()).Int64()
		if rule.most > 0 {
			amount = min(amount, max(0, rule.most-r.givenWithin(m, e, rule)))
		}
		due[rule.id], waits[rule.id] = amount, rule.waits
	}
	e.due = due
	for _, id := range ruleIDs(due, e.given) {
		difference := due[id] - (e.given[id] - e.taken[id])
		if difference < 0 {
			e.taken[id] += m.unreward(e.kind, e.source, id, -difference)
			continue
		}
		l := refLot{source: e.kind, fact: e.source, rule: id, earned: e.at, matures: waitsUntil(e.at, waits[id], r.zone)}
		l.expires = version.endOf(newest(l.earned, l.matures), r.zone)
		if r.credit(m, l, difference) != nil {
			m.active = newest(m.active, e.at)
			r.strike(m)
		}
		e.given[id] += difference
	}
}

func ruleIDs(maps ...map[string]int64) []string {
	var ids []string
	for _, m := range maps {
		for id := range m {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// givenWithin is what a rule gave for the person's other events of its period.
func (r *reference) givenWithin(m *refMember, e *refEvent, rule refRule) int64 {
	var sum int64
	for _, other := range r.events {
		if other != e && other.kind == e.kind && r.member(other.contact).holder() == m &&
			windowOf(rule.period, other.at, r.zone).Equal(windowOf(rule.period, e.at, r.zone)) {
			sum += other.due[rule.id]
		}
	}
	return sum
}

// undo takes back what nobody has used of an event that another record of the
// person has, too.
func (r *reference) undo(e *refEvent, m *refMember) {
	for _, id := range ruleIDs(e.given) {
		e.taken[id] += m.unreward(e.kind, e.source, id, e.given[id]-e.taken[id])
	}
	e.due, e.undone = map[string]int64{}, true
}

// refer brings what a recommendation gave to a target.
func (r *reference) refer(m *refMember, id string, target int64) {
	v, had := r.versions[len(r.versions)-1], r.referred[id]
	difference := target - (had.net - had.forgiven)
	if difference < 0 {
		own := func(l *refLot) bool { return l.source == "referral" && l.rule == id }
		taken, forgiven := r.takeBack(m, own, -difference, v.policy)
		r.referred[id] = refReferral{had.net - taken, had.forgiven + forgiven}
		return
	}
	back := min(difference, had.forgiven)
	m.forgiven -= back
	m.takenUnpaid -= back
	r.reward(m, v, "referral", id, difference-back)
	r.referred[id] = refReferral{had.net + difference - back, had.forgiven - back}
}

// refReferral is what a recommendation has given, and what of it was taken back
// in name only.
type refReferral struct{ net, forgiven int64 }

// net is what the event brought and did not lose again.
func (e *refEvent) net() int64 {
	var sum int64
	for _, id := range ruleIDs(e.given) {
		sum += e.given[id] - e.taken[id]
	}
	return sum
}
