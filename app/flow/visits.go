package flow

import (
	"context"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/points"
)

// changeVisit is change for what decides whether somebody came: what the visit
// earns is written with it.
func (f *Flow) changeVisit(ctx context.Context, in Reach, decide func(a appointments.Appointment, c *calendar) (appointments.Appointment, error)) (Booked, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil {
		return Booked{}, err
	}
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return Booked{}, err
	}
	var is appointments.Appointment
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		c := &calendar{flow: f, shop: shop, now: w.now}
		var changed bool
		var err error
		if is, changed, err = c.decide(ctx, in, decide); err != nil || !changed {
			return err
		}
		return w.visit(ctx, is)
	})
	if err != nil {
		return Booked{}, err
	}
	return booked(shop, &is, false), nil
}

// visit notes that an appointment was kept, or that it was not after all. People
// who are not on record collect nothing.
func (w *work) visit(ctx context.Context, a appointments.Appointment) error {
	if a.Contact == "" {
		return nil
	}
	p, err := w.onRecord(ctx, a.Contact)
	if err != nil {
		return unlessMissing(err)
	}
	if a.Status != booking.Completed {
		_, err := w.visitUndone(ctx, p, string(a.ID))
		return err
	}
	others, err := w.flow.Appointments.Of(ctx, w.shop.ID, p.accounts(), models.PageLimitMax)
	if err != nil {
		return err
	}
	_, again := a.BookedAgain(others, w.now)
	_, err = w.visitCompleted(ctx, p, points.Event{Source: string(a.ID), At: a.LeftAt(w.now)}, again)
	return err
}

// visitCompleted notes a visit, and that the next one was booked before leaving.
// It tells whether anything was new.
func (w *work) visitCompleted(ctx context.Context, p *person, visit points.Event, again bool) (bool, error) {
	kinds := []string{points.Visit}
	if again {
		kinds = append(kinds, points.Rebooked)
	}
	changed := false
	for _, kind := range kinds {
		visit.Kind = kind
		_, recorded, err := w.note(ctx, p, visit, func(e points.Event) points.Event { e.Undone = false; return e })
		if err != nil {
			return changed, err
		}
		changed = changed || recorded
	}
	return changed, nil
}

// visitUndone takes back what nobody has used of the points of a visit.
func (w *work) visitUndone(ctx context.Context, p *person, source string) (bool, error) {
	changed := false
	for _, kind := range []string{points.Visit, points.Rebooked} {
		known, err := w.knownEvent(ctx, p, kind, source)
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
}
