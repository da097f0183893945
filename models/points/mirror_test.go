package points_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

// mirror plays one story to the program and to the reference, and holds the two
// against each other after every step.
type mirror struct {
	random   *rand.Rand // of the step
	now      time.Time
	zone     string
	versions []points.Programme
	books    map[models.ContactID]*shelf
	records  map[models.OrderID]*points.Record
	withheld map[models.OrderID][]orders.Snapshot // bodies that have not arrived yet
	holds    []points.Hold
	events   []points.Event
	referred map[string]refReferral
	rewarded map[models.ContactID]int64 // what level rewards may be taken back
	working  map[models.ContactID]*points.Book
	ref      *reference
	keys     int
	problem  string
}

// shelf is what is kept of one account, with sums of its entries.
type shelf struct {
	account points.Account
	lots    []points.Lot // by number
	entries []points.Entry
	sums    map[points.Bucket]int64
	inLots  map[string]int64
}

var people = []models.ContactID{"c_1", "c_2", "g_1", "g_2"}

func newMirror(seed uint64) *mirror {
	m := &mirror{
		random: rand.New(rand.NewPCG(mirrorSeed, seed)), now: start, books: map[models.ContactID]*shelf{}, records: map[models.OrderID]*points.Record{},
		withheld: map[models.OrderID][]orders.Snapshot{}, referred: map[string]refReferral{}, rewarded: map[models.ContactID]int64{},
	}
	m.zone = oneOf(m, "UTC", "UTC", "UTC", "Europe/Berlin", "America/New_York", "Asia/Seoul")
	m.ref = &reference{
		now: start, zone: models.Zone(m.zone), members: map[models.ContactID]*refMember{}, orders: map[models.OrderID]*refOrder{},
		holds: map[string]*refHold{}, referred: map[string]refReferral{},
	}
	for _, id := range people {
		m.books[id] = &shelf{account: points.Account{Shop: shop, ID: id}, sums: map[points.Bucket]int64{}, inLots: map[string]int64{}}
		m.ref.member(id)
	}
	m.newVersion()
	return m
}

func oneOf[T any](m *mirror, list ...T) T { return list[m.random.IntN(len(list))] }

func (m *mirror) between(low, high int64) int64 { return low + m.random.Int64N(high-low+1) }

// wrong keeps the first thing in which the two differ.
func (m *mirror) wrong(format string, args ...any) {
	if m.problem == "" {
		m.problem = fmt.Sprintf(format, args...)
	}
}

// pass lets time go by; a step takes at least a second.
func (m *mirror) pass(by time.Duration) {
	m.now = m.now.Add(by)
	m.ref.until(m.now)
}

// follow finds the record that another one has become part of.
func (m *mirror) follow(id models.ContactID) models.ContactID {
	for m.books[id].account.MergedInto != "" {
		id = m.books[id].account.MergedInto
	}
	return id
}

// book opens an account for this step as the flows do: with the lots that hold
// something and those of the orders concerned.
func (m *mirror) book(id models.ContactID, about ...models.OrderID) *points.Book {
	var lots []points.Lot
	for _, lot := range m.books[id].lots {
		if lot.Kept() || slices.Contains(about, lot.Order) {
			lots = append(lots, lot)
		}
	}
	if b, ok := m.working[id]; ok {
		b.Add(lots)
		return b
	}
	b := points.OpenBook(m.books[id].account, lots, m.now)
	b.Lapse(points.IdleOf(m.versions))
	if m.working == nil {
		m.working = map[models.ContactID]*points.Book{}
	}
	m.working[id] = b
	return b
}

// withLots adds the lots that a hold took from.
func (m *mirror) withLots(h points.Hold) *points.Book {
	b := m.book(h.Account)
	var lots []points.Lot
	for _, lot := range m.books[h.Account].lots {
		if slices.Contains(h.Lots(), lot.ID) {
			lots = append(lots, lot)
		}
	}
	b.Add(lots)
	return b
}

// keep writes the books that were opened.
func (m *mirror) keep() {
	for _, id := range people {
		b := m.working[id]
		if b == nil {
			continue
		}
		if err := b.Check(); err != nil {
			m.wrong("the book of %s: %v", id, err)
		}
		s := m.books[id]
		had := len(s.lots)
		for _, lot := range b.Changed() {
			if b.Fresh(lot) != (int(lot.Number) > had) {
				m.wrong("lot %s is not told from those that are kept", lot.ID)
			}
			for int(lot.Number) > len(s.lots) {
				s.lots = append(s.lots, points.Lot{})
			}
			s.lots[lot.Number-1] = lot
		}
		for _, e := range b.Entries() {
			s.enter(e)
		}
		s.account = b.Closing()
		m.addUp(s)
	}
	m.working = nil
}

func (s *shelf) enter(e points.Entry) {
	s.entries = append(s.entries, e)
	s.sums[e.From] -= e.Points
	s.sums[e.To] += e.Points
	for bucket, n := range map[points.Bucket]int64{e.From: -e.Points, e.To: e.Points} {
		if bucket == points.Available || bucket == points.Pending {
			s.inLots[e.Lot] += n
		}
	}
}

// addUp holds that entries, balances and lots say the same.
func (m *mirror) addUp(s *shelf) {
	b := s.account.Balances
	sums := points.Balances{
		Issued: -s.sums[points.Issued], Pending: s.sums[points.Pending], Available: s.sums[points.Available], Reserved: s.sums[points.Reserved],
		Debt: -s.sums[points.Debt], Redeemed: s.sums[points.Redeemed], Expired: s.sums[points.Expired], ClawedBack: s.sums[points.ClawedBack],
		Forgiven: -s.sums[points.Forgiven],
	}
	if sums != b {
		m.wrong("the entries of %s add up to %+v, the account says %+v", s.account.ID, sums, b)
	}
	var waiting, available int64
	for _, lot := range s.lots {
		if lot.Remaining != s.inLots[lot.ID] || lot.Remaining < 0 {
			m.wrong("lot %s holds %d, its entries add up to %d", lot.ID, lot.Remaining, s.inLots[lot.ID])
		}
		if lot.Pending {
			waiting += lot.Remaining
		} else {
			available += lot.Remaining
		}
	}
	if waiting != b.Pending || available != b.Available || b.Debt > 0 && b.Available > 0 {
		m.wrong("the lots of %s hold %d and %d, the account says %+v", s.account.ID, waiting, available, b)
	}
}

// compare opens every account as anybody would, and looks for a difference.
func (m *mirror) compare() {
	for _, id := range people {
		s, r := m.books[id], m.ref.members[id]
		view := points.OpenBook(s.account, s.lots, m.now)
		view.Lapse(points.IdleOf(m.versions))
		if got, want := view.Account.Balances, r.balances(); got != want {
			m.wrong("balances of %s:\n  the program says   %+v\n  the reference says %+v", id, got, want)
		}
		lots := view.Lots()
		if len(lots) != len(r.lots) {
			m.wrong("%s has %d lots, the reference %d", id, len(lots), len(r.lots))
			return
		}
		for i, want := range r.inOrder() {
			m.compareLot(lots[i], want)
		}
	}
	for id, o := range m.ref.orders {
		s := m.records[id].Standing
		if s.Net != o.net || s.Forgiven != o.forgiven {
			m.wrong("order %s stands at %d less %d, the reference says %d less %d", id, s.Net, s.Forgiven, o.net, o.forgiven)
		}
	}
	for _, h := range m.holds {
		if want := m.ref.holds[h.ID]; h.State != want.state || h.Returned() != want.returned() {
			m.wrong("hold %s is %s, %d came back; the reference says %s and %d", h.ID, h.State, h.Returned(), want.state, want.returned())
		}
	}
	for i, e := range m.events {
		if want := m.ref.events[i]; e.Net() != want.net() {
			m.wrong("%s %s brought %d points, the reference says %d", e.Kind, e.Source, e.Net(), want.net())
		}
	}
}

func (m *mirror) compareLot(got points.Lot, want *refLot) {
	same := got.Number == want.number && got.Source == want.source && got.Order == want.order && got.Amount == want.amount() &&
		got.Remaining == want.in[free] && got.Frozen == want.in[frozen] && got.Expired == want.in[ranOut] && got.Pending == !want.ripe &&
		got.EarnedAt.Equal(want.earned) && got.MaturesAt.Equal(want.matures) && got.ExpiresAt.Equal(want.expires)
	if !same {
		m.wrong("lot %s:\n  the program says   %+v\n  the reference says %+v", got.ID, got, *want)
	}
}

// verify holds the whole story against the program's own check, at its end.
func (m *mirror) verify() {
	posted := map[string]int64{}
	held := map[string]*points.HoldSums{}
	for _, id := range people {
		s := m.books[id]
		for _, v := range points.Verify(s.account, s.entries, s.lots) {
			m.wrong("the check of %s finds: %s", id, v.Text)
		}
		for _, e := range s.entries {
			if e.Cause.Order != "" {
				posted[string(e.Cause.Order)] += e.Posted()
			}
			if h := e.OfHold(); h != "" {
				if held[h] == nil {
					held[h] = &points.HoldSums{}
				}
				held[h].Add(e)
			}
		}
	}
	for id, r := range m.records {
		for _, v := range points.VerifyOrder(*r, m.versions, posted[string(id)]) {
			m.wrong("the check of orders finds: %s", v.Text)
		}
	}
	for _, h := range m.holds {
		for _, v := range h.Verify(*held[h.ID]) {
			m.wrong("the check of holds finds: %s", v.Text)
		}
	}
}

// level is the multiplier of a buyer's level.
func (m *mirror) level() *big.Rat {
	return oneOf(m, big.NewRat(1, 1), big.NewRat(1, 1), big.NewRat(5, 4), big.NewRat(3, 2))
}
