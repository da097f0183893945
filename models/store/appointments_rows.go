package store

import (
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/services"
)

type appointmentRow struct {
	ID          string            `bson:"_id"`
	Shop        models.ShopID     `bson:"shop"`
	Appointment booking.BookingID `bson:"appointment"`
	Version     int64             `bson:"version"`

	Service   booking.ServiceID `bson:"service"`
	Staff     booking.StaffID   `bson:"staff"`
	Start     time.Time         `bson:"start"`
	End       time.Time         `bson:"end"`
	Status    booking.Status    `bson:"status"`
	ExpiresAt time.Time         `bson:"expiresAt"`
	Seats     int               `bson:"seats"`
	Before    int               `bson:"before"` // minutes
	After     int               `bson:"after"`  // minutes
	Segments  []segmentPartRow  `bson:"segments,omitempty"`
	Units     []booking.UnitID  `bson:"units,omitempty"`

	Title    string      `bson:"title"`
	Variant  string      `bson:"variant"`
	AddOns   []string    `bson:"addOns,omitempty"`
	Answers  []answerRow `bson:"answers,omitempty"`
	Minor    int64       `bson:"minor"`
	Currency string      `bson:"currency"`
	DueMinor int64       `bson:"dueMinor"`
	Cart     []itemRow   `bson:"cart,omitempty"`
	Payment  payRow      `bson:"payment"`
	Policy   []stepsRow  `bson:"policy,omitempty"`

	Contact  models.ContactID `bson:"contact"`
	Name     string           `bson:"name"`
	Email    string           `bson:"email"`
	Phone    string           `bson:"phone"`
	Language string           `bson:"language"`
	Zone     string           `bson:"zone"`
	Note     string           `bson:"note"`

	Order         models.OrderID `bson:"order"`
	PaidMinor     int64          `bson:"paidMinor"`
	RefundedMinor int64          `bson:"refundedMinor"`
	PromisedMinor int64          `bson:"promisedMinor"`
	Repayment     repaymentRow   `bson:"repayment"`
	Invoice       invoiceRow     `bson:"invoice"`

	Source      appointments.Source    `bson:"source"`
	Digest      string                 `bson:"digest"`
	Ended       appointments.End       `bson:"ended"`
	Relinked    int                    `bson:"relinked"`
	Sequence    int                    `bson:"sequence"`
	Attention   appointments.Attention `bson:"attention"`
	ActualStart time.Time              `bson:"actualStart"`
	ActualEnd   time.Time              `bson:"actualEnd"`
	CreatedAt   time.Time              `bson:"createdAt"`
	UpdatedAt   time.Time              `bson:"updatedAt"`
	History     []appointmentChangeRow `bson:"history"`

	Waits bool `bson:"waits"` // it is held, until expiresAt
}

type repaymentRow struct {
	Round       int         `bson:"round"`
	AskedMinor  int64       `bson:"askedMinor"`
	Tries       int         `bson:"tries"`
	Problem     string      `bson:"problem"`
	NeedsPerson bool        `bson:"needsPerson"`
	Made        []repaidRow `bson:"made,omitempty"`
}

type invoiceRow struct {
	Wanted      bool      `bson:"wanted"`
	Draft       string    `bson:"draft"`
	Name        string    `bson:"name"`
	SentAt      time.Time `bson:"sentAt"`
	Problem     string    `bson:"problem"`
	NeedsPerson bool      `bson:"needsPerson"`
}

type repaidRow struct {
	ID    string `bson:"id"`
	Minor int64  `bson:"minor"`
}

func toRepaymentRow(r appointments.Repayment) repaymentRow {
	return repaymentRow{
		Round: r.Round, AskedMinor: r.AskedMinor, Tries: r.Tries, Problem: r.Problem, NeedsPerson: r.NeedsPerson,
		Made: converted(r.Made, func(m appointments.Refund) repaidRow { return repaidRow(m) }),
	}
}

func fromRepaymentRow(r repaymentRow) appointments.Repayment {
	return appointments.Repayment{
		Round: r.Round, AskedMinor: r.AskedMinor, Tries: r.Tries, Problem: r.Problem, NeedsPerson: r.NeedsPerson,
		Made: converted(r.Made, func(m repaidRow) appointments.Refund { return appointments.Refund(m) }),
	}
}

type segmentPartRow struct {
	Minutes int  `bson:"minutes"`
	Waiting bool `bson:"waiting"`
}

type answerRow struct {
	Question string `bson:"question"`
	Label    string `bson:"label"`
	Value    string `bson:"value"`
}

type itemRow struct {
	Product  string `bson:"product"`
	Quantity int    `bson:"quantity"`
}

type payRow struct {
	How            services.PayHow `bson:"how"`
	DepositPercent int             `bson:"depositPercent"`
	DepositProduct string          `bson:"depositProduct"`
}

type stepsRow struct {
	HoursBefore int `bson:"hoursBefore"`
	Percent     int `bson:"percent"`
}

type appointmentChangeRow struct {
	At    time.Time         `bson:"at"`
	Actor string            `bson:"actor"`
	What  appointments.What `bson:"what"`
	From  time.Time         `bson:"from"`
	To    time.Time         `bson:"to"`
	Staff booking.StaffID   `bson:"staff"`
	Order models.OrderID    `bson:"order"`
}

func toAppointmentRow(a appointments.Appointment) appointmentRow {
	return appointmentRow{
		ID: key(a.Shop, string(a.ID)), Shop: a.Shop, Appointment: a.ID, Version: a.Version + 1,
		Service: a.Service, Staff: a.Staff, Start: a.Start, End: a.End, Status: a.Status, ExpiresAt: a.ExpiresAt, Seats: a.Seats,
		Before: a.BufferBeforeMinutes, After: a.BufferAfterMinutes, Units: a.Units,
		Segments: converted(a.Segments, func(s booking.Segment) segmentPartRow { return segmentPartRow(s) }),
		Title:    a.Title, Variant: a.Variant, AddOns: a.AddOns, Answers: converted(a.Answers, func(x services.Answer) answerRow { return answerRow(x) }),
		Minor: a.Price.Minor, Currency: a.Price.Currency, DueMinor: a.DueMinor, Payment: payRow(a.Payment),
		Cart:    converted(a.Cart, func(i services.Item) itemRow { return itemRow(i) }),
		Policy:  converted(a.Policy, func(s booking.Step) stepsRow { return stepsRow(s) }),
		Contact: a.Contact, Name: a.Name, Email: a.Email, Phone: a.Phone, Language: a.Language, Zone: a.Zone, Note: a.Note,
		Order: a.Order, PaidMinor: a.PaidMinor, RefundedMinor: a.RefundedMinor, PromisedMinor: a.PromisedMinor, Repayment: toRepaymentRow(a.Repayment), Invoice: invoiceRow(a.Invoice),
		Source: a.Source, Digest: a.Digest, Ended: a.Ended, Relinked: a.Relinked, Sequence: a.Sequence, Attention: a.Attention,
		ActualStart: a.ActualStart, ActualEnd: a.ActualEnd, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
		History: converted(a.History, func(c appointments.Change) appointmentChangeRow { return appointmentChangeRow(c) }),
		Waits:   a.Status == booking.Held,
	}
}

func fromAppointmentRow(r appointmentRow) appointments.Appointment {
	return appointments.Appointment{
		Shop: r.Shop, Version: r.Version,
		Booking: booking.Booking{
			ID: r.Appointment, Service: r.Service, Staff: r.Staff, Start: r.Start, End: r.End, Status: r.Status, ExpiresAt: r.ExpiresAt, Seats: r.Seats,
			BufferBeforeMinutes: r.Before, BufferAfterMinutes: r.After, Units: r.Units,
			Segments: converted(r.Segments, func(s segmentPartRow) booking.Segment { return booking.Segment(s) }),
		},
		Title: r.Title, Variant: r.Variant, AddOns: r.AddOns, Answers: converted(r.Answers, func(x answerRow) services.Answer { return services.Answer(x) }),
		Price: models.Money{Minor: r.Minor, Currency: r.Currency}, DueMinor: r.DueMinor, Payment: services.Payment(r.Payment),
		Cart:    converted(r.Cart, func(i itemRow) services.Item { return services.Item(i) }),
		Policy:  converted(r.Policy, func(s stepsRow) booking.Step { return booking.Step(s) }),
		Contact: r.Contact, Name: r.Name, Email: r.Email, Phone: r.Phone, Language: r.Language, Zone: r.Zone, Note: r.Note,
		Order: r.Order, PaidMinor: r.PaidMinor, RefundedMinor: r.RefundedMinor, PromisedMinor: r.PromisedMinor, Repayment: fromRepaymentRow(r.Repayment), Invoice: appointments.Invoice(r.Invoice),
		Source: r.Source, Digest: r.Digest, Ended: r.Ended, Relinked: r.Relinked, Sequence: r.Sequence, Attention: r.Attention,
		ActualStart: r.ActualStart, ActualEnd: r.ActualEnd, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
		History: converted(r.History, func(c appointmentChangeRow) appointments.Change { return appointments.Change(c) }),
	}
}
