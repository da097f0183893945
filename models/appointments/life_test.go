package appointments_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/services"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// held is a time from three days after noon, kept for a quarter of an hour.
func held() appointments.Appointment {
	a := appointments.Appointment{
		Booking: booking.Booking{ID: "b1", Staff: "ann", Start: noon.AddDate(0, 0, 3), End: noon.AddDate(0, 0, 3).Add(time.Hour), Seats: 1},
		Price:   models.Money{Minor: 5001, Currency: "USD"}, DueMinor: 5001,
		Policy: booking.Policy{{HoursBefore: 48, Percent: 100}, {HoursBefore: 24, Percent: 50}},
	}
	return a.Held(noon.Add(15*time.Minute), noon, appointments.Shopper)
}

func order(id string) appointments.Purchase {
	return appointments.Purchase{Order: models.OrderID(id), Sells: true, Paid: true, PaidMinor: 5001}
}

func TestWhatGoesBackIsWhatThePolicySays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		why   appointments.End
		hours int // before the beginning
		want  int64
	}{
		"in time":                {appointments.ByShopper, 48, 5001},
		"half, rounded up":       {appointments.ByShopper, 47, 2501},
		"too late":               {appointments.ByShopper, 23, 0},
		"by the shop, all of it": {appointments.ByStaff, 1, 5001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := held().Bought(order("1001"), true, noon)
			now := a.Start.Add(-time.Duration(c.hours) * time.Hour)
			a, err := a.Cancel(c.why, now, "42")
			if err != nil || a.RefundDueMinor() != c.want || (a.Attention == appointments.RefundDue) != (c.want > 0) {
				t.Fatalf("%d is due, %q, %v", a.RefundDueMinor(), a.Attention, err)
			}
			if again, err := a.Cancel(c.why, now.Add(time.Minute), "42"); err != nil || !reflect.DeepEqual(again, a) {
				t.Fatalf("cancelled again it is %+v, %v", again, err)
			}
		})
	}
}

func TestWhatIsOverCannotBeChangedByTheShopper(t *testing.T) {
	t.Parallel()
	a := held().Confirm(noon, "42")
	now := a.Start
	if _, err := a.Cancel(appointments.ByShopper, now, appointments.Shopper); models.CodeOf(err) != models.Conflict {
		t.Errorf("cancelling: %v", err)
	}
	if err := a.Movable(now, appointments.Shopper); models.CodeOf(err) != models.Conflict {
		t.Errorf("moving: %v", err)
	}
	if err := a.Movable(now, "42"); err != nil {
		t.Errorf("staff cannot move it: %v", err)
	}
	done, err := a.Complete(now.Add(time.Hour), "42", time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := done.Cancel(appointments.ByStaff, now, "42"); models.CodeOf(err) != models.Conflict {
		t.Errorf("cancelling what took place: %v", err)
	}
	if _, err := a.NoShow(now.Add(-time.Minute), "42"); models.CodeOf(err) != models.Conflict {
		t.Errorf("missed before it began: %v", err)
	}
	if _, err := a.Complete(now.Add(-time.Minute), "42", time.Time{}, time.Time{}); models.CodeOf(err) != models.Conflict {
		t.Errorf("took place before it began: %v", err)
	}
	if early, err := a.Complete(now.Add(-time.Minute), "42", now.Add(-time.Hour), now.Add(-2*time.Minute)); err != nil || early.Status != booking.Completed {
		t.Errorf("who came early is %s, %v", early.Status, err)
	}
}

func TestALongHistoryKeepsItsBeginningAndItsEnd(t *testing.T) {
	t.Parallel()
	a := held().Confirm(noon, "42")
	for i := range 3 * appointments.HistoryMax {
		a = a.Move(appointments.Place{Staff: "ann", Start: a.Start.Add(time.Minute), End: a.End.Add(time.Minute)}, noon.Add(time.Duration(i)*time.Minute), "42")
	}
	first, last := a.History[0], a.History[len(a.History)-1]
	if len(a.History) != appointments.HistoryMax || first.What != appointments.WasHeld || !last.To.Equal(a.Start) || a.Sequence != 2+3*appointments.HistoryMax {
		t.Fatalf("%d changes, %+v to %+v", len(a.History), first, last)
	}
}

// TestMoneyAndTimeAgreeWhateverHappens plays random lives and holds them against
// the laws of an appointment.
func TestMoneyAndTimeAgreeWhateverHappens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, now := held(), noon
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 24*60).Draw(t, "minutes")) * time.Minute)
			was := a
			a = step(t, a, now)
			if a.Sequence < was.Sequence || a.Sequence > was.Sequence && a.UpdatedAt.Before(was.UpdatedAt) {
				t.Fatalf("the sequence went from %d to %d", was.Sequence, a.Sequence)
			}
			if due := a.RefundDueMinor(); due > a.PaidMinor || due > 0 && a.Status != booking.Cancelled || due > 0 && a.Attention == "" {
				t.Fatalf("%s: %d of %d is due, %q", a.Status, due, a.PaidMinor, a.Attention)
			}
			if (a.Status == booking.Cancelled) != (a.Ended != "") || (a.Status == booking.Held) != !a.ExpiresAt.IsZero() {
				t.Fatalf("it is %s, ended %q, expires %s", a.Status, a.Ended, a.ExpiresAt)
			}
		}
	})
}

func step(t *rapid.T, a appointments.Appointment, now time.Time) appointments.Appointment {
	keep := func(next appointments.Appointment, err error) appointments.Appointment {
		if err != nil {
			if !reflect.DeepEqual(next, a) {
				t.Fatalf("it was changed and refused: %v", err)
			}
			return a
		}
		return next
	}
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		why := rapid.SampledFrom([]appointments.End{appointments.Lapsed, appointments.Released, appointments.ByShopper, appointments.ByStaff}).Draw(t, "why")
		return keep(a.Cancel(why, now, "42"))
	case 1:
		return keep(a.Complete(now, "42", time.Time{}, time.Time{}))
	case 2:
		return keep(a.NoShow(now, "42"))
	case 3:
		if rapid.Bool().Draw(t, "free") || !a.Takable(now) {
			return a.Confirm(now, "42")
		}
		return a
	}
	p := order(rapid.SampledFrom([]string{"1001", "1002"}).Draw(t, "order"))
	p.Paid, p.Sells = rapid.IntRange(0, 4).Draw(t, "paid") > 0, rapid.IntRange(0, 4).Draw(t, "sells") > 0
	p.RefundedMinor = rapid.SampledFrom([]int64{0, 1000, 5001}).Draw(t, "refunded")
	p.Undone = p.RefundedMinor == p.PaidMinor || rapid.IntRange(0, 5).Draw(t, "undone") == 0
	free := rapid.Bool().Draw(t, "free")
	next := a.Bought(p, free, now)
	if again := next.Bought(p, free, now); !reflect.DeepEqual(again, next) {
		t.Fatalf("the same order once more made %+v of %+v", again, next)
	}
	return next
}

func TestAWishSaysWhoItIsForAndAnswersWhatIsAsked(t *testing.T) {
	t.Parallel()
	settings := services.Settings{PartyMax: 2, Questions: []services.Question{{ID: "q1", Label: "Colour?", Kind: services.OneOf, Required: true, Choices: []string{"red"}}}}
	good := appointments.Wish{
		Key: "a-key-of-a-page", Start: noon, Person: appointments.Person{Name: "Mika", Email: "mika@example.com", Zone: "Asia/Tokyo"},
		Answers: []services.Answer{{Question: "q1", Value: "red"}},
	}
	for path, change := range map[string]func(w *appointments.Wish){
		"":           func(*appointments.Wish) {},
		"key":        func(w *appointments.Wish) { w.Key = "short" },
		"party":      func(w *appointments.Wish) { w.Party = 3 },
		"start":      func(w *appointments.Wish) { w.Start = time.Time{} },
		"name":       func(w *appointments.Wish) { w.Name = " " },
		"email":      func(w *appointments.Wish) { w.Email = "Mika <mika@example.com>" },
		"zone":       func(w *appointments.Wish) { w.Zone = "Local" },
		"answers.q1": func(w *appointments.Wish) { w.Answers[0].Value = "blue" },
	} {
		w := good
		w.Answers = []services.Answer{good.Answers[0]}
		change(&w)
		problems := w.Problems(settings, appointments.Storefront)
		if path == "" && len(problems) == 0 {
			continue
		}
		if len(problems) != 1 || problems[0].Path != path {
			t.Errorf("%s: %v", path, problems)
		}
	}
	bare := appointments.Wish{Key: "a-key-of-a-form", Start: noon}
	if problems := bare.Problems(settings, appointments.Panel); len(problems) > 0 {
		t.Errorf("staff is asked for %v", problems)
	}
}

func TestATokenOpensOneAppointmentOfOneShop(t *testing.T) {
	t.Parallel()
	salt, other := []byte("one shop's salt"), []byte("another one's")
	token := appointments.TokenOf(salt, "b1")
	if !appointments.Opens(salt, "b1", token) || appointments.Opens(salt, "b2", token) || appointments.Opens(other, "b1", token) || appointments.Opens(salt, "b1", "") {
		t.Error("a token opens what it should not")
	}
}
