package flow

import (
	"context"
	"slices"

	"clientele/models"
	"clientele/models/points"
)

// limitEvents bounds how many events of one contact are looked at for a limit;
// what happens after so many within one period is counted without the rest.
const limitEvents = 500

// note keeps an event of a person and gives what it is worth; recorded tells
// whether anything changed. An event that is known is settled anew only if
// revise makes something else of it, and only by the record it is kept under.
func (w *work) note(ctx context.Context, p *person, e points.Event, revise func(points.Event) points.Event) (kept points.Event, recorded bool, err error) {
	known, err := w.knownEvent(ctx, p, e.Kind, e.Source)
	if err != nil {
		return e, false, err
	}
	if known == nil {
		e.Shop, e.Contact, e.At, e.NotedAt = w.shop.ID, p.contact.ID, models.Instant(e.At), w.now
		kept, err = w.settleEvent(ctx, p, e)
		return kept, true, err
	}
	if revise == nil || known.Contact != p.contact.ID {
		return *known, false, nil
	}
	revised := revise(*known)
	if revised.At.Equal(known.At) && revised.Missed == known.Missed && revised.Undone == known.Undone {
		return *known, false, nil
	}
	kept, err = w.settleEvent(ctx, p, revised)
	return kept, true, err
}

// knownEvent finds an event of a person, under whichever of their records; one
// that stands before one that was undone.
func (w *work) knownEvent(ctx context.Context, p *person, kind, source string) (*points.Event, error) {
	var undone *points.Event
	for _, id := range p.accounts() {
		e, err := w.flow.Events.Get(ctx, w.shop.ID, id, kind, source)
		switch {
		case err == nil && !e.Undone:
			return &e, nil
		case err == nil && undone == nil:
			undone = &e
		case err != nil && models.CodeOf(err) != models.NotFound:
			return nil, err
		}
	}
	return undone, nil
}

// settleEvent brings a person's book in line with an event and has it saved.
// What decides is the version of the programme that was in force when it
// happened, and the level held then.
func (w *work) settleEvent(ctx context.Context, p *person, e points.Event) (points.Event, error) {
	if programme, ok := points.InForce(w.versions, e.At); ok {
		factor, err := w.flow.LevelMultiplier(ctx, w.shop.ID, w.ladders, p.contact.ID, e.At)
		if err != nil {
			return e, err
		}
		e.Multiplier = ""
		if factor != nil {
			e.Multiplier = factor.RatString()
		}
		var others []points.Event
		if from, to, limited := programme.EventWindow(e.Kind, e.At); limited {
			others, err = w.flow.Events.Between(ctx, w.shop.ID, p.accounts(), e.Kind, from, to, limitEvents)
			if err != nil {
				return e, err
			}
			others = slices.DeleteFunc(others, func(o points.Event) bool { return o.Contact == e.Contact && o.Source == e.Source })
		}
		if e, err = p.book.SettleEvent(e, programme, others); err != nil {
			return e, err
		}
	}
	w.qualifyVisit(p, &e)
	w.saveEvent(e)
	return e, nil
}

func (w *work) saveEvent(e points.Event) {
	w.after = append(w.after, func(ctx context.Context) error { _, err := w.flow.Events.Save(ctx, e); return err })
}

// joinEvents keeps a person from being paid twice for what two of their records
// had: of each event that both have, the earlier one stands, and of the other
// what nobody has used is taken back. It comes before the points are moved.
func (w *work) joinEvents(ctx context.Context, into, from *person) error {
	theirs := map[string]points.Event{}
	err := w.flow.Events.Each(ctx, w.shop.ID, []models.ContactID{from.contact.ID}, func(e points.Event) error {
		theirs[e.Kind+" "+e.Source] = e
		return nil
	})
	if err != nil || len(theirs) == 0 {
		return err
	}
	var own []points.Event
	err = w.flow.Events.Each(ctx, w.shop.ID, []models.ContactID{into.contact.ID}, func(e points.Event) error {
		if _, both := theirs[e.Kind+" "+e.Source]; both {
			own = append(own, e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(own, func(a, b points.Event) int { return a.At.Compare(b.At) })
	for _, e := range own {
		later, book := theirs[e.Kind+" "+e.Source], from.book
		if later.At.Before(e.At) {
			later, book = e, into.book
		}
		programme, ok := w.version(later.Programme)
		if !ok || later.Undone {
			continue
		}
		taken := book.TakeEvent(later, programme)
		w.qualifyVisit(into, &taken) // it counts once, for the person that both are now
		w.saveEvent(taken)
	}
	return nil
}
