package storetest

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/services"
	"clientele/models/store"
)

// appointmentOf fills every field. It begins so many minutes after Start and
// lasts for one hour.
func appointmentOf(shop models.ShopID, id booking.BookingID, minute int) appointments.Appointment {
	return appointments.Appointment{
		Shop: shop, Booking: bookingOf(id, "ann", minute), Title: "Hair cut: short", Variant: "short", AddOns: []string{"mask"},
		Answers: []services.Answer{{Question: "q1", Label: "Colour?", Value: "red"}}, Price: models.Money{Minor: 5400, Currency: "USD"}, DueMinor: 1620,
		Cart:    []services.Item{{Product: "73", Quantity: 2}},
		Payment: services.Payment{How: services.Checkout, DepositPercent: 30, DepositProduct: "73"}, Policy: booking.Policy{{HoursBefore: 48, Percent: 100}},
		Contact: "c_7", Name: "Ann Lee", Email: "ann@example.com", Phone: "+15550100", Language: "ja", Zone: "Asia/Tokyo", Note: "by the window",
		Order: "1001", PaidMinor: 1620, RefundedMinor: 100, PromisedMinor: 810, Source: appointments.Storefront, Digest: "ff", Ended: appointments.Lapsed, Relinked: 2, Sequence: 3,
		Repayment: appointments.Repayment{Round: 2, AskedMinor: 710, Tries: 1, Problem: "refused", NeedsPerson: true, Made: []appointments.Refund{{ID: "88", Minor: 100}}},
		Invoice:   appointments.Invoice{Wanted: true, Draft: "7", Name: "#D7", SentAt: at(-7), Problem: "refused", NeedsPerson: true},
		Attention: appointments.RefundDue, ActualStart: at(minute + 1), ActualEnd: at(minute + 59), CreatedAt: at(-9), UpdatedAt: at(-8),
		History: []appointments.Change{{At: at(-9), Actor: "42", What: appointments.WasMoved, From: at(1), To: at(2), Staff: "ann", Order: "1001"}},
	}
}

func bookingOf(id booking.BookingID, staff booking.StaffID, minute int) booking.Booking {
	return booking.Booking{
		ID: id, Service: "cut", Staff: staff, Start: at(minute), End: at(minute + 60), Status: booking.Held, ExpiresAt: at(minute - 5), Seats: 2,
		BufferBeforeMinutes: 5, BufferAfterMinutes: 10, Segments: []booking.Segment{{Minutes: 20}, {Minutes: 15, Waiting: true}, {Minutes: 25}},
		Units: []booking.UnitID{"c1", "c2"},
	}
}

// bookOne keeps an appointment, and what it takes.
func bookOne(ctx context.Context, s *store.Store, shop models.ShopID) error {
	a := appointmentOf(shop, "b1", 0)
	if _, err := s.Appointments.Save(ctx, a); err != nil {
		return err
	}
	return s.Tx.Do(ctx, func(ctx context.Context) error {
		if err := s.Sheets.Touch(ctx, shop, appointments.SheetsOf(appointments.OfStaff, string(a.Staff), a.Blocked())); err != nil {
			return err
		}
		return s.Sheets.Put(ctx, shop, nil, &a.Booking)
	})
}

func appointmentIDs(all []appointments.Appointment) []string {
	ids := []string{}
	for _, a := range all {
		ids = append(ids, string(a.ID))
	}
	return ids
}

func span(from, to int) times.Span { return times.Between(at(from), at(to)) }

var appointmentTests = []test{
	{name: "an appointment comes back as it was saved, and only by its version", run: func(u *suite) {
		a := appointmentOf(u.shop, "b1", 0)
		var err error
		a.Version, err = u.s.Appointments.Save(u.ctx, a)
		u.must(err)
		got, err := u.s.Appointments.Get(u.ctx, u.shop, "b1")
		u.must(err)
		same(u, got, a)
		_, err = u.s.Appointments.Get(u.ctx, u.other(), "b1")
		u.fails(err, models.NotFound)
		u.race(func(int) error { _, err := u.s.Appointments.Save(u.ctx, a); return err })
		_, err = u.s.Appointments.Save(u.ctx, appointmentOf(u.shop, "b1", 5))
		u.fails(err, models.Conflict)
	}},
	{name: "appointments are listed that meet a span, by beginning", run: func(u *suite) {
		for i, minute := range []int{120, 0, 60, 240} {
			a := appointmentOf(u.shop, booking.BookingID("b"+string(rune('0'+i))), minute)
			if i == 2 {
				a.Staff, a.Service, a.Status = "ben", "colour", booking.Confirmed
			}
			_, err := u.s.Appointments.Save(u.ctx, a)
			u.must(err)
		}
		between := func(q appointments.Query) []string {
			u.Helper()
			all, err := u.s.Appointments.Between(u.ctx, u.shop, q)
			u.must(err)
			return appointmentIDs(all)
		}
		same(u, between(appointments.Query{Span: span(0, 500), Limit: 9}), []string{"b1", "b2", "b0", "b3"})
		same(u, between(appointments.Query{Span: span(0, 500), Limit: 2}), []string{"b1", "b2"})
		same(u, between(appointments.Query{Span: span(59, 121), Limit: 9}), []string{"b1", "b2", "b0"})
		same(u, between(appointments.Query{Span: span(60, 120), Limit: 9}), []string{"b2"})
		same(u, between(appointments.Query{Span: span(0, 500), Staff: "ann", Limit: 9}), []string{"b1", "b0", "b3"})
		same(u, between(appointments.Query{Span: span(0, 500), Service: "colour", Status: booking.Confirmed, Limit: 9}), []string{"b2"})
		theirs, err := u.s.Appointments.Between(u.ctx, u.other(), appointments.Query{Span: span(0, 500), Limit: 9})
		u.must(err)
		same(u, len(theirs), 0)
	}},
	{name: "appointments are found by contact, the latest first", run: func(u *suite) {
		for i, contact := range []models.ContactID{"c_1", "g_2", "c_1", "c_3"} {
			a := appointmentOf(u.shop, booking.BookingID("b"+string(rune('0'+i))), i)
			a.Contact = contact
			_, err := u.s.Appointments.Save(u.ctx, a)
			u.must(err)
		}
		of := func(limit int, ids ...models.ContactID) []string {
			u.Helper()
			all, err := u.s.Appointments.Of(u.ctx, u.shop, ids, limit)
			u.must(err)
			return appointmentIDs(all)
		}
		same(u, of(9, "c_1", "g_2"), []string{"b2", "b1", "b0"})
		same(u, of(1, "c_1", "g_2"), []string{"b2"})
		same(u, of(9), []string{})
	}},
	{name: "holds that are over are listed of all shops, the longest over first", alone: true, run: func(u *suite) {
		for i, shop := range []models.ShopID{u.shop, u.other(), u.shop, u.shop} {
			a := appointmentOf(shop, booking.BookingID("b"+string(rune('0'+i))), 500)
			a.ExpiresAt = at(10 - i)
			if i == 2 {
				a.Status = booking.Confirmed
			}
			_, err := u.s.Appointments.Save(u.ctx, a)
			u.must(err)
		}
		expired := func(minute, limit int) []string {
			u.Helper()
			all, err := u.s.Appointments.Expired(u.ctx, at(minute), limit)
			u.must(err)
			return appointmentIDs(all)
		}
		same(u, expired(10, 9), []string{"b3", "b1", "b0"})
		same(u, expired(9, 9), []string{"b3", "b1"})
		same(u, expired(10, 1), []string{"b3"})
	}},
}

// enter touches the sheets of a booking and puts it there.
func (u *suite) enter(was, is *booking.Booking) {
	u.Helper()
	u.in(func(ctx context.Context) error { return enter(ctx, u, was, is) })
}

func enter(ctx context.Context, u *suite, was, is *booking.Booking) error {
	var sheets []appointments.Sheet
	for _, b := range []*booking.Booking{was, is} {
		if b != nil {
			sheets = append(sheets, appointments.SheetsOf(appointments.OfStaff, string(b.Staff), b.Blocked())...)
		}
	}
	if err := u.s.Sheets.Touch(ctx, u.shop, sheets); err != nil {
		return err
	}
	return u.s.Sheets.Put(ctx, u.shop, was, is)
}

func (u *suite) taken(of []booking.StaffID, span times.Span) []booking.Booking {
	u.Helper()
	all, err := u.s.Sheets.Taken(u.ctx, u.shop, of, span)
	u.must(err)
	slices.SortFunc(all, func(a, b booking.Booking) int { return a.Start.Compare(b.Start) })
	return all
}

const weekMinutes = 7 * 24 * 60

var sheetTests = []test{
	{name: "what is booked comes back from the sheets as it was put there", run: func(u *suite) {
		held, sure := bookingOf("b1", "ann", 0), bookingOf("b2", "ben", 30)
		sure.Status, sure.ExpiresAt, sure.Segments, sure.Units = booking.NoShow, time.Time{}, nil, nil
		u.enter(nil, &held)
		u.enter(nil, &sure)
		same(u, u.taken(nil, span(0, 60)), []booking.Booking{held, sure})
		same(u, u.taken([]booking.StaffID{"ben"}, span(0, 60)), []booking.Booking{sure})
		same(u, len(u.taken(nil, span(100, 200))), 0) // after its last buffer
		theirs, err := u.s.Sheets.Taken(u.ctx, u.other(), nil, span(0, 60))
		u.must(err)
		same(u, len(theirs), 0)
	}},
	{name: "a booking that reaches into another week stands on both sheets and counts once", run: func(u *suite) {
		edge := int(appointments.WeekOf(times.At(at(0)))+1)*weekMinutes - int(at(0).Unix()/60)
		b := bookingOf("b1", "ann", edge-30)
		u.enter(nil, &b)
		for _, s := range []times.Span{span(edge-60, edge+60), span(edge-60, edge), span(edge, edge+60), span(edge-3*weekMinutes, edge+3*weekMinutes)} {
			same(u, u.taken(nil, s), []booking.Booking{b})
		}
		moved := bookingOf("b1", "ben", edge+60)
		u.enter(&b, &moved)
		same(u, u.taken(nil, span(edge-60, edge+200)), []booking.Booking{moved})
		gone := moved
		gone.Status = booking.Cancelled
		u.enter(&moved, &gone)
		same(u, len(u.taken(nil, span(edge-60, edge+200))), 0)
	}},
	{name: "of two that touch a sheet at once one sees what the other put", run: func(u *suite) {
		const crowd = 12
		failed := together(crowd, func(i int) error {
			b := bookingOf(booking.BookingID("b"+string(rune('a'+i))), "ann", 0)
			return u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
				if err := u.s.Sheets.Touch(ctx, u.shop, appointments.SheetsOf(appointments.OfStaff, "ann", b.Blocked())); err != nil {
					return err
				}
				there, err := u.s.Sheets.Taken(ctx, u.shop, nil, b.Blocked())
				if err != nil {
					return err
				}
				if len(there) > 0 {
					return models.Errorf(models.Conflict, "taken")
				}
				return u.s.Sheets.Put(ctx, u.shop, nil, &b)
			})
		})
		if len(failed) != crowd-1 || len(u.taken(nil, span(0, 60))) != 1 {
			u.Fatalf("%d of %d were refused, and %d are there", len(failed), crowd, len(u.taken(nil, span(0, 60))))
		}
	}},
	{name: "a calendar that is filled at once is the one that bookings make one by one", run: func(u *suite) {
		edge := int(appointments.WeekOf(times.At(at(0)))+1)*weekMinutes - int(at(0).Unix()/60)
		var all []appointments.Appointment
		for i, minute := range []int{0, edge - 30, 60, 2 * weekMinutes} {
			all = append(all, appointmentOf(u.shop, booking.BookingID("b"+string(rune('a'+i))), minute))
		}
		all[2].Status = booking.Cancelled
		u.must(u.s.FillCalendar(u.ctx, u.shop, all))
		same(u, u.taken(nil, span(-100, 3*weekMinutes)), []booking.Booking{all[0].Booking, all[1].Booking, all[3].Booking})
		same(u, u.taken(nil, span(edge, edge+10)), []booking.Booking{all[1].Booking})
		for _, a := range all {
			got, err := u.s.Appointments.Get(u.ctx, u.shop, a.ID)
			u.must(err)
			a.Version = 1
			same(u, got, a)
		}
		later := bookingOf("be", "ann", 120)
		u.enter(nil, &later)
		same(u, u.taken(nil, span(-100, 200)), []booking.Booking{all[0].Booking, later})
		u.fails(u.s.FillCalendar(u.ctx, u.shop, all[:1]), models.Conflict)
	}},
	{name: "the last week with a sheet is known", run: func(u *suite) {
		_, some, err := u.s.Sheets.LastWeek(u.ctx, u.shop)
		u.must(err)
		same(u, some, false)
		for i, minute := range []int{0, 5 * weekMinutes, 2 * weekMinutes} {
			b := bookingOf(booking.BookingID("b"+string(rune('a'+i))), "ann", minute)
			u.enter(nil, &b)
		}
		last, some, err := u.s.Sheets.LastWeek(u.ctx, u.shop)
		u.must(err)
		same(u, some, true)
		same(u, last, appointments.WeekOf(times.At(at(5*weekMinutes))))
	}},
}
