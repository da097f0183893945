package flow

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// explainedLots and explainedEntries bound an explanation; what is older is
// left to the pages of entries.
const (
	explainedLots    = 100
	explainedEntries = 1000
)

// Explanation traces every point of a contact to where it came from, and every
// missing one to its cause.
type Explanation struct {
	AsOf      time.Time
	Contact   contacts.Contact
	Account   points.Account
	Lots      []ExplainedLot
	Debts     []ExplainedDebt
	Truncated bool // older lots or entries exist
}

// ExplainedLot is one credit: why it was given and what became of it.
type ExplainedLot struct {
	Lot      points.Lot
	Record   *points.Record // the order behind it, if any
	Worth    *points.Worth
	Removals []points.Entry // what left it, and what of that came back
}

// ExplainedDebt is one debt and how much of it was repaid or forgiven since.
type ExplainedDebt struct {
	Entry  points.Entry
	Repaid int64
}

// Explain gives the explanation of a contact's balance as of now.
func (f *Flow) Explain(ctx context.Context, shop models.ShopID, id models.ContactID) (Explanation, error) {
	c, err := f.contactOf(ctx, shop, id)
	if err != nil {
		return Explanation{}, err
	}
	book, _, err := f.booksOf(ctx, shop, c.ID)
	if err != nil {
		return Explanation{}, err
	}
	lots, err := f.Ledger.AllLots(ctx, shop, []models.ContactID{c.ID}, explainedLots)
	if err != nil {
		return Explanation{}, err
	}
	entries, more, err := f.entriesOf(ctx, shop, c.ID, explainedEntries)
	if err != nil {
		return Explanation{}, err
	}
	entries = append(entries, book.Entries()...) // what time has done since the last write
	versions, err := f.Programmes.Versions(ctx, shop)
	if err != nil {
		return Explanation{}, err
	}
	out := Explanation{AsOf: models.Instant(f.Now()), Contact: c, Account: book.Account, Truncated: more || len(lots) == explainedLots}
	removals := map[string][]points.Entry{}
	for _, e := range entries {
		left := (e.From == points.Available || e.From == points.Pending) && e.To != points.Available
		if e.Lot != "" && (left || cameBack(e, lots, len(removals[e.Lot]) > 0)) {
			removals[e.Lot] = append(removals[e.Lot], e)
		}
	}
	asOfNow := map[string]points.Lot{}
	for _, lot := range book.Lots() {
		asOfNow[lot.ID] = lot
	}
	for _, lot := range lots {
		if fresh, ok := asOfNow[lot.ID]; ok {
			lot = fresh
		}
		explained := ExplainedLot{Lot: lot, Removals: removals[lot.ID]}
		if err := f.explainOrder(ctx, shop, versions, &explained); err != nil {
			return Explanation{}, err
		}
		out.Lots = append(out.Lots, explained)
	}
	out.Debts = debtsOf(entries)
	return out, nil
}

// cameBack tells whether an entry put points back into a lot that were reserved
// or spent before, or that a merge had moved. The entry that opens a lot of grace,
// or a lot that nothing had left yet, is what it was given.
func cameBack(e points.Entry, lots []points.Lot, hadLeft bool) bool {
	switch {
	case e.To != points.Available && e.To != points.Pending:
		return false
	case e.Cause.Kind == points.Unmerge:
		return hadLeft
	case e.From != points.Reserved && e.From != points.Redeemed:
		return false
	}
	return !slices.ContainsFunc(lots, func(l points.Lot) bool { return l.ID == e.Lot && l.Source == "return" && l.EarnedAt.Equal(e.Effective) })
}

func (f *Flow) explainOrder(ctx context.Context, shop models.ShopID, versions []points.Programme, e *ExplainedLot) error {
	if e.Lot.Order == "" {
		return nil
	}
	r, err := f.Orders.Get(ctx, shop, e.Lot.Order)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	e.Record = &r
	if r.Standing.Programme == 0 {
		return nil
	}
	worth, err := worthOf(versions, r)
	if err != nil {
		return err
	}
	e.Worth = &worth
	return nil
}

// entriesOf reads a contact's newest entries, oldest first, at least as many as
// asked for where there are as many.
func (f *Flow) entriesOf(ctx context.Context, shop models.ShopID, id models.ContactID, wanted int) (entries []points.Entry, more bool, err error) {
	cursor := ""
	for len(entries) < wanted {
		page, err := f.Ledger.Entries(ctx, shop, id, cursor, models.PageLimitMax)
		if err != nil {
			return nil, false, err
		}
		entries = append(entries, page.Items...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	for i, j := 0, len(entries)-1; i < j; i, j = i+1, j-1 {
		entries[i], entries[j] = entries[j], entries[i]
	}
	return entries, cursor != "", nil
}

// debtsOf lists debts with what was repaid, the oldest debt first.
func debtsOf(entries []points.Entry) []ExplainedDebt {
	var debts []ExplainedDebt
	for _, e := range entries {
		switch {
		case e.From == points.Debt:
			debts = append(debts, ExplainedDebt{Entry: e})
		case e.To == points.Debt:
			left := e.Points
			for i := range debts {
				part := min(left, debts[i].Entry.Points-debts[i].Repaid)
				debts[i].Repaid += part
				left -= part
			}
		}
	}
	return debts
}
