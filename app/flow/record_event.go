package flow

import (
	"context"
	"time"

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

// VisitCompleted tells that a booking was kept.
type VisitCompleted struct {
	Shop        models.ShopID
	Contact     models.ContactID
	Booking     string // its id, of up to points.EventSourceMax characters
	CompletedAt time.Time
	Next        string // id of the next booking, if it was made before leaving
}

// VisitUndone tells that a booking was not kept after all.
type VisitUndone struct {
	Shop    models.ShopID
	Contact models.ContactID
	Booking string
}

// VisitCompleted gives what a visit earns, and what booking again before leaving
// earns. Told twice it changes nothing; the next booking may be told later.
func (f *Flow) VisitCompleted(ctx context.Context, in VisitCompleted) (Outcome, error) {
	return f.visit(ctx, in.Shop, in.Contact, in.Booking, func(ctx context.Context, w *work, p *person) (bool, error) {
		if in.CompletedAt.After(w.now) {
			return false, models.Errorf(models.Invalid, "a visit cannot be completed before it is over")
		}
		again := func(e points.Event) points.Event { e.Undone = false; return e }
		at := models.Instant(in.CompletedAt)
		_, recorded, err := w.note(ctx, p, points.Event{Kind: points.Visit, Source: in.Booking, At: at}, again)
		if err != nil || in.Next == "" {
			return recorded, err
		}
		_, also, err := w.note(ctx, p, points.Event{Kind: points.Rebooked, Source: in.Booking, At: at}, again)
		return recorded || also, err
	})
}

// VisitUndone takes back what nobody has used of a visit's points.
func (f *Flow) VisitUndone(ctx context.Context, in VisitUndone) (Outcome, error) {
	return f.visit(ctx, in.Shop, in.Contact, in.Booking, func(ctx context.Context, w *work, p *person) (bool, error) {
		changed := false
		for _, kind := range []string{points.Visit, points.Rebooked} {
			known, err := w.knownEvent(ctx, p, kind, in.Booking)
			if err != nil {
				return changed, err
			}
			if known == nil {
				continue
			}
			_, recorded, err := w.note(ctx, p, *known, func(e points.Event) points.Event { e.Undone = true; return e })
			if err != nil {
				return changed, err
			}
			changed = changed || recorded
		}
		return changed, nil
	})
}

func (f *Flow) visit(ctx context.Context, of models.ShopID, contact models.ContactID, booking string, story func(context.Context, *work, *person) (bool, error)) (Outcome, error) {
	if booking == "" || len(booking) > points.EventSourceMax {
		return Outcome{}, models.Errorf(models.Invalid, "the id of a booking must have 1 to %d characters", points.EventSourceMax)
	}
	return f.hear(ctx, of, func(ctx context.Context, w *work) (Outcome, error) {
		p, err := w.onRecord(ctx, contact)
		if err != nil {
			return Outcome{}, err
		}
		recorded, err := story(ctx, w, p)
		if !recorded {
			return Outcome{Word: "replayed"}, err
		}
		return outcomeOf(p.change()), err
	})
}
