package flow

import (
	"context"
	"fmt"

	"clientele/models"
	"clientele/models/merges"
	"clientele/models/points"
)

// mergesVerified bounds the merges that are held against one batch of accounts.
const mergesVerified = 10_000

// strays are lots that hold something and continue those of other accounts, by
// the account they are in and the one they came from.
type strays map[models.ContactID]map[models.ContactID]int64

func (s strays) add(l points.Lot) {
	from := points.AccountOf(l.From)
	if l.From == "" || !l.Kept() || from == l.Account {
		return
	}
	if s[l.Account] == nil {
		s[l.Account] = map[models.ContactID]int64{}
	}
	s[l.Account][from] += l.Remaining + l.Frozen
}

// verifyMerges holds merges by hand against the records they were about, and
// finds points that belong to a person who is no part of the account's any more.
func (f *Flow) verifyMerges(ctx context.Context, shop models.ShopID, ids []models.ContactID, found strays, wrong map[models.ContactID][]points.Violation) error {
	all, err := f.Merges.Of(ctx, shop, ids, mergesVerified)
	if err != nil {
		return err
	}
	part, err := f.partOf(ctx, shop, all, found)
	if err != nil {
		return err
	}
	for _, m := range all {
		if into, known := part[m.From]; known && m.State != merges.Undone && into != m.Into {
			wrong[m.From] = append(wrong[m.From], points.Violation{Law: points.LawMerge, Text: fmt.Sprintf("merge %s is %s, its contact is part of %q", m.ID, m.State, into)})
		}
	}
	for account, from := range found {
		for id, held := range from {
			if into, known := part[id]; known && into == "" {
				wrong[account] = append(wrong[account], points.Violation{Law: points.LawMerge, Text: fmt.Sprintf("the account holds %d points of contact %s, who is no part of it", held, id)})
			}
		}
	}
	return nil
}

// partOf tells which contact those that were merged are part of now; nothing of
// those who are not on record any more.
func (f *Flow) partOf(ctx context.Context, shop models.ShopID, all []merges.Merge, found strays) (map[models.ContactID]models.ContactID, error) {
	var ids []models.ContactID
	for _, m := range all {
		ids = append(ids, m.From)
	}
	for _, from := range found {
		for id := range from {
			ids = append(ids, id)
		}
	}
	people, err := f.Books.Contacts(ctx, shop, ids)
	part := map[models.ContactID]models.ContactID{}
	for _, c := range people {
		part[c.ID] = c.MergedInto
	}
	return part, err
}
