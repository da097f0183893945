package handlers

import (
	"context"
	"slices"
	"strings"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking/times"
)

// BookingReportOutput is what became of the appointments of some days.
type BookingReportOutput struct {
	Body struct {
		From     string          `json:"from"`
		To       string          `json:"to"`
		Currency string          `json:"currency"`
		All      TallyRow        `json:"all"`
		Staff    []ReportLineRow `json:"staff" doc:"by name"`
		Services []ReportLineRow `json:"services" doc:"by title"`
		Days     []ReportDayRow  `json:"days"`
	}
}

// TallyRow counts appointments.
type TallyRow struct {
	Booked       int   `json:"booked"`
	Completed    int   `json:"completed"`
	NoShows      int   `json:"noShows"`
	Cancelled    int   `json:"cancelled"`
	Minutes      int   `json:"minutes" doc:"of appointments that took or take place"`
	OpenMinutes  int   `json:"openMinutes" doc:"for which staff was there; zero for services and days"`
	RevenueMinor int64 `json:"revenueMinor" doc:"paid in the checkout less what went back, and the price of completed ones that are paid on site"`
}

// ReportLineRow is a tally of one member of the staff, or of one service.
type ReportLineRow struct {
	ID   string `json:"id"`
	Name string `json:"name" doc:"empty for who or what is not there any more"`
	TallyRow
}

// ReportDayRow is a tally of one day of the shop.
type ReportDayRow struct {
	Date string `json:"date"`
	TallyRow
}

func tallyRow(t appointments.Tally) TallyRow {
	return TallyRow{t.Booked, t.Completed, t.NoShows, t.Cancelled, t.Minutes, t.OpenMinutes, t.RevenueMinor}
}

func (p *Panel) bookingReport(ctx context.Context, in *ReportInput) (*BookingReportOutput, error) {
	r, err := p.reportBookings(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &BookingReportOutput{}
	out.Body.From, out.Body.To, out.Body.Currency, out.Body.All = r.From.String(), r.To.String(), r.Shop.Details.Currency, tallyRow(r.All)
	out.Body.Staff, out.Body.Services = lineRows(r.Staff), lineRows(r.Services)
	out.Body.Days = make([]ReportDayRow, 0, len(r.Days))
	for _, d := range r.Days {
		out.Body.Days = append(out.Body.Days, ReportDayRow{d.Date.String(), tallyRow(d.Tally)})
	}
	return out, nil
}

func lineRows(lines []flow.ReportLine) []ReportLineRow {
	rows := make([]ReportLineRow, 0, len(lines))
	for _, l := range lines {
		rows = append(rows, ReportLineRow{l.ID, l.Name, tallyRow(l.Tally)})
	}
	return rows
}

func (p *Panel) bookingTable(ctx context.Context, in *ReportInput) (*TableOutput, error) {
	r, err := p.reportBookings(ctx, in)
	if err != nil {
		return nil, err
	}
	table := [][]string{{"of", "name", "booked", "completed", "no_shows", "cancelled", "minutes", "open_minutes", "revenue_minor"}}
	add := func(of, name string, t appointments.Tally) {
		cells := line(inert(name), int64(t.Booked), int64(t.Completed), int64(t.NoShows), int64(t.Cancelled), int64(t.Minutes), int64(t.OpenMinutes), t.RevenueMinor)
		table = append(table, slices.Insert(cells, 0, of))
	}
	for _, l := range r.Staff {
		add("staff", l.Name, l.Tally)
	}
	for _, l := range r.Services {
		add("service", l.Name, l.Tally)
	}
	for _, d := range r.Days {
		add("day", d.Date.String(), d.Tally)
	}
	return tableOf("bookings.csv", table)
}

// inert is a text that no spreadsheet takes for a formula.
func inert(text string) string {
	if text != "" && strings.Contains("=+-@\t\r", text[:1]) {
		return "'" + text
	}
	return text
}

func (p *Panel) reportBookings(ctx context.Context, in *ReportInput) (flow.BookingReport, error) {
	from, err := reportDate("from", in.From)
	if err != nil {
		return flow.BookingReport{}, err
	}
	to, err := reportDate("to", in.To)
	if err != nil {
		return flow.BookingReport{}, err
	}
	return p.Flow.ReportBookings(ctx, ShopOf(ctx), from, to)
}

func reportDate(name, text string) (*times.Date, error) {
	if text == "" {
		return nil, nil
	}
	date, err := times.ParseDate(text)
	if err != nil {
		return nil, models.InvalidFields([]models.FieldProblem{{Path: name, Message: "must be a date such as 2026-06-10"}})
	}
	return &date, nil
}
