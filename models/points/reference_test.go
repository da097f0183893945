package points_test

import (
	"cmp"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/points"
)

// reference is a second ledger, written from the rules alone and as plainly as
// can be: nothing is kept that can be counted, and time passes one thing after
// the other. It shares names with the program, and no arithmetic.
type reference struct {
	now      time.Time
	zone     *time.Location
	versions []refVersion
	members  map[models.ContactID]*refMember
	orders   map[models.OrderID]*refOrder
	holds    map[string]*refHold
	events   []*refEvent
	referred map[string]refReferral
}

// pile is where points of a lot are. The piles of a lot always hold its amount,
// so that no point can get lost.
type pile int

const (
	free      pile = iota // waiting or spendable, by the lot's dates
	held                  // at a checkout
	frozen                // by a dispute
	spent                 // on an order
	ranOut                // before anybody used them
	takenBack             // because their reason went away
	paidDebt              // went into what was owed
	movedOn               // to another record of the same person
	cameBack              // after they were spent, in a lot of grace
	piles
)

type refLot struct {
	number                   int64
	source, fact, rule       string
	order                    models.OrderID
	in                       [piles]int64
	earned, matures, expires time.Time
	ripe                     bool // does not wait any more
	grace                    bool // opened for points that came back, not by the programme
}

func (l *refLot) amount() int64 {
	var sum int64
	for _, points := range l.in {
		sum += points
	}
	return sum
}

// take moves at most so many points, and tells how many.
func (l *refLot) take(from, to pile, most int64) int64 {
	n := min(most, l.in[from])
	l.in[from] -= n
	l.in[to] += n
	return n
}

type refMember struct {
	lots        []*refLot
	owes        int64
	forgiven    int64
	takenUnpaid int64 // taken back although nothing was there
	spentUnpaid int64 // spent although nothing was there
	active      time.Time
	became      *refMember // the record that this one is part of now
}

func (r *reference) member(id models.ContactID) *refMember {
	if r.members[id] == nil {
		r.members[id] = &refMember{}
	}
	return r.members[id]
}

// holder is the record under which somebody's points are kept today.
func (m *refMember) holder() *refMember {
	for m.became != nil {
		m = m.became
	}
	return m
}

// inOrder lists lots as they are used up: what ends first, then what is oldest.
func (m *refMember) inOrder() []*refLot {
	lots := slices.Clone(m.lots)
	slices.SortFunc(lots, func(a, b *refLot) int {
		switch {
		case a.expires.IsZero() && !b.expires.IsZero():
			return 1
		case b.expires.IsZero() && !a.expires.IsZero():
			return -1
		}
		return cmp.Or(a.expires.Compare(b.expires), a.earned.Compare(b.earned), cmp.Compare(a.number, b.number))
	})
	return lots
}

// spendable are the lots that hold something to spend.
func (m *refMember) spendable() []*refLot {
	return slices.DeleteFunc(m.inOrder(), func(l *refLot) bool { return !l.ripe || l.in[free] == 0 })
}

// balances adds up all piles.
func (m *refMember) balances() points.Balances {
	b := points.Balances{Debt: m.owes, Forgiven: m.forgiven, ClawedBack: m.takenUnpaid, Redeemed: m.spentUnpaid}
	for _, l := range m.lots {
		if !l.grace {
			b.Issued += l.amount()
		}
		if l.ripe {
			b.Available += l.in[free]
		} else {
			b.Pending += l.in[free]
		}
		b.Issued -= l.in[movedOn]
		b.Reserved += l.in[held] + l.in[frozen]
		b.Redeemed += l.in[spent]
		b.Expired += l.in[ranOut]
		b.ClawedBack += l.in[takenBack]
	}
	return b
}

// credit opens a lot. What is owed is paid out of it first.
func (r *reference) credit(m *refMember, l refLot, points int64) *refLot {
	if points <= 0 {
		return nil
	}
	l.number, l.ripe = int64(len(m.lots))+1, !l.matures.After(r.now)
	l.in[free] = points - l.in[frozen]
	m.lots = append(m.lots, &l)
	m.payWith(&l)
	return &l
}

func (m *refMember) payWith(l *refLot) {
	if l.ripe {
		m.owes -= l.take(free, paidDebt, m.owes)
	}
}

// endOf is when points of a lot end, by its own date or because their owner does
// nothing; zero for never. Days of grace are not cut short, and whoever has done
// nothing for long gets new points for as long as anybody.
func (r *reference) endOf(m *refMember, l *refLot) time.Time {
	months, since := r.idle()
	if months == 0 || l.source == "return" {
		return l.expires
	}
	end := monthsAfter(newest(m.active, since, l.matures), months, r.zone)
	if !end.After(l.earned) {
		end = monthsAfter(l.earned, months, r.zone)
	}
	if !l.expires.IsZero() && l.expires.Before(end) {
		return l.expires
	}
	return end
}

// monthsAfter is the beginning of a day; a short month gives its last one.
func monthsAfter(at time.Time, months int, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	first := time.Date(y, m+time.Month(months), 1, 0, 0, 0, 0, zone)
	return first.AddDate(0, 0, min(d, first.AddDate(0, 1, -1).Day())-1)
}

func newest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }

// idle is the newest rule for people who do nothing, and since when it is so.
func (r *reference) idle() (months int, since time.Time) {
	for i, v := range r.versions {
		if i == 0 || v.idleMonths != months {
			months, since = v.idleMonths, v.from
		}
	}
	return months, since
}

func (r *reference) over(m *refMember, l *refLot) bool {
	end := r.endOf(m, l)
	return !end.IsZero() && !end.After(r.now)
}

// until lets time pass.
func (r *reference) until(now time.Time) {
	r.now = now
	for _, m := range r.members {
		for r.nextOf(m) {
		}
	}
}

// nextOf lets the first thing happen whose time has come: points of a lot need
// not wait any longer, or end.
func (r *reference) nextOf(m *refMember) bool {
	var first *refLot
	var when time.Time
	for _, l := range m.inOrder() {
		at := l.matures
		if l.ripe {
			if l.in[free] == 0 || !r.over(m, l) {
				continue
			}
			at = r.endOf(m, l)
		}
		if !at.After(r.now) && (first == nil || at.Before(when)) {
			first, when = l, at
		}
	}
	switch {
	case first == nil:
		return false
	case first.ripe:
		first.take(free, ranOut, first.in[free])
	default:
		first.ripe = true
		m.payWith(first)
	}
	return true
}

// strike ends what is over right now.
func (r *reference) strike(m *refMember) {
	for _, l := range m.lots {
		if l.ripe && r.over(m, l) {
			l.take(free, ranOut, l.in[free])
		}
	}
}

// takeBack takes points whose reason went away: the own ones that wait, then
// the other own ones, then those of them that ran out, which cost nobody
// anything, then what the policy allows. The rest is owed or forgiven.
func (r *reference) takeBack(m *refMember, own func(*refLot) bool, most int64, policy points.Policy) (taken, forgiven int64) {
	left := most
	for _, ripe := range []bool{false, true} {
		for _, l := range m.inOrder() {
			if own(l) && l.ripe == ripe && !(ripe && policy == points.OnlyPending) {
				left -= l.take(free, takenBack, left)
				left -= l.take(frozen, takenBack, left)
			}
		}
	}
	for _, l := range m.inOrder() {
		if own(l) {
			left -= l.take(ranOut, takenBack, left)
		}
	}
	if policy != points.OnlyPending {
		for _, l := range m.spendable() {
			left -= l.take(free, takenBack, left)
		}
	}
	m.takenUnpaid += left
	if policy == points.Unlimited {
		m.owes += left
		return most, 0
	}
	m.forgiven += left
	return most - left, left
}
