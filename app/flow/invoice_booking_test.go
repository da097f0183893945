package flow_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/app/jobs"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/invoices"
	"clientele/models/orders"
	"clientele/models/services"
)

// billDesk pretends to be the platform's part of billing.
type billDesk struct {
	drafts  map[string]invoices.Draft // by tag
	asked   []invoices.Wish
	sent    int
	deleted int
	updated []invoices.Wish
	// beforeUpdate happens while the next update is under way, beforeSend while the
	// next invoice is.
	beforeUpdate, beforeSend func()
	fail                     error // of the next making
	late                     error // of the next making, after it was done
}

func (d *billDesk) FindDraft(_ context.Context, _ models.ShopID, _, tag string) (invoices.Draft, bool, error) {
	draft, found := d.drafts[tag]
	return draft, found, nil
}

func (d *billDesk) MakeDraft(_ context.Context, _ models.ShopID, _ string, w invoices.Wish) (invoices.Draft, error) {
	if err := d.fail; err != nil {
		d.fail = nil
		return invoices.Draft{}, err
	}
	d.asked = append(d.asked, w)
	draft := invoices.Draft{ID: fmt.Sprint(70 + len(d.asked)), Name: fmt.Sprint("#D", len(d.asked)), State: invoices.Open}
	d.drafts[w.Tag] = draft
	err := d.late
	d.late = nil
	return draft, err
}

func (d *billDesk) SendDraft(_ context.Context, _ models.ShopID, _ string, draft invoices.Draft, w invoices.Wish) error {
	if d.beforeSend != nil {
		meanwhile := d.beforeSend
		d.beforeSend = nil
		meanwhile()
	}
	draft.State = invoices.Sent
	d.drafts[w.Tag], d.sent = draft, d.sent+1
	return nil
}

func (d *billDesk) UpdateDraft(_ context.Context, _ models.ShopID, _ string, draft invoices.Draft, w invoices.Wish) error {
	if d.beforeUpdate != nil {
		meanwhile := d.beforeUpdate
		d.beforeUpdate = nil
		meanwhile()
	}
	if d.drafts[w.Tag].ID != draft.ID {
		return models.Errorf(models.Invalid, "Draft order does not exist")
	}
	d.updated = append(d.updated, w)
	return nil
}

func (d *billDesk) DeleteDraft(_ context.Context, _ models.ShopID, _ string, draft invoices.Draft) error {
	for tag, one := range d.drafts {
		if one.ID == draft.ID {
			delete(d.drafts, tag)
			d.deleted++
		}
	}
	return nil
}

// biller is a salon that sends invoices.
type biller struct {
	*salon
	desk   *billDesk
	worker *jobs.OutboxWorker
}

func newBiller(t *testing.T, change ...func(*services.Settings)) *biller {
	t.Helper()
	b := &biller{salon: newSalon(t, cutting(change...)), desk: &billDesk{drafts: map[string]invoices.Draft{}}}
	giving := &flow.Giving{Flow: b.Flow, Gifts: &giftShop{}, Refunds: &refundDesk{}, Invoices: b.desk}
	ok(t, giving.Check())
	b.worker = &jobs.OutboxWorker{Name: "w", Outbox: b.store.Outbox, Dispatch: giving.Bring, Now: b.now, Log: b.Log}
	return b
}

func byInvoice(hours int) func(*flow.Book) {
	return func(in *flow.Book) { in.Source, in.Actor, in.InvoiceHours = appointments.Panel, "42", hours }
}

// bring works off what the platform has to do, every two minutes for a while.
func (b *biller) bring() {
	b.t.Helper()
	for range 3 {
		_, err := b.worker.RunOnce(b.t.Context())
		ok(b.t, err)
		b.forward(2 * time.Minute)
	}
}

func TestAnInvoiceIsSentOnceAndItsOrderConfirms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(*services.Settings)
		product string
		unit    int64
	}{"of what is paid on site": {func(*services.Settings) {}, "71", 4500}, "of what the checkout sells": {paidFirst, "71", 0},
		"of what no product sells": {func(s *services.Settings) { s.Variants[0].Product = "" }, "", 4500}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newBiller(t, c.change)
			b := w.book(w.wish("1", "10:00", byInvoice(24)))
			if b.Status != booking.Held || b.DueMinor != 4500 || !b.ExpiresAt.Equal(w.now().Add(24*time.Hour)) {
				t.Fatalf("booked %+v", b)
			}
			w.desk.late = models.Errorf(models.Unavailable, "the platform cannot be reached")
			w.bring()
			if len(w.desk.asked) != 1 || w.desk.sent != 1 {
				t.Fatalf("%d were made, %d sent", len(w.desk.asked), w.desk.sent)
			}
			line := w.desk.asked[0].Lines[0]
			if line.Product != c.product || line.UnitMinor != c.unit || line.Quantity != 1 || w.desk.asked[0].Property != (invoices.Property{Name: orders.BookingProperty, Value: string(b.ID)}) {
				t.Fatalf("billed is %+v", w.desk.asked[0])
			}
			if a := w.appointment(b.ID); a.Invoice.Name != "#D1" || a.Invoice.SentAt.IsZero() || a.Invoice.Problem != "" {
				t.Fatalf("the invoice is %+v", a.Invoice)
			}
			w.order(w.pays("1001", b))
			w.stands(b, booking.Confirmed, "", "45.00", "0.00")
			w.bring()
			if w.desk.deleted != 0 {
				t.Fatal("what was paid was taken back")
			}
		})
	}
}

func TestAnInvoiceThatIsNotPaidIsTakenBack(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *biller, b flow.Booked){
		"its time is over": func(w *biller, _ flow.Booked) {
			w.forward(25 * time.Hour)
			_, err := w.LapseHolds(w.t.Context())
			ok(w.t, err)
		},
		"staff cancels": func(w *biller, b flow.Booked) {
			_, err := w.CancelBooking(w.t.Context(), staffReach(b.ID))
			ok(w.t, err)
		},
		"staff confirms it": func(w *biller, b flow.Booked) {
			_, err := w.SetBooking(w.t.Context(), flow.SetBooking{Reach: staffReach(b.ID), To: booking.Confirmed})
			ok(w.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newBiller(t)
			b := w.book(w.wish("1", "10:00", byInvoice(24)))
			w.bring()
			end(w, b)
			w.bring()
			if len(w.desk.drafts) != 0 || w.desk.deleted != 1 {
				t.Fatalf("left are %+v, %d taken back", w.desk.drafts, w.desk.deleted)
			}
		})
		t.Run(name+" before it was sent", func(t *testing.T) {
			t.Parallel()
			w := newBiller(t)
			end(w, w.book(w.wish("1", "10:00", byInvoice(24))))
			w.bring()
			if len(w.desk.drafts) != 0 || w.desk.sent != 0 {
				t.Fatalf("left are %+v, %d sent", w.desk.drafts, w.desk.sent)
			}
		})
	}
}

func TestAnInvoiceEndsBeforeTheAppointmentAndIsRefusedWhereItMakesNoSense(t *testing.T) {
	t.Parallel()
	w := newBiller(t)
	b := w.book(w.wish("1", "10:00", byInvoice(appointments.InvoiceHoursMax)))
	if !b.ExpiresAt.Equal(w.at("10:00").Add(-time.Hour)) && b.ExpiresAt.After(w.now().Add(appointments.InvoiceHoursMax*time.Hour)) {
		t.Errorf("it can be paid until %s", b.ExpiresAt)
	}
	for name, change := range map[string]func(in *flow.Book){
		"email":        func(in *flow.Book) { in.Email = "" },
		"invoiceHours": func(in *flow.Book) { in.InvoiceHours = appointments.InvoiceHoursMax + 1 },
	} {
		_, err := w.Book(t.Context(), w.wish("2", "11:00", byInvoice(24), change))
		if models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.forward(w.at("10:00").Sub(w.now()) - 30*time.Minute)
	if _, err := w.Book(t.Context(), w.wish("3", "10:30", byInvoice(24))); models.CodeOf(err) != models.Invalid {
		t.Errorf("just before it begins: %v", err)
	}
}

func TestAnInvoiceThatTheStoreRefusesWaitsForAPerson(t *testing.T) {
	t.Parallel()
	w := newBiller(t)
	b := w.book(w.wish("1", "10:00", byInvoice(24)))
	w.desk.fail = models.Errorf(models.Forbidden, "grant write_draft_orders")
	w.bring()
	if a := w.appointment(b.ID); !a.Invoice.NeedsPerson || a.Invoice.Problem == "" {
		t.Fatalf("it is %+v", a.Invoice)
	}
	if n, err := w.BookingsForPerson(t.Context(), testShop); err != nil || n.Booking != b.ID {
		t.Fatalf("the home page counts %+v, %v", n, err)
	}
	_, err := w.RetryInvoice(t.Context(), staffReach(b.ID))
	ok(t, err)
	w.bring()
	if a := w.appointment(b.ID); w.desk.sent != 1 || a.Invoice.NeedsPerson || a.Invoice.Problem != "" {
		t.Fatalf("%d sent, %+v", w.desk.sent, a.Invoice)
	}
	if _, err := w.RetryInvoice(t.Context(), staffReach(b.ID)); models.CodeOf(err) != models.Conflict {
		t.Errorf("once more: %v", err)
	}
}

// movesTo moves a booking to another time of its day.
func (w *salon) movesTo(id booking.BookingID, clock string) error {
	w.t.Helper()
	_, err := w.MoveBooking(w.t.Context(), flow.MoveBooking{Reach: staffReach(id), Start: w.at(clock)})
	return err
}

func TestAnInvoiceTellsTheTimeToWhichItsBookingWasMoved(t *testing.T) {
	t.Parallel()
	for name, move := range map[string]func(w *biller, b flow.Booked){
		"after it was sent": func(w *biller, b flow.Booked) {
			w.bring()
			ok(w.t, w.movesTo(b.ID, "14:00"))
		},
		"while it was sent": func(w *biller, b flow.Booked) {
			w.desk.beforeSend = func() { ok(w.t, w.movesTo(b.ID, "14:00")) }
			w.bring()
		},
		"twice, once while it was changed": func(w *biller, b flow.Booked) {
			w.bring()
			ok(w.t, w.movesTo(b.ID, "12:00"))
			w.desk.beforeUpdate = func() { ok(w.t, w.movesTo(b.ID, "14:00")) }
			w.bring()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newBiller(t)
			b := w.book(w.wish("1", "10:00", byInvoice(24)))
			move(w, b)
			w.bring()
			if len(w.desk.updated) == 0 || w.desk.sent != 1 || len(w.desk.asked) != 1 {
				t.Fatalf("%d were made, %d sent, changed were %+v", len(w.desk.asked), w.desk.sent, w.desk.updated)
			}
			told := w.desk.updated[len(w.desk.updated)-1]
			if told.Shown != (invoices.Property{Name: "Date", Value: "2026-11-30 14:00"}) || !strings.HasSuffix(told.Note, "2026-11-30 14:00") {
				t.Errorf("the invoice tells %+v", told)
			}
			if a := w.appointment(b.ID); a.Status != booking.Held || a.Invoice.Problem != "" {
				t.Errorf("the booking is %+v", a)
			}
			before := len(w.desk.updated)
			w.order(w.pays("1001", b))
			ok(t, w.movesTo(b.ID, "15:00"))
			w.bring()
			if len(w.desk.updated) != before {
				t.Error("an invoice that is paid was changed")
			}
		})
	}
}

func TestAMovedBookingLeavesTimeToPayItsInvoice(t *testing.T) {
	t.Parallel()
	w := newBiller(t)
	b := w.book(w.wish("1", "16:00", byInvoice(appointments.InvoiceHoursMax)))
	ok(t, w.movesTo(b.ID, "12:00"))
	if a := w.appointment(b.ID); a.ExpiresAt.After(w.at("11:00")) {
		t.Errorf("it begins at 12:00 and can be paid until %s", a.ExpiresAt)
	}
	w.forward(w.at("09:00").Sub(w.now()))
	if err := w.movesTo(b.ID, "10:00"); models.CodeOf(err) != models.Invalid {
		t.Errorf("to a time that leaves none: %v", err)
	}
	if a := w.appointment(b.ID); !a.Start.Equal(w.at("12:00")) {
		t.Errorf("what was refused moved it to %s", a.Start)
	}
	_, err := w.SetBooking(t.Context(), flow.SetBooking{Reach: staffReach(b.ID), To: booking.Confirmed})
	ok(t, err)
	ok(t, w.movesTo(b.ID, "10:00"))
}
