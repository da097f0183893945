package handlers

import (
	"context"
	"fmt"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/team"
)

// ClosedDate is a day on which nobody works.
type ClosedDate struct {
	Date string `json:"date" maxLength:"10" doc:"of the shop's zone, such as 2026-12-31"`
	Name string `json:"name" maxLength:"200"`
}

func viewClosedDate(d team.ClosedDate) ClosedDate {
	return ClosedDate{Date: d.Date.String(), Name: d.Name}
}

// BookingCalendar are the days on which a shop is closed.
type BookingCalendar struct {
	Version  int64        `json:"version" doc:"0 where nothing was saved yet"`
	Closed   []ClosedDate `json:"closed"`
	Holidays string       `json:"holidays" doc:"the country or region whose public holidays are closed dates, too, as ISO 3166; empty for none"`
	Places   []string     `json:"places" doc:"the countries and regions there are to choose from"`
}

// BookingCalendarOutput gives the closed dates.
type BookingCalendarOutput struct{ Body BookingCalendar }

func (p *Panel) bookingCalendar(ctx context.Context, _ *struct{}) (*BookingCalendarOutput, error) {
	c, err := p.Flow.ClosedDates(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	return p.viewCalendar(c), nil
}

func (p *Panel) viewCalendar(c team.Calendar) *BookingCalendarOutput {
	return &BookingCalendarOutput{Body: BookingCalendar{
		Version: c.Version, Closed: each(c.Closed, viewClosedDate), Holidays: c.Holidays, Places: p.Flow.Holidays.Places(),
	}}
}

// EditBookingCalendarInput are changed closed dates.
type EditBookingCalendarInput struct {
	Body struct {
		Base     int64        `json:"base" doc:"the version that was looked at"`
		Closed   []ClosedDate `json:"closed" maxItems:"1000" nullable:"false"`
		Holidays string       `json:"holidays" maxLength:"10"`
	}
}

func (p *Panel) editBookingCalendar(ctx context.Context, in *EditBookingCalendarInput) (*BookingCalendarOutput, error) {
	r := &reading{}
	closed := make([]team.ClosedDate, 0, len(in.Body.Closed))
	for i, d := range in.Body.Closed {
		closed = append(closed, team.ClosedDate{Date: r.date(fmt.Sprintf("closed[%d].date", i), d.Date), Name: d.Name})
	}
	if len(r.problems) > 0 {
		return nil, models.InvalidFields(r.problems)
	}
	saved, err := p.Flow.EditClosedDates(ctx, flow.EditClosedDates{
		Shop: ShopOf(ctx), Base: in.Body.Base, Closed: closed, Holidays: in.Body.Holidays, Actor: IdentityOf(ctx).User,
	})
	if err != nil {
		return nil, err
	}
	return p.viewCalendar(saved), nil
}

// HolidaysInput asks for the holidays of a place.
type HolidaysInput struct {
	Place string `query:"place" maxLength:"10" pattern:"^[A-Z]{2}(-[A-Z]{2,3})?$"`
}

// HolidaysOutput lists the holidays of the year to come.
type HolidaysOutput struct {
	Body struct {
		Items []ClosedDate `json:"items"`
	}
}

func (p *Panel) holidays(ctx context.Context, in *HolidaysInput) (*HolidaysOutput, error) {
	found, err := p.Flow.HolidaysAhead(ctx, ShopOf(ctx), in.Place)
	out := &HolidaysOutput{}
	out.Body.Items = each(found, viewClosedDate)
	return out, err
}
