package flow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/shops"
)

// BookingReport is what became of the appointments of some days of the shop.
type BookingReport struct {
	Shop     shops.Shop
	From, To times.Date
	All      appointments.Tally
	Staff    []ReportLine // by name
	Services []ReportLine // by title
	Days     []ReportDay
}

// ReportLine is a tally of one member of the staff, or of one service.
type ReportLine struct {
	ID   string
	Name string // empty for who or what is not there any more
	appointments.Tally
}

// ReportDay is a tally of one day of the shop.
type ReportDay struct {
	Date times.Date
	appointments.Tally
}

// reportDays is how many days a report is about where nobody says.
const reportDays = 30

// ReportBookings tells what became of the appointments that began on some days,
// both included; no dates stand for the last thirty days. A range that is too
// long is Invalid.
func (f *Flow) ReportBookings(ctx context.Context, id models.ShopID, from, to *times.Date) (BookingReport, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return BookingReport{}, err
	}
	out := BookingReport{Shop: shop, To: times.DateIn(shop.Location(), f.Now())}
	if to != nil {
		out.To = *to
	}
	if out.From = out.To - reportDays + 1; from != nil {
		out.From = *from
	}
	span, err := slots.Range{From: out.From, To: out.To, Zone: shop.Location().String()}.Span()
	if err != nil {
		return BookingReport{}, err
	}
	r := reporting{staff: map[string]*ReportLine{}, services: map[string]*ReportLine{}}
	if err := f.nameLines(ctx, shop, span, &r); err != nil {
		return BookingReport{}, err
	}
	for date := out.From; date <= out.To; date++ {
		day, err := f.reportDay(ctx, shop, date, &r)
		if err != nil {
			return BookingReport{}, err
		}
		out.Days = append(out.Days, day)
	}
	out.All, out.Staff, out.Services = r.all, inOrder(r.staff), inOrder(r.services)
	return out, nil
}

// reporting is a report under way.
type reporting struct {
	all             appointments.Tally
	staff, services map[string]*ReportLine
}

// nameLines begins a line for everybody who serves and for every service, with
// how long those who serve are there.
func (f *Flow) nameLines(ctx context.Context, shop shops.Shop, span times.Span, r *reporting) error {
	all, err := f.Services.All(ctx, shop.ID)
	if err != nil {
		return err
	}
	for _, s := range all {
		r.services[string(s.ID)] = &ReportLine{ID: string(s.ID), Name: s.Title}
	}
	members, err := f.onDuty(ctx, shop.ID)
	if err != nil {
		return err
	}
	facts := slots.Facts{Now: f.Now(), Zone: shop.Location().String()}
	zone := shop.Location()
	if facts.Closed, err = f.ClosedBetween(ctx, shop.ID, times.DateIn(zone, span.From.In(zone))-1, times.DateIn(zone, span.To.In(zone))+1); err != nil {
		return err
	}
	for _, m := range members {
		line := &ReportLine{ID: string(m.ID), Name: m.Name}
		for _, open := range slots.Open(facts, m.Hours, span) {
			line.OpenMinutes += int(time.Duration(open.To-open.From) * time.Millisecond / time.Minute)
		}
		r.staff[line.ID] = line
		r.all.OpenMinutes += line.OpenMinutes
	}
	return nil
}

// reportDay counts what begins on one day. A day with more than BookingsMax
// appointments is Invalid rather than wrong.
func (f *Flow) reportDay(ctx context.Context, shop shops.Shop, date times.Date, r *reporting) (ReportDay, error) {
	span := dateOf(shop, date)
	found, err := f.Appointments.Between(ctx, shop.ID, appointments.Query{Span: span, Limit: BookingsMax + 1})
	if err != nil {
		return ReportDay{}, err
	}
	if len(found) > BookingsMax {
		return ReportDay{}, models.Errorf(models.Invalid, "%s has more than %d appointments, which are too many for a report", date, BookingsMax)
	}
	day := ReportDay{Date: date}
	for _, a := range found {
		if !span.Has(times.At(a.Start)) { // it began the day before
			continue
		}
		for _, tally := range []*appointments.Tally{&r.all, &day.Tally, lineOf(r.staff, string(a.Staff), ""), lineOf(r.services, string(a.Service), a.Title)} {
			tally.Add(a)
		}
	}
	return day, nil
}

func lineOf(lines map[string]*ReportLine, id, name string) *appointments.Tally {
	line := lines[id]
	if line == nil {
		line = &ReportLine{ID: id, Name: name}
		lines[id] = line
	}
	return &line.Tally
}

func inOrder(lines map[string]*ReportLine) []ReportLine {
	all := make([]ReportLine, 0, len(lines))
	for _, line := range lines {
		all = append(all, *line)
	}
	slices.SortFunc(all, func(a, b ReportLine) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return all
}
