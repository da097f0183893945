package flow

import (
	"context"
	"fmt"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
	"clientele/models/points"
	"clientele/models/shops"
)

// Ladders gives the versions of a shop's ladder of levels, oldest first; none
// where the shop has no levels.
func (f *Flow) Ladders(ctx context.Context, shop models.ShopID) ([]levels.Ladder, error) {
	return f.Levels.Ladders(ctx, shop)
}

// ShopCurrency is the currency of a shop's amounts; empty while it is unknown.
func (f *Flow) ShopCurrency(ctx context.Context, shop models.ShopID) (string, error) {
	s, err := f.Shops.Get(ctx, shop)
	return s.Details.Currency, err
}

// EditLadder is a merchant's wish to change the levels from now on.
type EditLadder struct {
	Shop        models.ShopID
	BaseVersion int // the version the merchant was looking at; 0 for none
	Settings    levels.Settings
	Note        string
	Actor       string
}

// EditLadder saves the next version of the ladder. Nobody loses a level by it;
// a job goes over all contacts afterwards.
func (f *Flow) EditLadder(ctx context.Context, in EditLadder) ([]levels.Ladder, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return nil, err
	}
	ladders, err := f.Levels.Ladders(ctx, in.Shop)
	if err != nil {
		return nil, err
	}
	newest := newestLadder(ladders)
	if newest.Version != in.BaseVersion {
		return nil, models.Errorf(models.Conflict, "somebody saved version %d meanwhile; load it and make your change again", newest.Version)
	}
	if len(ladders) >= versionsMax {
		return nil, models.Errorf(models.TooMany, "the levels have been changed %d times, which is as often as they can be", versionsMax)
	}
	if len([]rune(in.Note)) > points.NoteMax {
		return nil, models.InvalidFields([]models.FieldProblem{{Path: "note", Message: "must be 500 characters or less"}})
	}
	if err := in.Settings.Check(shop.Details.Currency, nil); err != nil {
		return nil, err
	}
	if err := f.heldLevels(ctx, newest, in.Settings); err != nil {
		return nil, err
	}
	next := f.nextLadder(shop, newest, in.Settings)
	next.SavedBy, next.Note = in.Actor, in.Note
	if err := f.Tx.Do(ctx, func(ctx context.Context) error { return f.Levels.AddLadder(ctx, next) }); err != nil {
		if models.CodeOf(err) == models.Conflict {
			return nil, models.Errorf(models.Conflict, "somebody saved version %d meanwhile; load it and make your change again", next.Version)
		}
		return nil, err
	}
	return append(ladders, next), nil
}

func newestLadder(ladders []levels.Ladder) levels.Ladder {
	if len(ladders) == 0 {
		return levels.Ladder{}
	}
	return ladders[len(ladders)-1]
}

func (f *Flow) nextLadder(shop shops.Shop, newest levels.Ladder, settings levels.Settings) levels.Ladder {
	return levels.Ladder{
		Shop: shop.ID, Version: newest.Version + 1, Settings: settings, Zone: shop.Details.Zone, Currency: shop.Details.Currency,
		EffectiveFrom: models.Instant(f.Now()),
	}
}

// heldLevels refuses to take a level away that somebody stands on. Closing it
// lets people keep it as long as it lasts, and nobody enter.
func (f *Flow) heldLevels(ctx context.Context, before levels.Ladder, settings levels.Settings) error {
	after := levels.Ladder{Settings: settings}
	for _, level := range before.Settings.Levels {
		if _, stays := after.Level(level.ID); stays {
			continue
		}
		page, err := f.Contacts.Page(ctx, before.Shop, contacts.Query{Level: level.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(page.Items) > 0 {
			return models.InvalidFields([]models.FieldProblem{{Path: "levels",
				Message: fmt.Sprintf("the level %s cannot be removed while somebody stands on it; close it instead", levels.Words(level.Name, "en"))}})
		}
	}
	return nil
}

// trialPage is how many contacts one call of a trial looks at.
const trialPage = 100

// LadderTrial tells what a ladder would make of some contacts.
type LadderTrial struct {
	Looked int
	Moves  []LadderMove
	Reward int64  // points that entering would bring at once
	Next   string // where to go on; empty at the end
}

// LadderMove counts contacts that would go from one level to another.
type LadderMove struct {
	From, To string // ids; empty for none
	Contacts int
}

// TryLadder computes real contacts under a ladder that is not saved, a bounded
// number a call. Nothing is written.
func (f *Flow) TryLadder(ctx context.Context, shopID models.ShopID, settings levels.Settings, after string) (LadderTrial, error) {
	shop, err := f.Shops.Get(ctx, shopID)
	if err != nil {
		return LadderTrial{}, err
	}
	if err := settings.Check(shop.Details.Currency, nil); err != nil {
		return LadderTrial{}, err
	}
	ladders, err := f.Levels.Ladders(ctx, shopID)
	if err != nil {
		return LadderTrial{}, err
	}
	versions, err := f.Programmes.Versions(ctx, shopID)
	if err != nil {
		return LadderTrial{}, err
	}
	next := f.nextLadder(shop, newestLadder(ladders), settings)
	w := &work{flow: f, shop: shop, versions: versions, ladders: append(ladders, next), now: next.EffectiveFrom, people: map[models.ContactID]*person{}}
	members, err := f.Levels.Members(ctx, shopID, models.ContactID(after), trialPage)
	if err != nil {
		return LadderTrial{}, err
	}
	var out LadderTrial
	counts := map[LadderMove]int{}
	for _, c := range members {
		if c.ID.Guest() || c.MergedInto != "" {
			continue
		}
		out.Looked++
		state, reward, err := w.tried(ctx, &person{contact: c})
		if err != nil {
			return LadderTrial{}, err
		}
		out.Reward += reward
		if state.Level != c.Figures.Level {
			counts[LadderMove{From: c.Figures.Level, To: state.Level}]++
		}
	}
	for m, n := range counts {
		out.Moves = append(out.Moves, LadderMove{m.From, m.To, n})
	}
	if len(members) == trialPage {
		out.Next = string(members[len(members)-1].ID)
	}
	return out, nil
}

// tried is a contact's state under the newest of the ladders, and the points
// that this would bring. Nothing is kept.
func (w *work) tried(ctx context.Context, p *person) (levels.State, int64, error) {
	state, err := w.flow.Levels.State(ctx, w.shop.ID, p.contact.ID)
	if err != nil {
		return state, 0, err
	}
	var changes []levels.Change
	if state.Version == 0 {
		parts, err := w.parts(ctx, p.accounts())
		if err != nil {
			return state, 0, err
		}
		state, changes = levels.Start(w.shop.ID, p.contact.ID, w.ladders, nil, parts, w.now)
	} else {
		state, changes = state.After(w.ladders, nil, w.now)
	}
	w.records, w.after = nil, nil
	var reward int64
	for _, c := range changes {
		if l, ok := levels.Version(w.ladders, c.Ladder); ok && l.Above(c.To, c.From) {
			for _, due := range state.Entered(l, c) {
				reward += due.Points
			}
		}
	}
	return state, reward, nil
}
