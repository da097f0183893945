package points_test

import (
	"fmt"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

// buy places an order. What is heard of it first may be a refund, or nothing for
// a while; or all of it comes weeks late.
func (m *mirror) buy() {
	id := models.OrderID(fmt.Sprint(len(m.records) + 1))
	m.records[id] = &points.Record{Order: orders.Order{Shop: shop, ID: id}, Standing: points.Standing{Shop: shop, Order: id}}
	m.ref.orders[id] = &refOrder{id: id, multiplier: m.level()}
	at := m.now
	if m.random.IntN(6) == 0 {
		at = at.Add(-day * time.Duration(m.between(1, 50)))
	}
	s := orders.Snapshot{
		Stamp: orders.Stamp{UpdatedAt: at}, Name: "#" + string(id), CreatedAt: at, Currency: "USD", TaxesIncluded: m.random.IntN(2) == 0,
		Paid: m.random.IntN(3) > 0, Lines: m.someLines(),
	}
	switch m.random.IntN(5) {
	case 0, 1:
		s.Buyer.Customer = "1"
	case 2:
		s.Buyer.Customer = "2"
	case 3:
		s.Buyer.Guest = "g_1"
	case 4:
		s.Buyer.Guest = "g_2"
	}
	switch m.random.IntN(10) {
	case 0:
		m.withheld[id] = append(m.withheld[id], s)
		return
	case 1:
		m.refund(id, s)
	}
	m.body(id, s)
}

func (m *mirror) someLines() []orders.Line {
	var lines []orders.Line
	for i := range m.between(1, 3) {
		line := orders.Line{ID: fmt.Sprint(i), Kind: oneOf(m, orders.Goods, orders.Goods, orders.Goods, orders.GiftCard, orders.Shipping),
			Product: oneOf(m, "11", "12"), NetMinor: oneOf(m, m.between(0, 9_999), m.between(0, 9_999), 2500, 8000), Quantity: m.between(1, 3)}
		line.Current = line.Quantity
		if m.random.IntN(2) == 0 {
			line.TaxMinor = line.NetMinor / 11
		}
		lines = append(lines, line)
	}
	return lines
}

// body tells both of an order's body.
func (m *mirror) body(id models.OrderID, s orders.Snapshot) {
	s.Stamp.Digest, s.Buyer.Stamp = s.Stamp.UpdatedAt.String(), s.Stamp
	r, o := m.records[id], m.ref.orders[id]
	r.Order, o.bodies = r.Order.Join(s), append(o.bodies, s)
	m.settle(id)
}

func (m *mirror) settle(id models.OrderID) {
	if r := m.records[id]; r.Order.Known {
		m.bringInLine(r)
	}
	m.ref.settle(m.ref.orders[id])
}

// anOrder picks one, with its newest body, withheld or not; false before there
// is one.
func (m *mirror) anOrder() (models.OrderID, orders.Snapshot, bool) {
	if len(m.records) == 0 {
		return "", orders.Snapshot{}, false
	}
	id := models.OrderID(fmt.Sprint(m.between(1, int64(len(m.records)))))
	all := slices.Concat(m.ref.orders[id].bodies, m.withheld[id])
	return id, slices.MaxFunc(all, func(a, b orders.Snapshot) int { return a.Stamp.Compare(b.Stamp) }), true
}

// change lets an order change. The news may be withheld.
func (m *mirror) change(change func(id models.OrderID, s *orders.Snapshot)) {
	id, s, ok := m.anOrder()
	if !ok {
		return
	}
	s.Lines, s.Stamp.UpdatedAt = slices.Clone(s.Lines), m.now
	change(id, &s)
	if m.random.IntN(2) == 0 {
		s.Refunds = m.ref.orders[id].back()
	}
	if m.random.IntN(6) == 0 {
		m.withheld[id] = append(m.withheld[id], s)
		return
	}
	m.body(id, s)
}

func (m *mirror) pay() { m.change(func(_ models.OrderID, s *orders.Snapshot) { s.Paid = true }) }

func (m *mirror) cancel() {
	m.change(func(_ models.OrderID, s *orders.Snapshot) { s.CancelledAt = m.now })
}

// claim lets the platform learn who bought.
func (m *mirror) claim() {
	m.change(func(_ models.OrderID, s *orders.Snapshot) {
		if s.Buyer.Customer == "" {
			s.Buyer = orders.Buyer{Customer: "1"}
		}
	})
}

func (m *mirror) edit() {
	m.change(func(_ models.OrderID, s *orders.Snapshot) {
		if m.random.IntN(2) == 0 {
			more := m.someLines()[0]
			more.ID = fmt.Sprint("n", len(s.Lines))
			s.Lines = append(s.Lines, more)
			return
		}
		line := &s.Lines[m.random.IntN(len(s.Lines))]
		line.Current = m.between(0, line.Current)
	})
}

// news delivers bodies that were withheld, or an old one once more.
func (m *mirror) news() {
	id, _, ok := m.anOrder()
	if !ok {
		return
	}
	late := m.withheld[id]
	if len(late) == 0 {
		bodies := m.ref.orders[id].bodies
		m.body(id, bodies[m.random.IntN(len(bodies))])
		return
	}
	delete(m.withheld, id)
	for _, i := range m.random.Perm(len(late)) {
		m.body(id, late[i])
	}
}

func (m *mirror) refundSome() {
	if id, s, ok := m.anOrder(); ok {
		m.refund(id, s)
	}
}

// refund gives back units of a line or an amount, or settles what is open.
func (m *mirror) refund(id models.OrderID, s orders.Snapshot) {
	back := m.ref.orders[id].back()
	r := orders.Refund{ID: fmt.Sprint("r", len(back)), At: m.now, Settled: m.random.IntN(4) > 0}
	open := slices.IndexFunc(back, func(r orders.Refund) bool { return !r.Settled })
	line := s.Lines[m.random.IntN(len(s.Lines))]
	switch {
	case open >= 0 && m.random.IntN(2) == 0:
		r = back[open]
		r.Settled = true
	case m.random.IntN(3) > 0:
		units := m.between(1, line.Quantity)
		part := orders.RefundLine{Line: line.ID, Quantity: units, SubtotalMinor: line.NetMinor * units / line.Quantity, TaxMinor: line.TaxMinor * units / line.Quantity}
		if line.TaxMinor == 0 && m.random.IntN(4) == 0 { // the shop keeps a fee
			part.SubtotalMinor -= min(part.SubtotalMinor, 500)
		}
		r.Lines = []orders.RefundLine{part}
	default:
		r.AmountMinor = m.between(1, 9_000)
		if m.random.IntN(3) == 0 {
			r.TaxMinor = m.between(1, 300)
		}
	}
	record, o := m.records[id], m.ref.orders[id]
	record.Order, o.refunds = record.Order.JoinRefund(r), append(o.refunds, r)
	m.settle(id)
}

// quarrel lets a dispute begin or end.
func (m *mirror) quarrel() {
	id, _, ok := m.anOrder()
	if !ok {
		return
	}
	d := orders.Dispute{ID: oneOf(m, "d1", "d2"), State: oneOf(m, orders.DisputeOpen, orders.DisputeOpen, orders.DisputeWon, orders.DisputeLost),
		Minor: m.between(1, 20_000), Currency: oneOf(m, "USD", "USD", "USD", "EUR"), Stamp: orders.Stamp{UpdatedAt: m.now}}
	record, o := m.records[id], m.ref.orders[id]
	joined, err := record.Order.JoinDispute(d)
	if err != nil {
		m.wrong("a dispute: %v", err)
	}
	record.Order, o.disputes = joined, append(o.disputes, d)
	m.settle(id)
	for _, b := range m.working {
		m.nothingOver(b)
	}
}

// bringInLine does for the program what its flows do: the order changes hands,
// and all of the buyer's orders are counted again.
func (m *mirror) bringInLine(r *points.Record) {
	buyer := m.follow(r.Order.Buyer.Contact())
	if r.Standing.Programme == 0 {
		p, _ := points.InForce(m.versions, r.Order.CreatedAt)
		r.Standing.Programme = p.Version
		r.Standing = r.Standing.With(points.Circumstances{Multiplier: m.ref.orders[r.Order.ID].multiplier})
	}
	if r.Standing.Account == "" {
		r.Standing.Account = buyer
	}
	if former := m.follow(r.Standing.Account); former != buyer {
		b := m.book(former, m.idsOf(former)...)
		r.Standing = points.MoveOrder(b, r.Standing, r.Order, buyer)
		r.Standing.First, r.Standing.Number, r.Standing.Used = false, 0, 0
		m.renumber(former, r)
	}
	r.Standing.Account, r.Standing.CreatedAt, r.Standing.Qualifies = buyer, r.Order.CreatedAt, points.Qualifies(r.Order)
	m.renumber(buyer, r)
}

func (m *mirror) ordersOf(id models.ContactID) []*points.Record {
	var all []*points.Record
	for _, r := range m.records {
		if r.Standing.Account != "" && m.follow(r.Standing.Account) == id {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, (*points.Record).Earlier)
	return all
}

func (m *mirror) idsOf(id models.ContactID) []models.OrderID {
	var ids []models.OrderID
	for _, r := range m.ordersOf(id) {
		ids = append(ids, r.Order.ID)
	}
	return ids
}

// renumber counts a person's orders anew; about is nil where two records became
// one.
func (m *mirror) renumber(id models.ContactID, about *points.Record) {
	b, records := m.book(id, m.idsOf(id)...), m.ordersOf(id)
	ranks := map[*points.Record]int{}
	for i, r := range points.Ranked(records) {
		ranks[r] = i + 1
	}
	var usage points.Usage
	for _, r := range records {
		version := m.versions[r.Standing.Programme-1]
		c := r.Standing.Numbered(ranks[r], version)
		if about != nil && version.Shares(r.Order.CreatedAt, about.Order.CreatedAt) {
			c.Used = usage.Used(version, r.Order.CreatedAt)
		}
		if r == about || r.Standing.With(c) != r.Standing {
			m.reconcile(b, r, c)
		}
		usage.Add(version, r.Order.CreatedAt, r.Standing.Target)
	}
}

func (m *mirror) reconcile(b *points.Book, r *points.Record, c points.Circumstances) {
	s, err := points.Reconcile(b, r.Standing, r.Order, m.versions[r.Standing.Programme-1], c)
	if err != nil {
		m.wrong("order %s: %v", r.Order.ID, err)
	}
	r.Standing = s
}
