package points_test

import (
	"fmt"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/points"
)

// someone picks a record that is still one of its own.
func (m *mirror) someone() (models.ContactID, *points.Book, *refMember) {
	id := m.follow(oneOf(m, people...))
	return id, m.book(id), m.ref.member(id)
}

// agree holds that both did something, or both refused.
func (m *mirror) agree(what string, err error, done bool) {
	if (err == nil) != done {
		m.wrong("%s: the program says %v, the reference says %t", what, err, done)
	}
}

func (m *mirror) key(of string) string {
	m.keys++
	return fmt.Sprint(of, m.keys)
}

func (m *mirror) hold() {
	_, b, r := m.someone()
	id, amount := m.key("h"), m.between(0, 150)
	h, err := b.Hold(id, amount, m.now.Add(15*time.Minute))
	if err == nil {
		m.holds = append(m.holds, h)
	}
	m.agree("holding", err, m.ref.hold(r, id, amount))
}

func (m *mirror) aHold() (*points.Hold, bool) {
	if len(m.holds) == 0 {
		return nil, false
	}
	return &m.holds[m.random.IntN(len(m.holds))], true
}

func (m *mirror) post() {
	h, ok := m.aHold()
	if !ok {
		return
	}
	ended, err := m.withLots(*h).Post(*h, "900", "#900")
	*h = ended
	m.agree("posting", err, m.ref.post(h.ID))
}

// void gives a hold back, by hand or because its time is over.
func (m *mirror) void() {
	h, ok := m.aHold()
	if !ok {
		return
	}
	b := m.withLots(*h)
	ended, err := b.Void(*h)
	*h = ended
	if err == nil {
		m.freezeAgain(b, *h)
		m.nothingOver(b)
	}
	m.agree("voiding", err, m.ref.void(h.ID))
}

// nothingOver holds that what came back past its end ended at once.
func (m *mirror) nothingOver(b *points.Book) {
	for _, lot := range b.Lots() {
		if !lot.Pending && lot.Open() && !lot.ExpiresAt.IsZero() && !lot.ExpiresAt.After(m.now) {
			m.wrong("%d points of lot %s can be spent past their end", lot.Remaining, lot.ID)
		}
	}
}

// freezeAgain keeps what came back from a hold to disputed orders out of reach.
func (m *mirror) freezeAgain(b *points.Book, h points.Hold) {
	for _, lot := range m.books[h.Account].lots {
		if r := m.records[lot.Order]; r != nil && slices.Contains(h.Lots(), lot.ID) && m.follow(r.Standing.Account) == b.Account.ID {
			b.Freeze(r.Order, m.versions[r.Standing.Programme-1])
		}
	}
}

func (m *mirror) late() {
	_, b, r := m.someone()
	id, amount := m.key("h"), m.between(1, 120)
	h, err := b.Late(id, amount, "901", "#901")
	m.holds = append(m.holds, h)
	m.ref.late(r, id, amount)
	m.agree("spending late", err, true)
}

// giveBack lets some of what was spent come back.
func (m *mirror) giveBack() {
	h, ok := m.aHold()
	if !ok {
		return
	}
	b, target := m.withLots(*h), m.between(0, h.Points+20)
	back, err := b.Return(*h, target)
	*h = back
	if holder := m.follow(h.Account); err == nil && holder != h.Account {
		into := m.book(holder)
		points.Carry(into, b)
		b = into
	}
	if err == nil {
		m.freezeAgain(b, *h)
	}
	m.agree("giving back", err, m.ref.giveBack(h.ID, target))
}

func (m *mirror) adjust() {
	_, b, r := m.someone()
	by := manual(m.key("a"))
	by.AllowDebt = m.random.IntN(2) == 0
	if m.random.IntN(2) == 0 {
		by.ExpiresAt = m.now.Add(time.Duration(m.between(1, 40)) * day)
	}
	amount := m.between(-300, 200)
	m.agree("adjusting", b.Adjust(by, amount), m.ref.adjust(r, amount, by.ExpiresAt, by.AllowDebt))
}

func (m *mirror) forgive() {
	_, b, r := m.someone()
	amount := m.between(1, max(1, min(100, r.owes+5)))
	m.agree("forgiving", b.Forgive(manual(m.key("f")), amount), m.ref.forgive(r, amount))
}

// absorb lets two records become one. Events that both have had count once.
func (m *mirror) absorb() {
	pair := oneOf(m, [2]models.ContactID{"c_1", "g_1"}, [2]models.ContactID{"c_2", "g_2"}, [2]models.ContactID{"c_1", "g_2"}, [2]models.ContactID{"c_1", "c_2"})
	into, from := m.follow(pair[0]), pair[1]
	if m.books[from].account.MergedInto != "" {
		m.again(into, from)
		return
	}
	if b := m.book(from).Account.Balances; b.Reserved > 0 && m.heldAtCheckout(from) {
		m.agree("absorbing without the reservations", absorb(m.book(into), m.book(from), points.Merge), m.ref.absorb(m.ref.member(into), m.ref.member(from)))
		delete(m.working, from)
		delete(m.working, into)
		return
	}
	m.joinEvents(into, from)
	a, b := m.book(into, append(m.idsOf(into), m.idsOf(from)...)...), m.book(from)
	m.agree("absorbing", absorb(a, b, points.Merge), m.ref.absorb(m.ref.member(into), m.ref.member(from)))
	m.keep()
	m.renumber(into, nil)
	m.ref.renumber(m.ref.member(into), nil)
}

func (m *mirror) heldAtCheckout(id models.ContactID) bool {
	return slices.ContainsFunc(m.holds, func(h points.Hold) bool { return h.State == points.HoldOpen && h.Account == id })
}

// again absorbs a record a second time, which changes nothing.
func (m *mirror) again(into, from models.ContactID) {
	a, b := m.book(into), m.book(from)
	err := absorb(a, b, points.Merge)
	m.agree("absorbing again", err, m.books[from].account.MergedInto == into)
}

func (m *mirror) joinEvents(into, from models.ContactID) {
	for i := range m.events {
		for j := range m.events {
			a, b := &m.events[i], &m.events[j]
			if a.Contact != into || b.Contact != from || a.Kind != b.Kind || a.Source != b.Source {
				continue
			}
			later, ref, owner := b, m.ref.events[j], from
			if b.At.Before(a.At) {
				later, ref, owner = a, m.ref.events[i], into
			}
			if !later.Undone && later.Programme > 0 {
				*later = m.book(owner).TakeEvent(*later, m.versions[later.Programme-1])
				m.ref.undo(ref, m.ref.member(owner))
			}
		}
	}
}

// reward gives the points of a level, or takes back what nobody used of them.
func (m *mirror) reward() {
	id, b, r := m.someone()
	amount, newest := m.between(1, 80), len(m.versions)-1
	if given := m.rewarded[id]; given > 0 && m.random.IntN(2) == 0 {
		if got, want := b.TakeReward("gold", given), r.unreward("level", "gold", "gold", given); got != want {
			m.wrong("of a level's reward %d points were taken back, the reference says %d", got, want)
		}
		delete(m.rewarded, id)
		return
	}
	b.GiveReward("gold", amount, m.versions[newest])
	m.ref.reward(r, m.ref.versions[newest], "level", "gold", amount)
	m.rewarded[id] += amount
}

// refer brings what a recommendation gave to another worth.
func (m *mirror) refer() {
	id, b, r := m.someone()
	key, target := string(id)+" "+oneOf(m, "x", "y"), m.between(0, 150)
	if m.random.IntN(3) == 0 {
		target = 0
	}
	b.Add(slices.DeleteFunc(slices.Clone(m.books[id].lots), func(l points.Lot) bool { return l.Source != "referral" || l.Reason != key }))
	had := m.referred[key]
	net, forgiven := b.Refer(key, had.net, had.forgiven, target, m.versions[len(m.versions)-1])
	m.referred[key] = refReferral{had.net + net, had.forgiven + forgiven}
	m.ref.refer(r, key, target)
	if m.referred[key] != m.ref.referred[key] {
		m.wrong("a referral has given %+v, the reference says %+v", m.referred[key], m.ref.referred[key])
	}
}

// happen notes an event, or lets it turn out otherwise.
func (m *mirror) happen() {
	i := m.anEvent()
	e, want := m.events[i], m.ref.events[i]
	id := m.follow(e.Contact)
	programme, _ := points.InForce(m.versions, e.At)
	var others []points.Event
	for j, other := range m.events {
		if j != i && other.Kind == e.Kind && m.follow(other.Contact) == id {
			others = append(others, other)
		}
	}
	settled, err := m.book(id).SettleEvent(e, programme, others)
	m.events[i] = settled
	m.ref.happen(want)
	m.agree("an event", err, true)
}

func (m *mirror) anEvent() int {
	if n := len(m.events); n > 0 && m.random.IntN(3) == 0 {
		i := m.random.IntN(n)
		e, r := &m.events[i], m.ref.events[i]
		switch {
		case e.Undone && m.follow(e.Contact) != e.Contact: // perhaps because the person had it twice
		case m.random.IntN(2) == 0:
			e.Undone = !e.Undone
		default:
			e.At = e.At.Add(-oneOf(m, time.Hour, 20*day))
		}
		r.undone, r.at = e.Undone, e.At
		return i
	}
	kind, level := oneOf(m, points.Visit, points.Visit, points.SignUp, points.Birthday, points.CustomEvent), m.level()
	e := points.Event{Shop: shop, Contact: oneOf(m, people...), Kind: kind, Source: oneOf(m, "a", "b", "c", "d", "e"), At: m.now, Multiplier: level.RatString()}
	if kind == points.CustomEvent {
		e.Name = "REVIEW"
	}
	for i, known := range m.events {
		if known.Contact == e.Contact && known.Kind == e.Kind && known.Source == e.Source {
			return i
		}
	}
	m.events = append(m.events, e)
	r := &refEvent{contact: e.Contact, kind: kind, source: e.Source, at: e.At, multiplier: level, given: map[string]int64{}, taken: map[string]int64{}}
	if kind == points.CustomEvent {
		r.name = "review"
	}
	m.ref.events = append(m.ref.events, r)
	return len(m.events) - 1
}

// wait lets time go by, from a minute to weeks.
func (m *mirror) wait() {
	m.pass(oneOf(m, time.Minute, time.Hour, 7*time.Hour, day, 3*day, 9*day, 15*day, 35*day))
}

// sweep opens all books, as the hourly jobs do.
func (m *mirror) sweep() {
	if len(m.versions) == 0 {
		return
	}
	for _, id := range people {
		m.book(id)
	}
}
