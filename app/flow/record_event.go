package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// RecordEvent is a merchant's wish to note an event of their own.
type RecordEvent struct {
	Shop    models.ShopID
	Contact models.ContactID
	Key     string // made when the form is opened; the same key never acts twice
	Name    string // one of those that the programme gives points for
	Note    string
	Actor   string // the platform's user number
}

func (in RecordEvent) check(p points.Programme) (string, error) {
	var problems []models.FieldProblem
	if len(in.Key) < 8 || len(in.Key) > points.EventSourceMax {
		problems = append(problems, models.FieldProblem{Path: "key", Message: "must be a fresh id of 8 to 64 characters"})
	}
	if len([]rune(in.Note)) > points.NoteMax {
		problems = append(problems, models.FieldProblem{Path: "note", Message: "must be 500 characters or less"})
	}
	for _, name := range p.EventNames() {
		if points.EventName(name) == points.EventName(in.Name) && len(problems) == 0 {
			return name, nil
		}
	}
	if len(problems) == 0 {
		problems = append(problems, models.FieldProblem{Path: "name", Message: "must be an event that a rule of the programme gives points for"})
	}
	return "", models.InvalidFields(problems)
}

// RecordEvent notes an event once for each key, and gives it with what it
// earned. The same key with another event is refused.
func (f *Flow) RecordEvent(ctx context.Context, in RecordEvent) (event points.Event, replayed bool, err error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return event, false, err
	}
	versions, err := f.programmes(ctx, shop, shop.Details.Currency)
	if err != nil {
		return event, false, err
	}
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		p, err := w.onRecord(ctx, in.Contact)
		if err != nil {
			return err
		}
		known, err := w.knownEvent(ctx, p, points.CustomEvent, in.Key)
		if err != nil {
			return err
		}
		if known != nil {
			if points.EventName(known.Name) != points.EventName(in.Name) || known.Note != in.Note {
				return models.Errorf(models.Conflict, "this key was used for another event; open the form again")
			}
			event, replayed = *known, true
			return nil
		}
		name, err := in.check(versions[len(versions)-1])
		if err != nil {
			return err
		}
		event, replayed, err = w.note(ctx, p, points.Event{
			Kind: points.CustomEvent, Source: in.Key, Name: name, At: w.now, Actor: in.Actor, Note: in.Note,
		}, nil)
		replayed = !replayed
		return err
	})
	return event, replayed, err
}

// onRecord opens the book of a contact that there is, or of the one it has
// become part of.
func (w *work) onRecord(ctx context.Context, id models.ContactID) (*person, error) {
	if _, err := w.flow.Contacts.Get(ctx, w.shop.ID, id); err != nil {
		return nil, err
	}
	final, err := w.follow(ctx, id)
	if err != nil {
		return nil, err
	}
	return w.person(ctx, final)
}
