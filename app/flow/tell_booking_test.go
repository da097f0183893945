package flow_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/contacts"
	"clientele/models/notices"
	"clientele/models/services"
	"clientele/models/team"
)

// writingSalon is a salon with a mail server.
type writingSalon struct {
	*salon
	desk *counter // where messages are worked off
}

func newWritingSalon(t *testing.T, settings services.Settings, staff ...booking.StaffID) *writingSalon {
	t.Helper()
	desk := newCounter(t, "")
	desk.post.open = true
	return &writingSalon{openSalon(desk.till, settings, staff...), desk}
}

// letters are the mails since it was asked last, as kind and address.
func (w *writingSalon) letters(want ...string) []notices.Letter {
	w.t.Helper()
	w.desk.work()
	w.post.mu.Lock()
	mails := w.post.mails
	w.post.mails = nil
	w.post.mu.Unlock()
	got := []string{}
	for _, l := range mails {
		got = append(got, l.Kind.Name+" "+l.To)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Fatalf("mails %v, want %v", got, want)
	}
	return mails
}

// remindAll goes over all shops twice, as the job does again and again.
func (w *writingSalon) remindAll() {
	w.t.Helper()
	reminders := w.BookingReminders()
	for range 2 {
		sweep(w.t, func() (int, error) { return reminders.Step(w.t.Context()) })
	}
}

// nearly moves the clock to so long before a time of the day.
func (w *writingSalon) nearly(clock string, ahead time.Duration) {
	w.t.Helper()
	w.forward(w.at(clock).Add(-ahead).Sub(w.now()))
}

func TestAShopperIsToldOnceOfEachThingThatBecomesOfAnAppointment(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting(), "ann", "ben")
	in := w.wish("1", "10:00", func(in *flow.Book) { in.Language, in.Zone = "ja", "Asia/Tokyo" })
	a := w.book(in)
	w.book(in) // the same form once more
	booked := w.letters("booking_confirmed 1@example.com")[0]
	v := booked.Content.Visit
	if booked.Language != "ja" || booked.Name != "Mika" || v.Title != "Hair cut" || v.Staff != "ann" || v.Price.Minor != 4500 || v.Left.Minor != 4500 {
		t.Errorf("the mail tells %+v", v)
	}
	if !v.Start.Equal(a.Start) || v.Zone.String() != "Asia/Tokyo" || v.There.String() != "America/New_York" || !v.Elsewhere() {
		t.Errorf("the mail tells the time as %+v", v)
	}
	if want := "https://clientele.example/visit/" + string(testShop) + "/" + string(a.ID) + "?token=" + a.Token; v.Link != want {
		t.Errorf("the mail links to %s, want %s", v.Link, want)
	}

	_, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byToken(a), Start: w.at("14:00")})
	ok(t, err)
	moved := w.letters("booking_moved 1@example.com")[0]
	_, err = w.MoveBooking(t.Context(), flow.MoveBooking{Reach: staffReach(a.ID), Start: w.at("14:00"), Staff: "ben"})
	ok(t, err)
	if mail := w.letters("booking_moved 1@example.com")[0]; mail.Content.Visit.Staff != "ben" {
		t.Errorf("the mail tells %+v", mail.Content.Visit)
	}
	_, err = w.NoteBooking(t.Context(), staffReach(a.ID), "likes tea")
	ok(t, err)
	w.letters()
	for range 2 {
		_, err = w.CancelBooking(t.Context(), staffReach(a.ID))
		ok(t, err)
	}
	cancelled := w.letters("booking_cancelled 1@example.com")[0]
	if !cancelled.Content.Visit.ByStore || cancelled.Content.Visit.Left.Minor != 0 {
		t.Errorf("the mail tells %+v", cancelled.Content.Visit)
	}
	for i, l := range []notices.Letter{booked, moved, cancelled} {
		if l.Invite == nil || l.Invite.UID != booked.Invite.UID || l.Invite.Cancelled != (i == 2) {
			t.Fatalf("mail %d invites with %+v", i, l.Invite)
		}
	}
	if booked.Invite.Sequence >= moved.Invite.Sequence || moved.Invite.Sequence >= cancelled.Invite.Sequence {
		t.Error("the invitations do not replace each other")
	}
}

func TestAHoldIsToldOfOnlyOnceItIsCertain(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting(paidFirst))
	a := w.book(w.wish("1", "10:00"))
	b := w.book(w.wish("2", "11:00"))
	_, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byToken(a), Start: w.at("12:00")})
	ok(t, err)
	w.letters()
	_, err = w.SetBooking(t.Context(), flow.SetBooking{Reach: staffReach(a.ID), To: booking.Confirmed})
	ok(t, err)
	w.letters("booking_confirmed 1@example.com")
	_, err = w.ReleaseBooking(t.Context(), byToken(b))
	ok(t, err)
	w.forward(time.Hour)
	_, err = w.LapseHolds(t.Context())
	ok(t, err)
	w.letters()
}

func TestAMessageThatIsOvertakenIsNotSent(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting())
	a := w.book(w.wish("1", "10:00"))
	_, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byToken(a), Start: w.at("14:00")})
	ok(t, err)
	w.letters("booking_moved 1@example.com")
	b := w.book(w.wish("2", "10:00"))
	_, err = w.CancelBooking(t.Context(), byToken(b))
	ok(t, err)
	w.letters("booking_cancelled 2@example.com")
	w.book(w.wish("3", "15:00"))
	w.nearly("15:00", 0)
	w.letters()
}

func TestNobodyIsWrittenToWhoIsThereAlreadyOrCannotBeReached(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting())
	w.nearly("10:00", 5*time.Minute)
	w.book(w.wish("1", "10:00", func(in *flow.Book) { in.Source, in.Actor = appointments.WalkIn, "42" }))
	w.book(w.wish("2", "11:00", func(in *flow.Book) { in.Source, in.Actor, in.Email = appointments.Panel, "42", "" }))
	w.book(w.wish("3", "12:00", func(in *flow.Book) { in.Source, in.Actor, in.Language = appointments.Panel, "42", "" }))
	w.letters("booking_confirmed 3@example.com")
	w.nearly("13:00", 0)
	done := w.book(w.wish("4", "14:00"))
	w.letters("booking_confirmed 4@example.com")
	w.nearly("15:00", 0)
	_, err := w.CancelBooking(t.Context(), staffReach(done.ID))
	ok(t, err)
	w.letters()
}

func TestAMessageThatTheStoreDoesNotWantIsNotSent(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting())
	w.desk.choose(func(s *notices.Settings) { *s = s.With(notices.Booked, false) })
	a := w.book(w.wish("1", "10:00"))
	w.letters()
	_, err := w.CancelBooking(t.Context(), byToken(a))
	ok(t, err)
	w.desk.choose(func(s *notices.Settings) { *s = s.With(notices.Cancelled, false) })
	w.letters()
}

func TestAMailTellsWhereItTakesPlaceByTheClockThere(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting())
	_, err := w.store.Team.SaveLocation(t.Context(), team.Location{Shop: testShop, ID: "uptown", LocationSettings: team.LocationSettings{Name: "Uptown", Address: "9 High Road", Zone: "America/Chicago"}})
	ok(t, err)
	w.employs("cho", func(m *team.MemberSettings) { m.Location = "uptown" })
	w.book(w.wish("1", "12:00", with("cho")))
	v := w.letters("booking_confirmed 1@example.com")[0].Content.Visit
	if v.Place != "Uptown, 9 High Road" || v.There.String() != "America/Chicago" || v.Elsewhere() {
		t.Errorf("the mail tells %+v", v)
	}
}

func TestAReminderOfAnAppointmentComesOnceForEachTimeItHas(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting())
	a := w.book(w.wish("1", "10:00"))
	w.letters("booking_confirmed 1@example.com")
	w.nearly("10:00", 24*time.Hour+time.Minute)
	w.remindAll()
	w.letters()
	w.forward(time.Minute)
	w.remindAll()
	w.letters("booking_reminder 1@example.com")
	w.remindAll()
	w.letters()
	_, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byToken(a), Start: w.at("14:00")})
	ok(t, err)
	w.letters("booking_moved 1@example.com")
	w.remindAll() // it is four hours until then
	w.nearly("14:00", 24*time.Hour)
	w.remindAll()
	w.letters("booking_reminder 1@example.com")
}

func TestAReminderIsNotSentOfWhatIsLateOrOff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(w *writingSalon, a flow.Booked)
		mails  []string
	}{
		"cancelled": {func(w *writingSalon, a flow.Booked) {
			_, err := w.CancelBooking(w.t.Context(), byToken(a))
			ok(w.t, err)
		}, []string{"booking_cancelled 1@example.com"}},
		"begun":      {func(w *writingSalon, _ flow.Booked) { w.nearly("10:00", 0) }, nil},
		"not wanted": {func(w *writingSalon, _ flow.Booked) { w.desk.choose(func(s *notices.Settings) { s.ReminderHours = 0 }) }, nil},
		"moved too late for it": {func(w *writingSalon, a flow.Booked) {
			_, err := w.MoveBooking(w.t.Context(), flow.MoveBooking{Reach: byToken(a), Start: w.at("09:30")})
			ok(w.t, err)
		}, []string{"booking_moved 1@example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWritingSalon(t, cutting())
			a := w.book(w.wish("1", "10:00"))
			w.letters("booking_confirmed 1@example.com")
			w.nearly("10:00", 23*time.Hour)
			w.remindAll()
			c.change(w, a) // between planning and sending
			w.remindAll()
			w.letters(c.mails...)
		})
	}
	w := newWritingSalon(t, cutting())
	w.nearly("10:00", 23*time.Hour)
	w.book(w.wish("1", "10:00"))
	w.remindAll()
	w.letters("booking_confirmed 1@example.com") // and that is enough
	w.desk.choose(func(s *notices.Settings) { s.ReminderHours = 2 })
	w.nearly("10:00", 2*time.Hour)
	w.remindAll()
	w.letters("booking_reminder 1@example.com")
}

func TestWhoeverAskedToBeForgottenGetsNoMailAboutAnAppointment(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting())
	w.customer("7", contacts.Profile{Email: "seven@example.com", FirstName: "Nana"})
	w.book(w.wish("1", "10:00", func(in *flow.Book) { in.Contact, in.Name, in.Email = member, "", "" }))
	w.letters("booking_confirmed seven@example.com")
	w.book(w.wish("2", "11:00", func(in *flow.Book) { in.Contact, in.Name, in.Email = member, "", "" }))
	_, err := w.CustomerDeleted(t.Context(), flow.CustomerDeleted{Shop: testShop, Customer: "7", At: w.now()})
	ok(t, err)
	w.letters()
}

func TestWhoPaysTooLateIsToldOnceThatTheTimeIsGone(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting(paidFirst))
	kept := w.book(w.wish("1", "10:00"))
	late := w.book(w.wish("2", "11:00"))
	w.order(w.pays("1001", kept))
	w.order(w.pays("1001", kept))
	if left := w.letters("booking_confirmed 1@example.com")[0].Content.Visit.Left; left.Minor != 0 {
		t.Errorf("%d are said to be left to pay", left.Minor)
	}
	w.forward(16 * time.Minute)
	w.book(w.wish("3", "11:00", func(in *flow.Book) { in.Source, in.Actor = appointments.Panel, "42" }))
	w.letters("booking_confirmed 3@example.com")
	w.order(w.pays("1002", late))
	w.order(w.pays("1002", late))
	mail := w.letters("booking_too_late 2@example.com")[0]
	if mail.Content.Visit.Back.Minor != 4500 || mail.Invite != nil {
		t.Errorf("the mail tells %+v with %+v", mail.Content.Visit, mail.Invite)
	}
}

func TestAPersonWhoIsBookedForByStaffIsWrittenToInTheirLanguage(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting())
	w.customer("7", contacts.Profile{Email: "seven@example.com", FirstName: "Nana", Locale: "ko-KR"})
	w.book(w.wish("1", "10:00", func(in *flow.Book) {
		in.Source, in.Actor, in.Contact, in.Name, in.Email, in.Language = appointments.Panel, "42", member, "", "", ""
	}))
	if mail := w.letters("booking_confirmed seven@example.com")[0]; mail.Language != "ko" || mail.Name != "Nana" {
		t.Errorf("the mail is in %s to %s", mail.Language, mail.Name)
	}
}

// TestNoMessageIsSentTwice plays changes in any order, each of them any number of
// times, between rounds of the jobs. Nobody hears of the same thing twice.
func TestNoMessageIsSentTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := newWritingSalon(t, cutting(paidFirst))
		a := w.book(w.wish("1", "10:00"))
		clocks := []string{"09:00", "09:30", "10:00", "16:30"}
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			step := rapid.SampledFrom([]string{"pay", "confirm", "move", "cancel", "wait", "remind", "send"}).Draw(r, "step")
			to := w.at(rapid.SampledFrom(clocks).Draw(r, "to"))
			for range rapid.IntRange(1, 2).Draw(r, "times") {
				var err error
				switch step {
				case "pay":
					w.order(w.pays("1001", a))
				case "confirm":
					_, err = w.SetBooking(t.Context(), flow.SetBooking{Reach: staffReach(a.ID), To: booking.Confirmed})
				case "move":
					_, err = w.MoveBooking(t.Context(), flow.MoveBooking{Reach: staffReach(a.ID), Start: to})
				case "cancel":
					_, err = w.CancelBooking(t.Context(), staffReach(a.ID))
				case "wait":
					w.forward(20 * time.Hour)
				case "remind":
					w.remindAll()
				case "send":
					w.desk.work()
				}
				if err != nil && models.CodeOf(err) != models.Conflict {
					r.Fatal(err)
				}
			}
		}
		w.remindAll()
		w.desk.work()
		w.noneTwice(r)
	})
}

func (w *writingSalon) noneTwice(r *rapid.T) {
	invites, reminders := map[string]bool{}, map[string]bool{}
	last := 0
	for _, l := range w.post.mails {
		switch {
		case l.Kind.Name == notices.Soon:
			if key := l.Content.Visit.Start.String(); reminders[key] {
				r.Fatalf("reminded twice of %s", key)
			} else {
				reminders[key] = true
			}
		case l.Invite == nil:
		case invites[fmt.Sprint(l.Kind.Name, l.Invite.Sequence)] || l.Invite.Sequence < last:
			r.Fatalf("%s was sent again as %+v", l.Kind.Name, l.Invite)
		default:
			last = l.Invite.Sequence
			invites[fmt.Sprint(l.Kind.Name, last)] = true
		}
	}
}
