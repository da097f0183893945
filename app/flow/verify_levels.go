package flow

import (
	"context"
	"fmt"

	"clientele/models"
	"clientele/models/levels"
	"clientele/models/points"
)

// levels holds the next contacts' levels against what they are made of. One
// that looks wrong is looked at again, as it was at one moment.
func (c *checkup) levels(ctx context.Context) error {
	states, err := c.flow.Levels.States(ctx, c.shop.ID, models.ContactID(c.v.After), verifyBatch)
	if err != nil {
		return err
	}
	for _, s := range states {
		wrong, err := c.flow.verifyLevel(ctx, c.shop.ID, s.Contact)
		if err == nil && len(wrong) > 0 {
			err = c.flow.Tx.Do(ctx, func(ctx context.Context) error {
				wrong, err = c.flow.verifyLevel(ctx, c.shop.ID, s.Contact)
				return err
			})
		}
		if err != nil {
			return err
		}
		if err := c.found(ctx, points.Account{ID: s.Contact}, "", wrong); err != nil {
			return err
		}
	}
	if len(states) < verifyBatch {
		c.v = c.v.Next()
		return nil
	}
	c.v.After = string(states[len(states)-1].Contact)
	return nil
}

// verifyLevel tells what is wrong with a contact's level. One whose contact is
// gone is being erased.
func (f *Flow) verifyLevel(ctx context.Context, shop models.ShopID, id models.ContactID) ([]points.Violation, error) {
	c, err := f.Contacts.Get(ctx, shop, id)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	state, err := f.Levels.State(ctx, shop, id)
	if err != nil || state.Version == 0 {
		return nil, err
	}
	evidence := levels.Evidence{Shown: c.Figures.Level, Merged: c.MergedInto != ""}
	history, err := f.Levels.Changes(ctx, shop, id, "", 1)
	if err != nil {
		return nil, err
	}
	if len(history.Items) > 0 {
		evidence.Last = &history.Items[0]
	}
	// Versions are read after what names them, so that none is missing.
	ladders, err := f.Levels.Ladders(ctx, shop)
	if err != nil {
		return nil, err
	}
	versions, err := f.Programmes.Versions(ctx, shop)
	if err != nil {
		return nil, err
	}
	records, err := f.Orders.Of(ctx, shop, (&person{contact: c}).accounts(), partsMax)
	if err != nil || len(records) == partsMax {
		return nil, err
	}
	var wrong []points.Violation
	add := func(text string) { wrong = append(wrong, points.Violation{Law: points.LawLevel, Text: text}) }
	w := &work{flow: f, versions: versions, ladders: ladders}
	for _, r := range records {
		part := r.Standing.Level
		if is := w.levelPart(r.Standing, r.Order); is.Points != part.Points || is.SpentMinor != part.SpentMinor || is.Orders != part.Orders {
			add(fmt.Sprintf("order %s counts %d points and %d spent for the level, it should count %d and %d",
				r.Order.ID, part.Points, part.SpentMinor, is.Points, is.SpentMinor))
		}
		evidence.Parts = append(evidence.Parts, partOf(part))
	}
	err = f.Events.Each(ctx, shop, (&person{contact: c}).accounts(), func(e points.Event) error {
		if counts := w.visitDay(e) != ""; counts != (e.LevelDay != "") {
			add(fmt.Sprintf("visit %s counts for the level: %t, it should: %t", e.Source, e.LevelDay != "", counts))
		}
		evidence.Parts = append(evidence.Parts, visitPart(e))
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, text := range levels.Verify(state, ladders, nil, evidence) {
		add(text)
	}
	return wrong, nil
}

// verifyCounts holds the number of contacts on each level against the contacts.
func (f *Flow) verifyCounts(ctx context.Context, shop models.ShopID) ([]points.Violation, error) {
	counts, _, err := f.Levels.Counts(ctx, shop)
	if err != nil {
		return nil, err
	}
	waiting, err := f.Levels.Uncounted(ctx, shop)
	if err != nil {
		return nil, err
	}
	tally, err := f.Levels.Tally(ctx, shop)
	if err != nil {
		return nil, err
	}
	for level, n := range waiting {
		counts[level] += n
	}
	for level, n := range tally {
		counts[level] -= n
	}
	var wrong []points.Violation
	for level, n := range counts {
		if level != "" && n != 0 {
			wrong = append(wrong, points.Violation{Law: points.LawLevel, Text: fmt.Sprintf("level %s counts %d contacts more than stand on it", level, n)})
		}
	}
	return wrong, nil
}
