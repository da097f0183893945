package points

import (
	"fmt"

	"clientele/models/orders"
)

// Posted is what an entry adds to the points of the order it names. Added up
// over all accounts it is what the order has earned and kept.
func (e Entry) Posted() int64 {
	var points int64
	switch e.From {
	case Issued, ClawedBack:
		points += e.Points
	}
	switch e.To {
	case Issued, ClawedBack:
		points -= e.Points
	}
	return points
}

// VerifyOrder holds what was posted for an order against what it is worth
// under its version of the programme. posted is the sum of Entry.Posted over
// all entries that name the order.
func VerifyOrder(r Record, versions []Programme, posted int64) []Violation {
	var found []Violation
	add := func(format string, args ...any) {
		found = append(found, Violation{Law: LawOrder, Text: "order " + string(r.Order.ID) + " " + fmt.Sprintf(format, args...)})
	}
	s := r.Standing
	if s.Account == "" || s.Programme == 0 {
		return nil // nobody to credit, or erased
	}
	if s.Shop != r.Order.Shop || s.Order != r.Order.ID {
		found = append(found, Violation{Law: LawTenancy, Text: "order " + string(r.Order.ID) + " carries the standing of another one"})
	}
	programme, ok := versionOf(versions, s.Programme)
	if !ok {
		add("was counted by version %d of the programme, which is missing", s.Programme)
		return found
	}
	worth, err := programme.Worth(r.Order, s.Circumstances())
	if err != nil {
		add("cannot be counted any more: %s", err.Error())
		return found
	}
	net := s.Net - s.Forgiven
	if net != worth.Target || s.Target != worth.Target {
		add("is worth %d points, it stands at %d", worth.Target, net)
	}
	if posted != net {
		add("stands at %d points, the ledger has %d for it", net, posted)
	}
	if r.Order.Cancelled() && net != 0 {
		add("is cancelled and keeps %d points", net)
	}
	most, err := untouched(r.Order, programme, s.Circumstances())
	if err != nil {
		add("cannot be counted as it was placed: %s", err.Error())
	} else if net < 0 || net > most {
		add("keeps %d points, more than the %d it could earn", net, most)
	}
	return found
}

func versionOf(versions []Programme, number int) (Programme, bool) {
	for _, p := range versions {
		if p.Version == number {
			return p, true
		}
	}
	return Programme{}, false
}

// untouched is the most an order could be worth had nothing been given back,
// whether or not it is the contact's first.
func untouched(o orders.Order, p Programme, c Circumstances) (int64, error) {
	o.Refunds, o.Disputes = nil, nil
	lines := make([]orders.Line, 0, len(o.Lines))
	for _, line := range o.Lines {
		line.Current = line.Quantity
		lines = append(lines, line)
	}
	o.Lines = lines
	var most int64
	for _, c.First = range []bool{false, true} {
		worth, err := p.Worth(o, c)
		if err != nil {
			return 0, err
		}
		most = max(most, worth.Target)
	}
	return most, nil
}
