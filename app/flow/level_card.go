package flow

import (
	"context"
	"math/big"
	"time"

	"clientele/models"
	"clientele/models/levels"
)

// LevelCard is where a contact stands, and what lies ahead.
type LevelCard struct {
	Ladder  levels.Ladder // the newest; version zero where the shop has no levels
	State   levels.State
	Level   *levels.Level // nil for none
	Next    *levels.Level // nil on the highest
	Outlook levels.Outlook
}

// LevelCard tells where a contact stands now. It does not depend on a job
// having run, and writes nothing.
func (f *Flow) LevelCard(ctx context.Context, shop models.ShopID, id models.ContactID) (LevelCard, error) {
	ladders, err := f.Levels.Ladders(ctx, shop)
	if err != nil || len(ladders) == 0 {
		return LevelCard{}, err
	}
	c, err := f.contactOf(ctx, shop, id)
	if err != nil {
		return LevelCard{}, err
	}
	state, err := f.Levels.State(ctx, shop, c.ID)
	if err != nil {
		return LevelCard{}, err
	}
	out := LevelCard{Ladder: newestLadder(ladders), State: state}
	if c.ID.Guest() || state.Version == 0 {
		return out, nil
	}
	now := models.Instant(f.Now())
	out.State, _ = state.After(ladders, nil, now)
	if level, ok := out.Ladder.Level(out.State.Level); ok {
		out.Level = &level
	}
	out.Outlook = out.Ladder.Outlook(out.State, nil, now)
	if out.Outlook.Next != nil {
		if level, ok := out.Ladder.Level(out.Outlook.Next.Level); ok {
			out.Next = &level
		}
	}
	return out, nil
}

// LevelChanges pages through a contact's history of levels, newest first.
func (f *Flow) LevelChanges(ctx context.Context, shop models.ShopID, id models.ContactID, cursor string, limit int) (models.Page[levels.Change], error) {
	c, err := f.contactOf(ctx, shop, id)
	if err != nil {
		return models.Page[levels.Change]{}, err
	}
	return f.Levels.Changes(ctx, shop, c.ID, cursor, models.Limit(limit))
}

// LevelAt is the level that a contact stood on at a time, nil for none.
func (f *Flow) LevelAt(ctx context.Context, shop models.ShopID, id models.ContactID, at time.Time) (*levels.Level, error) {
	ladders, err := f.Levels.Ladders(ctx, shop)
	if err != nil || len(ladders) == 0 {
		return nil, err
	}
	return f.levelAt(ctx, shop, ladders, id, at)
}

func (f *Flow) levelAt(ctx context.Context, shop models.ShopID, ladders []levels.Ladder, id models.ContactID, at time.Time) (*levels.Level, error) {
	change, err := f.Levels.At(ctx, shop, id, at)
	if err != nil || change == nil || change.To == "" {
		return nil, err
	}
	// The version that was in force then says what the level brought.
	for i := len(ladders) - 1; i >= 0; i-- {
		if ladders[i].EffectiveFrom.After(at) && ladders[i].Version != change.Ladder {
			continue
		}
		if level, ok := ladders[i].Level(change.To); ok {
			return &level, nil
		}
	}
	return nil, nil
}

// LevelMultiplier is by how much a contact's level multiplied points at a time;
// nil for not at all. It is asked for when an order is seen first.
func (f *Flow) LevelMultiplier(ctx context.Context, shop models.ShopID, ladders []levels.Ladder, id models.ContactID, at time.Time) (*big.Rat, error) {
	if len(ladders) == 0 || id.Guest() {
		return nil, nil
	}
	level, err := f.levelAt(ctx, shop, ladders, id, at)
	if err != nil || level == nil {
		return nil, err
	}
	if factor := level.Factor(); factor.Cmp(big.NewRat(1, 1)) != 0 {
		return factor, nil
	}
	return nil, nil
}

// ShopperLevel is what a visitor of the storefront sees of their level. Whoever
// is below the first one has neither id nor name, and what is missing for it.
type ShopperLevel struct {
	ID, Name, Colour string
	Perks            []string
	Next             *ShopperNext // nil on the highest
}

// ShopperNext is what is missing for the next level. Missing is in the unit:
// points, orders, visits, or minor units of the currency for money.
type ShopperNext struct {
	Name     string
	Missing  int64
	Unit     levels.Unit
	Currency string
	Percent  int64
}

// ShopperLevel tells a visitor's level in a language; nil where there is none
// to show.
func (f *Flow) ShopperLevel(ctx context.Context, shop models.ShopID, id models.ContactID, language string) (*ShopperLevel, error) {
	card, err := f.LevelCard(ctx, shop, id)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return nil, nil
	}
	if err != nil || card.Level == nil && card.Next == nil {
		return nil, err
	}
	out := &ShopperLevel{Perks: []string{}}
	if card.Level != nil {
		out.ID, out.Name, out.Colour = card.Level.ID, levels.Words(card.Level.Name, language), card.Level.Colour
		for _, perk := range card.Level.Perks {
			out.Perks = append(out.Perks, levels.Words(perk, language))
		}
	}
	if p := card.Outlook.Next; p != nil && card.Next != nil {
		out.Next = &ShopperNext{Name: levels.Words(card.Next.Name, language), Missing: p.Missing, Unit: p.Unit, Currency: card.Ladder.Currency, Percent: p.Percent}
	}
	return out, nil
}

// LevelCounts tells how many contacts stand on each level of the newest ladder.
func (f *Flow) LevelCounts(ctx context.Context, shop models.ShopID) (counts map[string]int64, rolled bool, err error) {
	ladders, err := f.Levels.Ladders(ctx, shop)
	if err != nil {
		return nil, false, err
	}
	counts, by, err := f.Levels.Counts(ctx, shop)
	return counts, by >= newestLadder(ladders).Version, err
}
