package flow

import (
	"context"

	"clientele/models"
	"clientele/models/levels"
	"clientele/models/points"
)

// qualifyVisit keeps a visit's part in its contact's level, and tells the person
// how it changed. What turns out not to have taken place counts as if it had
// never been noted.
func (w *work) qualifyVisit(p *person, e *points.Event) {
	if e.Kind != points.Visit {
		return
	}
	if w.visits == nil {
		w.visits = map[visitID]bool{}
	}
	w.visits[visitID{e.Contact, e.Source}] = true
	is := w.visitDay(*e)
	if is == e.LevelDay {
		return
	}
	was := visitPart(*e)
	e.LevelDay = is
	if p.contact.ID.Guest() {
		return // counts once they sign up, as what they bought does
	}
	p.rung.cause = levels.Cause{Kind: levels.ByVisit, ID: e.Source}
	if is == "" {
		p.rung.cause.Kind = levels.ByNoVisit
	}
	p.rung.moves = append(p.rung.moves, levels.Move{Was: was, Is: visitPart(*e), On: levels.DateOf(w.now, w.zone())})
}

// visitID names a visit among those that a story has in hand.
type visitID struct {
	contact models.ContactID
	source  string
}

// visitDay is the day on which an event counts as a visit; empty where it does
// not.
func (w *work) visitDay(e points.Event) string {
	if e.Kind != points.Visit || e.Undone || e.Missed {
		return ""
	}
	return string(levels.DateOf(e.At, w.zone()))
}

// visitPart is what an event counts for as it was noted.
func visitPart(e points.Event) levels.Part {
	if e.LevelDay == "" {
		return levels.Part{}
	}
	return levels.Part{Day: levels.Date(e.LevelDay), Visits: 1}
}

// visitParts gives what the visits of some accounts counted for before this
// story. Those that were noted before visits counted for levels are noted anew.
func (w *work) visitParts(ctx context.Context, accounts []models.ContactID) ([]levels.Part, error) {
	var parts []levels.Part
	err := w.flow.Events.Each(ctx, w.shop.ID, accounts, func(e points.Event) error {
		if e.Kind != points.Visit {
			return nil
		}
		if len(parts) == partsMax {
			return models.Errorf(models.TooMany, "this contact has more than %d visits, which is more than its level can be made of", partsMax)
		}
		if is := w.visitDay(e); is != e.LevelDay && !w.visits[visitID{e.Contact, e.Source}] {
			e.LevelDay = is
			w.saveEvent(e)
		}
		parts = append(parts, visitPart(e))
		return nil
	})
	return parts, err
}
