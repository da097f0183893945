package flow_test

import (
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/services"
)

// resize gives an appointment another length, as staff does.
func (w *salon) resize(b flow.Booked, clock string, minutes int) (flow.Booked, error) {
	w.t.Helper()
	return w.MoveBooking(w.t.Context(), flow.MoveBooking{Reach: staffReach(b.ID), Start: w.at(clock), Staff: "ann", Minutes: minutes})
}

func TestALongerAppointmentTakesItsTimeUnlessSomebodyHasIt(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	a := w.book(w.wish("1", "10:00"))
	w.book(w.wish("2", "11:00"))
	_, err := w.resize(a, "10:00", 61)
	wantTaken(t, err, slots.StaffBusy)
	verdicts, err := w.JudgeTime(t.Context(), flow.Asked{Shop: testShop, Moves: a.ID, Minutes: 61, Staff: "ann", Source: appointments.Panel}, w.at("10:00"))
	if ok(t, err); len(verdicts) != 1 || verdicts[0].Free() {
		t.Fatalf("shown beforehand is %+v", verdicts)
	}
	longer, err := w.resize(a, "10:00", 60)
	ok(t, err)
	if !longer.End.Equal(w.at("11:00")) || longer.History[1].What != appointments.WasResized || longer.Sequence != 2 {
		t.Fatalf("it became %+v", longer.Appointment)
	}
	w.refused(w.wish("3", "10:30"), slots.StaffBusy)
	_, err = w.resize(a, "10:00", 20)
	ok(t, err)
	w.book(w.wish("4", "10:30"))
}

func TestAnAppointmentKeepsItsNewLengthWhenItIsMoved(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	a := w.book(w.wish("1", "10:00"))
	_, err := w.resize(a, "10:00", 90)
	ok(t, err)
	moved, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byToken(a), Start: w.at("14:00")})
	if ok(t, err); !moved.End.Equal(w.at("15:30")) {
		t.Fatalf("it lasts until %s", moved.End)
	}
	both, err := w.resize(a, "12:00", 45)
	if ok(t, err); !both.Start.Equal(w.at("12:00")) || !both.End.Equal(w.at("12:45")) {
		t.Fatalf("moved and shortened at once it is from %s to %s", both.Start, both.End)
	}
}

func TestAnAppointmentThatHasBegunCanBecomeLonger(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	in := w.wish("1", "10:07")
	in.Source, in.Actor, in.Staff = appointments.WalkIn, "42", "ann"
	a := w.book(in)
	w.forward(w.at("10:20").Sub(w.now()))
	longer, err := w.resize(a, "10:07", 50)
	if ok(t, err); !longer.End.Equal(w.at("10:57")) {
		t.Fatalf("it lasts until %s", longer.End)
	}
	if _, err = w.resize(a, "10:10", 50); err == nil {
		t.Fatal("its beginning was moved into the past")
	}
}

func TestWhatIsSharedOrHasPartsKeepsItsLength(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*services.Settings){
		"a class": func(s *services.Settings) { s.Timing.Capacity = 5 },
		"a colour": func(s *services.Settings) {
			s.Variants[0].Segments = []booking.Segment{{Minutes: 10}, {Minutes: 10, Waiting: true}, {Minutes: 10}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSalon(t, cutting(change))
			a := w.book(w.wish("1", "10:00"))
			if _, err := w.resize(a, "10:00", 60); models.CodeOf(err) != models.Invalid {
				t.Fatalf("it became longer: %v", err)
			}
			if b := w.appointment(a.ID); b.End.Sub(b.Start) != 30*time.Minute {
				t.Fatalf("it lasts %s", b.End.Sub(b.Start))
			}
			if _, err := w.resize(a, "11:00", 30); err != nil {
				t.Fatalf("it could not be moved with the length that it has: %v", err)
			}
		})
	}
}
