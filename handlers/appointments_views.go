package handlers

import (
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/services"
)

// AppointmentRow is an appointment in the panel. Amounts are minor units.
type AppointmentRow struct {
	ID                  string              `json:"id"`
	Version             int64               `json:"version"`
	Title               string              `json:"title"`
	Service             string              `json:"service"`
	Variant             string              `json:"variant"`
	AddOns              []string            `json:"addOns"`
	Staff               string              `json:"staff"`
	Start               time.Time           `json:"start"`
	End                 time.Time           `json:"end"`
	Status              string              `json:"status" enum:"held,confirmed,completed,no_show,cancelled"`
	Ended               string              `json:"ended,omitempty" enum:",lapsed,released,shopper,staff,order" doc:"why it is cancelled"`
	ExpiresAt           *time.Time          `json:"expiresAt,omitempty"`
	Seats               int                 `json:"seats"`
	BufferBeforeMinutes int                 `json:"bufferBeforeMinutes"`
	BufferAfterMinutes  int                 `json:"bufferAfterMinutes"`
	Units               []string            `json:"units"`
	HasParts            bool                `json:"hasParts,omitempty" doc:"it consists of work and waiting, so that its length is fixed"`
	Contact             string              `json:"contact,omitempty"`
	Name                string              `json:"name"`
	Email               string              `json:"email"`
	Phone               string              `json:"phone"`
	Note                string              `json:"note"`
	PriceMinor          int64               `json:"priceMinor"`
	DueMinor            int64               `json:"dueMinor"`
	PaidMinor           int64               `json:"paidMinor"`
	RefundedMinor       int64               `json:"refundedMinor"`
	RefundDueMinor      int64               `json:"refundDueMinor" doc:"what goes back of the payment and was not paid back yet"`
	Refund              *AppointmentRefund  `json:"refund,omitempty" doc:"what is asked of the platform right now"`
	Invoice             *AppointmentInvoice `json:"invoice,omitempty" doc:"that the store sends"`
	Currency            string              `json:"currency"`
	Payment             AppointmentPayment  `json:"payment"`
	Order               string              `json:"order,omitempty"`
	Source              string              `json:"source" enum:"storefront,panel,walk_in,waitlist"`
	Attention           string              `json:"attention,omitempty" enum:",paid_too_late,paid_twice,paid_otherwise,refund_due"`
	Answers             []AppointmentAnswer `json:"answers"`
	Policy              []RefundStep        `json:"policy"`
	ActualStart         *time.Time          `json:"actualStart,omitempty"`
	ActualEnd           *time.Time          `json:"actualEnd,omitempty"`
	CreatedAt           time.Time           `json:"createdAt"`
	History             []AppointmentChange `json:"history"`
}

// AppointmentPayment is how an appointment is paid.
type AppointmentPayment struct {
	How            string `json:"how" enum:"free,on_site,checkout"`
	DepositPercent int    `json:"depositPercent"`
}

// AppointmentRefund is a payment on its way back.
type AppointmentRefund struct {
	Minor       int64  `json:"minor"`
	Problem     string `json:"problem,omitempty" doc:"why it has not worked yet"`
	NeedsPerson bool   `json:"needsPerson" doc:"else it is tried again by itself"`
}

func viewRepayment(r appointments.Repayment) *AppointmentRefund {
	if !r.UnderWay() {
		return nil
	}
	return &AppointmentRefund{Minor: r.AskedMinor, Problem: r.Problem, NeedsPerson: r.NeedsPerson}
}

// AppointmentInvoice is an invoice, as far as it has come.
type AppointmentInvoice struct {
	Name        string     `json:"name,omitempty" doc:"of the draft order, such as #D7"`
	SentAt      *time.Time `json:"sentAt,omitempty"`
	Problem     string     `json:"problem,omitempty" doc:"why something about it has not worked yet"`
	NeedsPerson bool       `json:"needsPerson" doc:"else it is tried again by itself"`
}

func viewInvoice(i appointments.Invoice) *AppointmentInvoice {
	if !i.Wanted {
		return nil
	}
	return &AppointmentInvoice{Name: i.Name, SentAt: moment(i.SentAt), Problem: i.Problem, NeedsPerson: i.NeedsPerson}
}

// AppointmentAnswer is what was said to a question.
type AppointmentAnswer struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// RefundStep is one promise of the policy of the day on which it was booked.
type RefundStep struct {
	HoursBefore int `json:"hoursBefore"`
	Percent     int `json:"percent"`
}

// AppointmentChange is one thing that happened.
type AppointmentChange struct {
	At    time.Time  `json:"at"`
	Actor string     `json:"actor" doc:"a staff user, shopper, platform or clientele"`
	What  string     `json:"what"`
	From  *time.Time `json:"from,omitempty"`
	To    *time.Time `json:"to,omitempty"`
	Staff string     `json:"staff,omitempty"`
	Order string     `json:"order,omitempty"`
}

func viewAppointment(a appointments.Appointment) AppointmentRow {
	return AppointmentRow{
		ID: string(a.ID), Version: a.Version, Title: a.Title, Service: string(a.Service), Variant: a.Variant, AddOns: append([]string{}, a.AddOns...),
		Staff: string(a.Staff), Start: a.Start.UTC(), End: a.End.UTC(), Status: string(a.Status), Ended: string(a.Ended), ExpiresAt: moment(a.ExpiresAt), Seats: a.Seats,
		BufferBeforeMinutes: a.BufferBeforeMinutes, BufferAfterMinutes: a.BufferAfterMinutes,
		Units:    each(a.Units, func(u booking.UnitID) string { return string(u) }),
		HasParts: len(a.Segments) > 0,
		Contact:  string(a.Contact), Name: a.Name, Email: a.Email, Phone: a.Phone, Note: a.Note,
		PriceMinor: a.Price.Minor, DueMinor: a.DueMinor, PaidMinor: a.PaidMinor, RefundedMinor: a.RefundedMinor, RefundDueMinor: a.RefundDueMinor(),
		Refund: viewRepayment(a.Repayment), Invoice: viewInvoice(a.Invoice), Currency: a.Price.Currency, Payment: AppointmentPayment{How: string(a.Payment.How), DepositPercent: a.Payment.DepositPercent},
		Order: string(a.Order), Source: string(a.Source), Attention: string(a.Attention),
		Answers:     each(a.Answers, func(x services.Answer) AppointmentAnswer { return AppointmentAnswer{Label: x.Label, Value: x.Value} }),
		Policy:      each(a.Policy, func(s booking.Step) RefundStep { return RefundStep(s) }),
		ActualStart: moment(a.ActualStart), ActualEnd: moment(a.ActualEnd), CreatedAt: a.CreatedAt.UTC(),
		History: each(a.History, viewAppointmentChange),
	}
}

func viewAppointmentChange(c appointments.Change) AppointmentChange {
	return AppointmentChange{At: c.At.UTC(), Actor: c.Actor, What: string(c.What), From: moment(c.From), To: moment(c.To), Staff: string(c.Staff), Order: string(c.Order)}
}

// FreeTimes are the times of some days that are free.
type FreeTimes struct {
	Zone     string    `json:"zone" doc:"in which days and times are told"`
	ShopZone string    `json:"shopZone"`
	Next     string    `json:"next" doc:"the first day after these with free times, if none of these has any"`
	Days     []FreeDay `json:"days"`
}

// FreeDay is a day that has free times.
type FreeDay struct {
	Date  string     `json:"date"`
	Times []FreeTime `json:"times"`
}

// FreeTime is a time that is free.
type FreeTime struct {
	Start time.Time `json:"start"`
	Seats int       `json:"seats"`
	Staff []string  `json:"staff,omitempty" doc:"who is free, if that was asked"`
}

// viewTimes tells times by the days of a zone, and who is free: to staff only.
func viewTimes(free flow.FreeTimes, zone string, who bool) FreeTimes {
	out := FreeTimes{Zone: zone, ShopZone: free.ShopZone, Days: []FreeDay{}}
	if free.HasNext {
		out.Next = free.Next.String()
	}
	where := models.Zone(zone)
	for _, slot := range free.Slots {
		date := times.DateIn(where, slot.Start).String()
		if n := len(out.Days); n == 0 || out.Days[n-1].Date != date {
			out.Days = append(out.Days, FreeDay{Date: date})
		}
		day := &out.Days[len(out.Days)-1]
		day.Times = append(day.Times, viewTime(slot, who))
	}
	return out
}

func viewTime(slot slots.Slot, who bool) FreeTime {
	t := FreeTime{Start: slot.Start}
	if who {
		t.Staff = make([]string, 0, len(slot.Offers))
	}
	for _, o := range slot.Offers {
		t.Seats = max(t.Seats, o.Seats)
		if who {
			t.Staff = append(t.Staff, string(o.Staff))
		}
	}
	return t
}
