package handlers

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/levels"
)

// ContactLevelInput asks for a contact's level with a page of its history.
type ContactLevelInput struct {
	ContactInput
	PageInput
}

// ContactLevelOutput is where a contact stands and how it got there.
type ContactLevelOutput struct {
	Body struct {
		Ladder     int            `json:"ladder" doc:"version of the levels; 0 where the shop has none"`
		Level      *Level         `json:"level,omitempty"`
		Since      *time.Time     `json:"since,omitempty"`
		Until      *time.Time     `json:"until,omitempty" doc:"ends then unless something more is bought"`
		NextLevel  *Level         `json:"nextLevel,omitempty"`
		Next       *LevelProgress `json:"next,omitempty"`
		Keep       *LevelProgress `json:"keep,omitempty" doc:"what is missing to keep the level after its end"`
		Currency   string         `json:"currency,omitempty"`
		Levels     []LevelName    `json:"levels" doc:"names of all levels that the history may tell of"`
		History    []LevelChange  `json:"history"`
		NextCursor string         `json:"nextCursor,omitempty"`
	}
}

// LevelName is a level in a few words.
type LevelName struct {
	ID     string `json:"id"`
	Name   Text   `json:"name"`
	Colour string `json:"colour"`
}

// LevelProgress is how far a contact is from something.
type LevelProgress struct {
	Kind    string `json:"kind"`
	Unit    string `json:"unit" enum:"points,money,orders,visits"`
	Has     int64  `json:"has"`
	Needs   int64  `json:"needs"`
	Missing int64  `json:"missing"`
	Percent int64  `json:"percent"`
}

func viewProgress(p *levels.Progress) *LevelProgress {
	if p == nil {
		return nil
	}
	return &LevelProgress{Kind: p.Kind, Unit: string(p.Unit), Has: p.Has, Needs: p.Needs, Missing: p.Missing, Percent: p.Percent}
}

// LevelChange is one entry of a contact's history of levels.
type LevelChange struct {
	Seq       int64      `json:"seq"`
	From      string     `json:"from"`
	To        string     `json:"to"`
	Cause     LevelCause `json:"cause"`
	Points    int64      `json:"points" doc:"that counted then"`
	Spent     Money      `json:"spent"`
	Orders    int64      `json:"orders"`
	Visits    int64      `json:"visits"`
	Ladder    int        `json:"ladder"`
	Effective time.Time  `json:"effective"`
}

// LevelCause names the fact behind a change of level.
type LevelCause struct {
	Kind      string `json:"kind" enum:"order,refund,cancel,edit,dispute,claim,merge,manual_merge,visit,no_visit,undo,time,ladder,start"`
	OrderID   string `json:"orderId,omitempty"`
	OrderName string `json:"orderName,omitempty"`
}

func (p *Panel) contactLevel(ctx context.Context, in *ContactLevelInput) (*ContactLevelOutput, error) {
	shop, id := ShopOf(ctx), models.ContactID(in.ID)
	history, err := p.Flow.LevelChanges(ctx, shop, id, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	card, err := p.Flow.LevelCard(ctx, shop, id)
	if err != nil {
		return nil, err
	}
	ladders, err := p.Flow.Ladders(ctx, shop)
	if err != nil {
		return nil, err
	}
	out := &ContactLevelOutput{}
	b := &out.Body
	b.Ladder, b.Currency, b.NextCursor = card.Ladder.Version, card.Ladder.Currency, history.Next
	if card.Level != nil {
		level := viewLevel(*card.Level)
		b.Level, b.Since, b.Until = &level, moment(card.State.Since), moment(card.State.Until)
	}
	if card.Next != nil {
		next := viewLevel(*card.Next)
		b.NextLevel = &next
	}
	b.Next, b.Keep = viewProgress(card.Outlook.Next), viewProgress(card.Outlook.Keep)
	b.Levels = levelNames(ladders)
	b.History = each(history.Items, func(c levels.Change) LevelChange { return viewLevelChange(c, card.Ladder.Currency) })
	return out, nil
}

// levelNames gives every level there ever was its newest name.
func levelNames(ladders []levels.Ladder) []LevelName {
	names, seen := []LevelName{}, map[string]bool{}
	for i := len(ladders) - 1; i >= 0; i-- {
		for _, l := range ladders[i].Settings.Levels {
			if !seen[l.ID] {
				seen[l.ID] = true
				names = append(names, LevelName{ID: l.ID, Name: viewText(l.Name), Colour: l.Colour})
			}
		}
	}
	return names
}

func viewLevelChange(c levels.Change, currency string) LevelChange {
	return LevelChange{
		Seq: c.Seq, From: c.From, To: c.To, Cause: LevelCause{Kind: c.Cause.Kind, OrderID: string(c.Cause.Order), OrderName: c.Cause.Name},
		Points: c.Figures.Points, Spent: Money{c.Figures.SpentMinor, currency}, Orders: c.Figures.Orders, Visits: c.Figures.Visits, Ladder: c.Ladder, Effective: c.Effective,
	}
}
