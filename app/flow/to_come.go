package flow

import (
	"context"
	"fmt"
	"slices"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/services"
	"clientele/models/team"
)

// toCome are the bookings of some staff, or of everybody where none are named,
// that are still to begin. Whoever books while a merchant saves is not among
// them, and keeps the appointment as all others do.
func (f *Flow) toCome(ctx context.Context, shop models.ShopID, staff ...booking.StaffID) ([]booking.Booking, error) {
	now := f.Now()
	taken, err := f.Sheets.Taken(ctx, shop, staff, times.Between(now, now.AddDate(2, 0, booking.HorizonDaysMax)))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(taken, func(b booking.Booking) bool { return !b.Live(now) || !b.Start.After(now) }), nil
}

// appointmentsAre begins a sentence about so many appointments to come.
func appointmentsAre(n int) string {
	if n == 1 {
		return "1 appointment to come is"
	}
	return fmt.Sprintf("%d appointments to come are", n)
}

// unbooked refuses to do without somebody while people are booked with them. It
// gives what to say, which is empty where nobody is.
func (f *Flow) unbooked(ctx context.Context, m team.Member) (string, error) {
	all, err := f.toCome(ctx, m.Shop, m.ID)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return fmt.Sprintf("%s with %s; move or cancel them first", appointmentsAre(len(all)), m.Name), nil
}

// unsold is unbooked for a service.
func (f *Flow) unsold(ctx context.Context, s services.Service) (string, error) {
	all, err := f.toCome(ctx, s.Shop)
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(b booking.Booking) bool { return b.Service != s.ID })
	if len(all) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s of %s; cancel them first, or wait until they are over", appointmentsAre(len(all)), s.Title), nil
}

// unused is unbooked for rooms and equipment.
func (f *Flow) unused(ctx context.Context, shop models.ShopID, units []team.Unit) (string, error) {
	if len(units) == 0 {
		return "", nil
	}
	all, err := f.toCome(ctx, shop)
	if err != nil {
		return "", err
	}
	var names []string
	n := 0
	for _, u := range units {
		before := n
		all = slices.DeleteFunc(all, func(b booking.Booking) bool { // counts each once, whatever it uses
			if slices.Contains(b.Units, u.ID) {
				n++
				return true
			}
			return false
		})
		if n > before {
			names = append(names, u.Name)
		}
	}
	if n == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s with %s; move or cancel them first", appointmentsAre(n), listed(names)), nil
}

// namedMax is how many names a sentence has.
const namedMax = 3

// listed names the first of some, and how many more there are.
func listed(names []string) string {
	text := ""
	for i, name := range names[:min(len(names), namedMax)] {
		if i > 0 {
			text += ", "
		}
		text += name
	}
	if more := len(names) - namedMax; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// leftOut are the units of a pool that a later state of it does not have.
func leftOut(was, is []team.Unit) []team.Unit {
	return slices.DeleteFunc(slices.Clone(was), func(u team.Unit) bool {
		return slices.ContainsFunc(is, func(other team.Unit) bool { return other.ID == u.ID })
	})
}

// mustKeep is a refusal at a field, nil where there is nothing to say.
func mustKeep(path, must, because string, err error) error {
	if err != nil || because == "" {
		return err
	}
	return models.InvalidFields([]models.FieldProblem{{Path: path, Message: must + ": " + because}})
}

// mustStay is a refusal to remove something, nil where there is nothing to say.
func mustStay(because string, err error) error {
	if err != nil || because == "" {
		return err
	}
	return models.Errorf(models.Conflict, "%s", because)
}
