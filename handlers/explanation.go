package handlers

import (
	"context"
	"math/big"
	"strconv"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

// ExplanationOutput traces every point of a contact.
type ExplanationOutput struct {
	Body struct {
		AsOf      time.Time `json:"asOf"`
		Balance   int64     `json:"balance"`
		Available int64     `json:"available"`
		Pending   int64     `json:"pending"`
		Debt      int64     `json:"debt"`
		Lots      []Lot     `json:"lots"`
		Debts     []Debt    `json:"debts"`
		Truncated bool      `json:"truncated"`
	}
}

// Lot is one credit with what became of it.
type Lot struct {
	ID        string     `json:"id"`
	Order     *OrderName `json:"order,omitempty"`
	Name      string     `json:"name,omitempty" doc:"of an event of the store's own"`
	Source    string     `json:"source" enum:"order,manual,claim,merge,level,return,referral,sign_up,birthday,newsletter,custom_event,visit,rebooked"`
	Amount    int64      `json:"amount"`
	Remaining int64      `json:"remaining"`
	State     string     `json:"state" enum:"pending,open,frozen,used"`
	EarnedAt  time.Time  `json:"earnedAt"`
	MaturesAt *time.Time `json:"maturesAt,omitempty"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
	Moved     bool       `json:"moved" doc:"came with another record of the same person"`
	Why       Why        `json:"why"`
	Removals  []Removal  `json:"removals"`
}

// OrderName names an order.
type OrderName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Why says how a number of points came about.
type Why struct {
	ProgrammeVersion int         `json:"programmeVersion,omitempty"`
	Counts           bool        `json:"counts"`
	NotCounted       string      `json:"notCounted,omitempty" enum:"unpaid,cancelled,test,before_programme,programme_off"`
	First            bool        `json:"first" doc:"the contact's first order"`
	Number           int         `json:"number,omitempty" doc:"which of the contact's orders it is, where a rule counts them"`
	Multiplier       string      `json:"multiplier,omitempty" doc:"of the level held when the order was placed"`
	Rules            []WhyRule   `json:"rules"`
	Lines            []WhyLine   `json:"lines"`
	Raw              string      `json:"raw,omitempty" doc:"sum before rounding down once"`
	Target           int64       `json:"target" doc:"what the order is worth now"`
	Cut              int64       `json:"cut,omitempty" doc:"points that the cap of the period cut off"`
	Waiting          int         `json:"waiting,omitempty" doc:"products of which the store has yet to say something"`
	Actor            string      `json:"actor,omitempty"`
	Reason           string      `json:"reason,omitempty"`
	Note             string      `json:"note,omitempty"`
	Refunds          []RefundRow `json:"refunds"`
}

// WhyRule is one rule's part.
type WhyRule struct {
	Kind    string `json:"kind"`
	Title   Text   `json:"title"`
	Points  string `json:"points" doc:"exact, before rounding"`
	Formula string `json:"formula"`
	Reason  string `json:"reason,omitempty" enum:"dates,order_tags,group" doc:"why the rule gives nothing although the order counts"`
	// Picks are the lines that the rule counts because of a list of its own.
	Picks []WhyPick `json:"picks,omitempty" doc:"lines that the rule counts because of what it names"`
}

// WhyPick is a line that a rule counts, and what of it the rule names.
type WhyPick struct {
	Line  string `json:"line" doc:"id of the line"`
	Title string `json:"title"`
	By    string `json:"by" enum:"product,collection,tag"`
	Name  string `json:"name" doc:"of the product, the collection or the tag, as it was when the order was first counted"`
}

// WhyLine is one line of the order as the programme counts it.
type WhyLine struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Kind     string `json:"kind" enum:"goods,gift_card,shipping,tip,duty"`
	Quantity int64  `json:"quantity"`
	Eligible Money  `json:"eligible"`
	Removed  Money  `json:"removed" doc:"refunded or edited away"`
	Counted  bool   `json:"counted"`
}

// Removal is points that left a lot, or came back to it.
type Removal struct {
	EntryID string    `json:"entryId"`
	Kind    string    `json:"kind"`
	Points  int64     `json:"points" doc:"below zero for points that came back"`
	Cause   Cause     `json:"cause"`
	At      time.Time `json:"at"`
}

// Debt is points owed, and how much of them was repaid since.
type Debt struct {
	EntryID string    `json:"entryId"`
	Points  int64     `json:"points"`
	Cause   Cause     `json:"cause"`
	At      time.Time `json:"at"`
	Repaid  int64     `json:"repaid"`
}

func (p *Panel) explanation(ctx context.Context, in *ContactInput) (*ExplanationOutput, error) {
	x, err := p.Flow.Explain(ctx, ShopOf(ctx), models.ContactID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &ExplanationOutput{}
	b := x.Account.Balances
	out.Body.AsOf, out.Body.Truncated = x.AsOf, x.Truncated
	out.Body.Balance, out.Body.Available, out.Body.Pending, out.Body.Debt = b.Shown(), b.Available, b.Pending, b.Debt
	out.Body.Lots = each(x.Lots, viewLot)
	out.Body.Debts = each(x.Debts, func(d flow.ExplainedDebt) Debt {
		e := viewEntry(d.Entry)
		return Debt{EntryID: e.ID, Points: e.Points, Cause: e.Cause, At: e.At, Repaid: d.Repaid}
	})
	return out, nil
}

func viewLot(x flow.ExplainedLot) Lot {
	l := x.Lot
	out := Lot{
		ID: l.ID, Source: l.Source, Amount: l.Amount, Remaining: l.Remaining + l.Frozen, State: "used", EarnedAt: l.EarnedAt,
		MaturesAt: moment(l.MaturesAt), ExpiresAt: moment(l.ExpiresAt), Moved: l.From != "",
		Why: Why{Counts: true, Rules: []WhyRule{}, Lines: []WhyLine{}, Refunds: []RefundRow{}, Target: l.Amount, Actor: l.Actor, Reason: l.Reason, Note: l.Note},
	}
	if l.Source == "referral" {
		out.Why.Reason = ""
	}
	switch {
	case l.Frozen > 0:
		out.State = "frozen"
	case l.Pending && l.Remaining > 0:
		out.State = "pending"
	case l.Remaining > 0:
		out.State = "open"
	}
	if kind, ok := points.KindByName(l.Source); ok && kind.Event {
		out.Name, out.Why.ProgrammeVersion, out.Why.Reason = l.OrderName, l.Programme, "" // the reason is the rule's id
		number := strconv.FormatInt(l.Amount, 10)
		out.Why.Rules = []WhyRule{{Kind: kind.Name, Title: viewText(kind.Title), Points: number, Formula: number}}
	}
	if l.Order != "" {
		out.Order = &OrderName{ID: string(l.Order), Name: l.OrderName}
	}
	if x.Record != nil && x.Worth != nil {
		out.Why = viewWhy(*x.Record, *x.Worth)
	}
	out.Removals = each(x.Removals, func(e points.Entry) Removal {
		v := viewEntry(e)
		if e.To == points.Available || e.To == points.Pending {
			v.Points = -v.Points
		}
		return Removal{EntryID: v.ID, Kind: v.Kind, Points: v.Points, Cause: v.Cause, At: v.At}
	})
	return out
}

func viewWhy(r points.Record, w points.Worth) Why {
	o := r.Order
	why := Why{
		ProgrammeVersion: r.Standing.Programme, Counts: w.Counts, NotCounted: w.Reason, First: r.Standing.First, Number: r.Standing.Number,
		Target: w.Target, Cut: w.Cut, Waiting: len(w.Lacking), Lines: []WhyLine{},
		Refunds: each(o.Refunds, func(f orders.Refund) RefundRow { return viewRefund(f, o.Currency) }),
	}
	if m := w.Basis.Multiplier; m != nil {
		why.Multiplier = points.Exact(m)
	}
	counted := map[string]points.BasisLine{}
	for _, line := range w.Basis.Lines {
		counted[line.ID] = line
	}
	total := new(big.Rat)
	why.Rules = each(w.Rules, func(r points.RuleWorth) WhyRule {
		kind, _ := points.KindByName(r.Setting.Kind)
		sum := new(big.Rat).Add(r.Award.Exact, new(big.Rat).SetInt64(r.Award.Whole))
		total.Add(total, sum)
		return WhyRule{
			Kind: r.Setting.Kind, Title: viewText(kind.Title), Points: points.Exact(sum), Formula: r.Award.Formula, Reason: r.Reason,
			Picks: viewPicks(r.Award.Lines, counted),
		}
	})
	if w.Counts { // else the rules were only tried, and nothing was rounded
		why.Raw = points.Exact(total)
	}
	for _, a := range o.Amounts(false) {
		line := WhyLine{
			ID: a.Line.ID, Title: a.Line.Title, Kind: string(a.Line.Kind), Quantity: a.Line.Quantity,
			Eligible: Money{a.Eligible, o.Currency}, Removed: Money{a.Removed, o.Currency},
		}
		if c, ok := counted[a.Line.ID]; ok {
			line.Counted = true
			line.Eligible.Minor, line.Removed.Minor = c.Eligible, c.Removed
		}
		why.Lines = append(why.Lines, line)
	}
	return why
}

// viewPicks names the lines that a rule counts because of what it names.
func viewPicks(lines []points.Pick, counted map[string]points.BasisLine) []WhyPick {
	var picks []WhyPick
	for _, pick := range lines {
		if pick.By != "" {
			picks = append(picks, WhyPick{Line: pick.Line, Title: counted[pick.Line].Title, By: string(pick.By), Name: pick.Name})
		}
	}
	return picks
}

// ContactOrderInput names an order of a contact.
type ContactOrderInput struct {
	ContactInput
	Order string `path:"order" maxLength:"20"`
}

// ContactOrderOutput is an order with why it is worth what it is.
type ContactOrderOutput struct {
	Body struct {
		Order   OrderRow `json:"order"`
		Why     Why      `json:"why"`
		Entries []Entry  `json:"entries"`
	}
}

func (p *Panel) contactOrder(ctx context.Context, in *ContactOrderInput) (*ContactOrderOutput, error) {
	card, err := p.Flow.ContactOrder(ctx, ShopOf(ctx), models.ContactID(in.ID), models.OrderID(in.Order))
	if err != nil {
		return nil, err
	}
	out := &ContactOrderOutput{}
	out.Body.Order, out.Body.Why, out.Body.Entries = viewOrder(card.Record, 0), viewWhy(card.Record, card.Worth), viewEntries(card.Entries)
	return out, nil
}
