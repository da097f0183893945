package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/levels"
	"clientele/models/merges"
)

// apart is what the level of a person is made of who was one with another.
type apart struct {
	was    levels.Memory
	theirs []levels.Reward // what the other one was given
	parts  []levels.Part
	cause  levels.Cause
}

// partLevels gives each person the level that their own purchases and visits make.
func (w *work) partLevels(ctx context.Context, m merges.Merge, a, b side) error {
	if len(w.ladders) == 0 {
		return nil
	}
	theirs, err := w.flow.Levels.State(ctx, w.shop.ID, m.From)
	if err != nil {
		return err
	}
	cause := func(other models.ContactID) levels.Cause {
		return levels.Cause{Kind: levels.ByUndo, ID: string(other)}
	}
	own, err := w.levelParts(ctx, a)
	if err != nil {
		return err
	}
	others, err := w.levelParts(ctx, b)
	a.rung = rung{apart: &apart{was: m.Memory.Into, theirs: theirs.Rewards, parts: own, cause: cause(m.From)}}
	b.rung = rung{apart: &apart{was: m.Memory.From, parts: others, cause: cause(m.Into)}}
	return err
}

func (w *work) levelParts(ctx context.Context, s side) ([]levels.Part, error) {
	var parts []levels.Part
	for _, r := range s.orders {
		if is := w.levelPart(r.Standing, r.Order); r.Standing.Level != is {
			r.Standing.Level = is
			if !slices.Contains(w.records, r) {
				w.records = append(w.records, r)
			}
		}
		parts = append(parts, partOf(r.Standing.Level))
	}
	visits, err := w.visitParts(ctx, s.accounts())
	return append(parts, visits...), err
}

// judgeApart computes the level of a person who was one with another.
func (w *work) judgeApart(ctx context.Context, p *person) error {
	state, err := w.flow.Levels.State(ctx, w.shop.ID, p.contact.ID)
	if err != nil {
		return err
	}
	x := p.rung.apart
	state, p.rung.noted = state.Apart(x.was, x.theirs, w.ladders, nil, x.parts, w.now, x.cause)
	p.stands(state)
	return nil
}
