package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// AppointmentsInput asks for a part of the calendar.
type AppointmentsInput struct {
	From    string `query:"from" required:"true" maxLength:"10" doc:"first day of the shop, such as 2026-12-01"`
	To      string `query:"to" required:"true" maxLength:"10" doc:"last day"`
	Staff   string `query:"staff" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$"`
	Service string `query:"service" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$"`
	Status  string `query:"status" enum:",held,confirmed,completed,no_show,cancelled"`
}

// AppointmentsOutput is a part of the calendar.
type AppointmentsOutput struct {
	Body struct {
		Items []AppointmentRow `json:"items"`
		More  bool             `json:"more" doc:"there are more than can be listed at once"`
		Zone  string           `json:"zone" doc:"of the shop"`
	}
}

// calendarDaysMax bounds the days of one list: a year.
const calendarDaysMax = 366

func (p *Panel) appointments(ctx context.Context, in *AppointmentsInput) (*AppointmentsOutput, error) {
	from, to, err := days(in.From, in.To, calendarDaysMax)
	if err != nil {
		return nil, err
	}
	shop, err := p.Flow.Shops.Get(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	zone := shop.Location()
	list, err := p.Flow.Bookings(ctx, ShopOf(ctx), appointments.Query{
		Span:  times.Span{From: times.Resolve(zone, from, 0), To: times.Resolve(zone, to+1, 0)},
		Staff: booking.StaffID(in.Staff), Service: booking.ServiceID(in.Service), Status: booking.Status(in.Status),
	})
	if err != nil {
		return nil, err
	}
	out := &AppointmentsOutput{}
	out.Body.Items, out.Body.More, out.Body.Zone = each(list.Items, viewAppointment), list.More, zone.String()
	return out, nil
}

// days reads the first and the last of some days.
func days(first, last string, most int) (from, to times.Date, err error) {
	var problems []models.FieldProblem
	read := func(path, text string) times.Date {
		d, err := times.ParseDate(text)
		if err != nil {
			problems = append(problems, models.FieldProblem{Path: path, Message: "must be a day such as 2026-12-01"})
		}
		return d
	}
	from, to = read("from", first), read("to", last)
	if len(problems) == 0 && (to < from || int(to-from) >= most) {
		problems = append(problems, models.FieldProblem{Path: "to", Message: "must not be before the first day, nor too long after it"})
	}
	if len(problems) > 0 {
		return 0, 0, models.InvalidFields(problems)
	}
	return from, to, nil
}

// AppointmentInput names an appointment.
type AppointmentInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (in AppointmentInput) reach(ctx context.Context, base int64) flow.Reach {
	return flow.Reach{Shop: ShopOf(ctx), ID: booking.BookingID(in.ID), Actor: IdentityOf(ctx).User, Base: base}
}

// AppointmentOutput is one appointment.
type AppointmentOutput struct{ Body AppointmentRow }

func viewBooked(b flow.Booked, err error) (*AppointmentOutput, error) {
	if err != nil {
		return nil, takenProblem(err)
	}
	return &AppointmentOutput{Body: viewAppointment(b.Appointment)}, nil
}

// takenProblem tells why a time is not free.
func takenProblem(err error) error {
	var taken *flow.Taken
	if !errors.As(err, &taken) {
		return err
	}
	return &Problem{
		Title: http.StatusText(http.StatusConflict), Status: http.StatusConflict, Code: "taken", Detail: taken.Error(),
		Errors: each(taken.Reasons, func(r slots.Reason) ProblemField { return ProblemField{Location: "body.start", Message: string(r)} }),
	}
}

func (p *Panel) appointment(ctx context.Context, in *AppointmentInput) (*AppointmentOutput, error) {
	return viewBooked(p.Flow.Booking(ctx, in.reach(ctx, 0)))
}

// WhatInput is what somebody wants to book, without when.
type WhatInput struct {
	Service string `query:"service" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$"`
	Variant string `query:"variant" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$"`
	AddOns  string `query:"addOns" maxLength:"1000" pattern:"^[A-Za-z0-9_,-]*$" doc:"ids with commas between them"`
	Staff   string `query:"staff" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"empty for anybody"`
	Party   int    `query:"party" minimum:"0" maximum:"1000"`
	Moves   string `query:"moves" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"the appointment that is to be moved"`
	Minutes int    `query:"minutes" minimum:"0" maximum:"1440" doc:"another length of the appointment that is to be moved; 0 for the one that it has"`
	Contact string `query:"contact" maxLength:"80" pattern:"^([cg]_[A-Za-z0-9]+)?$" doc:"whose level counts"`
	WalkIn  bool   `query:"walkIn" doc:"they are here; it may begin at any minute"`
}

func (in WhatInput) asked(ctx context.Context) flow.Asked {
	source := appointments.Panel
	if in.WalkIn {
		source = appointments.WalkIn
	}
	return flow.Asked{
		Shop: ShopOf(ctx), Service: booking.ServiceID(in.Service), Variant: in.Variant, AddOns: idList(in.AddOns), Staff: booking.StaffID(in.Staff),
		Party: in.Party, Moves: booking.BookingID(in.Moves), Minutes: in.Minutes, Contact: models.ContactID(in.Contact), Source: source,
	}
}

// idList parts a text at its commas.
func idList(text string) []string {
	return slices.DeleteFunc(strings.Split(text, ","), func(part string) bool { return part == "" })
}

// TimesInput asks for free times.
type TimesInput struct {
	WhatInput
	From string `query:"from" required:"true" maxLength:"10"`
	To   string `query:"to" required:"true" maxLength:"10"`
	Who  bool   `query:"who" doc:"tell of each time who is free"`
}

// TimesOutput are the free times of some days.
type TimesOutput struct{ Body FreeTimes }

func (p *Panel) appointmentTimes(ctx context.Context, in *TimesInput) (*TimesOutput, error) {
	from, to, err := days(in.From, in.To, slots.RangeDaysMax)
	if err != nil {
		return nil, err
	}
	free, err := p.Flow.OfferTimes(ctx, in.asked(ctx), slots.Range{From: from, To: to})
	if err != nil {
		return nil, err
	}
	return &TimesOutput{Body: viewTimes(free, free.ShopZone, in.Who)}, nil
}

// JudgementInput asks whether a time is free.
type JudgementInput struct {
	WhatInput
	Start time.Time `query:"start" required:"true"`
}

// JudgementOutput tells of everybody who serves whether they are free.
type JudgementOutput struct {
	Body struct {
		Items []Verdict `json:"items"`
	}
}

// Verdict is whether somebody is free, and why not.
type Verdict struct {
	Staff   string   `json:"staff"`
	Free    bool     `json:"free"`
	Reasons []string `json:"reasons"`
	Seats   int      `json:"seats" doc:"left, if it is free"`
}

func (p *Panel) judgement(ctx context.Context, in *JudgementInput) (*JudgementOutput, error) {
	verdicts, err := p.Flow.JudgeTime(ctx, in.asked(ctx), in.Start)
	if err != nil {
		return nil, err
	}
	out := &JudgementOutput{}
	out.Body.Items = each(verdicts, func(v slots.Verdict) Verdict {
		return Verdict{Staff: string(v.Staff), Free: v.Free(), Seats: v.Seats, Reasons: each(v.Reasons, func(r slots.Reason) string { return string(r) })}
	})
	return out, nil
}

// BookInput is an appointment that staff makes.
type BookInput struct {
	Body struct {
		Key     string    `json:"key" minLength:"8" maxLength:"64" doc:"a fresh id made when the form opens; the same key never books twice"`
		Service string    `json:"service" minLength:"1" maxLength:"64"`
		Variant string    `json:"variant,omitempty" maxLength:"64"`
		AddOns  []string  `json:"addOns,omitempty" maxItems:"50"`
		Staff   string    `json:"staff,omitempty" maxLength:"64" doc:"empty for anybody"`
		Party   int       `json:"party,omitempty" minimum:"0" maximum:"1000"`
		Start   time.Time `json:"start"`
		Contact string    `json:"contact,omitempty" maxLength:"80"`
		Name    string    `json:"name,omitempty" maxLength:"120"`
		Email   string    `json:"email,omitempty" maxLength:"254"`
		Phone   string    `json:"phone,omitempty" maxLength:"40"`
		Note    string    `json:"note,omitempty" maxLength:"2000"`
		WalkIn  bool      `json:"walkIn,omitempty" doc:"they are here; it may begin at any minute"`
		// The store mails the invoice; the order that pays it confirms the appointment.
		InvoiceHours int `json:"invoiceHours,omitempty" minimum:"0" maximum:"336" doc:"how long it is kept for who gets an invoice; 0 for none"`
	}
}

func (p *Panel) bookByHand(ctx context.Context, in *BookInput) (*AppointmentOutput, error) {
	b := in.Body
	source := appointments.Panel
	if b.WalkIn {
		source = appointments.WalkIn
	}
	if b.InvoiceHours > 0 {
		defer p.wakeJob("outbox")
	}
	return viewBooked(p.Flow.Book(ctx, flow.Book{
		Shop: ShopOf(ctx), Source: source, Actor: IdentityOf(ctx).User, Note: b.Note, InvoiceHours: b.InvoiceHours,
		Wish: appointments.Wish{
			Key: b.Key, Service: booking.ServiceID(b.Service), Variant: b.Variant, AddOns: b.AddOns, Staff: booking.StaffID(b.Staff), Party: b.Party, Start: b.Start,
			Person: appointments.Person{Contact: models.ContactID(b.Contact), Name: b.Name, Email: b.Email, Phone: b.Phone},
		},
	}))
}

// MoveInput is another time for an appointment.
type MoveInput struct {
	AppointmentInput
	Body struct {
		Base  int64     `json:"base" doc:"the version that was looked at"`
		Start time.Time `json:"start"`
		Staff string    `json:"staff,omitempty" maxLength:"64" doc:"empty for the same person if they are free"`
		// What consists of parts, or is shared with others, keeps its length.
		Minutes int `json:"minutes,omitempty" minimum:"0" maximum:"1440" doc:"how long it takes from then on; 0 for as long as it does now"`
	}
}

func (p *Panel) moveAppointment(ctx context.Context, in *MoveInput) (*AppointmentOutput, error) {
	return viewBooked(p.Flow.MoveBooking(ctx, flow.MoveBooking{Reach: in.reach(ctx, in.Body.Base), Start: in.Body.Start, Staff: booking.StaffID(in.Body.Staff), Minutes: in.Body.Minutes}))
}

// StatusInput is what has become of an appointment.
type StatusInput struct {
	AppointmentInput
	Body struct {
		Base        int64      `json:"base" doc:"the version that was looked at"`
		To          string     `json:"to" enum:"confirmed,completed,no_show,cancelled"`
		ActualStart *time.Time `json:"actualStart,omitempty"`
		ActualEnd   *time.Time `json:"actualEnd,omitempty"`
	}
}

func (p *Panel) setAppointment(ctx context.Context, in *StatusInput) (*AppointmentOutput, error) {
	set := flow.SetBooking{Reach: in.reach(ctx, in.Body.Base), To: booking.Status(in.Body.To)}
	if in.Body.ActualStart != nil {
		set.ActualStart = *in.Body.ActualStart
	}
	if in.Body.ActualEnd != nil {
		set.ActualEnd = *in.Body.ActualEnd
	}
	return viewBooked(p.Flow.SetBooking(ctx, set))
}

// NoteInput is what staff writes about an appointment.
type NoteInput struct {
	AppointmentInput
	Body struct {
		Base int64  `json:"base" doc:"the version that was looked at"`
		Note string `json:"note" maxLength:"2000"`
	}
}

func (p *Panel) noteAppointment(ctx context.Context, in *NoteInput) (*AppointmentOutput, error) {
	return viewBooked(p.Flow.NoteBooking(ctx, in.reach(ctx, in.Body.Base), in.Body.Note))
}
