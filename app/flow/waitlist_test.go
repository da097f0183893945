package flow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/waitlist"
)

// waitedFor lets people wait for the service.
func waitedFor(s *services.Settings) { s.Waiting = true }

// fill books every time of the day but some.
func (w *salon) fill(but ...string) map[string]flow.Booked {
	w.t.Helper()
	all := map[string]flow.Booked{}
	for i, clock := range w.free() {
		if !slices.Contains(but, clock) {
			all[clock] = w.book(w.wish(fmt.Sprint("full", i), clock))
		}
	}
	return all
}

func (w *salon) wantsToWait(key string, change ...func(*flow.JoinWaitlist)) flow.JoinWaitlist {
	w.t.Helper()
	in := flow.JoinWaitlist{Shop: testShop, Wish: w.wish(key, "10:00").Wish, Days: waitlist.Days{First: visiting, Last: visiting}}
	in.Start = time.Time{}
	for _, c := range change {
		c(&in)
	}
	return in
}

func (w *salon) waits(key string, change ...func(*flow.JoinWaitlist)) flow.Queued {
	w.t.Helper()
	w.forward(time.Second) // who comes later is later in line
	q, err := w.JoinWaitlist(w.t.Context(), w.wantsToWait(key, change...))
	ok(w.t, err)
	return q
}

// offers runs the job as often as it has to.
func (w *salon) offers() {
	w.t.Helper()
	for range 2 { // once more changes nothing
		_, err := w.OfferPlaces(w.t.Context())
		ok(w.t, err)
	}
}

func (w *salon) queued(q flow.Queued) waitlist.Entry {
	w.t.Helper()
	e, err := w.store.Waitlist.Get(w.t.Context(), testShop, q.ID)
	ok(w.t, err)
	return e
}

func (w *salon) wantState(q flow.Queued, want waitlist.State) {
	w.t.Helper()
	if got := w.queued(q).State; got != want {
		w.t.Fatalf("%s %s, want %s", q.Person.Email, got, want)
	}
}

// wantOffer wants a place to be kept for who waits, at a time.
func (w *salon) wantOffer(q flow.Queued, clock string) appointments.Appointment {
	w.t.Helper()
	w.wantState(q, waitlist.Offered)
	a := w.appointment(q.ID)
	if !a.Offer() || !a.Live(w.now()) || !a.Start.Equal(w.at(clock)) || a.Email != q.Person.Email {
		w.t.Fatalf("offered is %+v", a)
	}
	return a
}

func (w *salon) cancels(b flow.Booked) {
	w.t.Helper()
	_, err := w.CancelBooking(w.t.Context(), byToken(b))
	ok(w.t, err)
}

func byTokenOf(q flow.Queued) flow.Reach { return flow.Reach{Shop: testShop, ID: q.ID, Token: q.Token} }

// waitingSalon is a salon with a waitlist. The day on which tests book is days
// ahead, so that offers stand for as long as they may.
func waitingSalon(t *testing.T, change ...func(*services.Settings)) *salon {
	t.Helper()
	return newSalon(t, cutting(append(change, waitedFor)...))
}

func TestACancelledTimeIsOfferedToWhoWaitsFirst(t *testing.T) {
	t.Parallel()
	w := waitingSalon(t)
	full := w.fill()
	first, second := w.waits("first"), w.waits("second")
	w.offers()
	w.wantState(first, waitlist.Waiting)
	w.cancels(full["14:00"])
	w.offers()
	a := w.wantOffer(first, "14:00")
	w.wantState(second, waitlist.Waiting)
	if a.ExpiresAt.Sub(w.now()) != 12*time.Hour {
		t.Errorf("the offer stands for %s", a.ExpiresAt.Sub(w.now()))
	}
	w.refused(w.wish("quick", "14:00"), "staff_busy") // nobody else gets it meanwhile
	taken, err := w.TakePlace(t.Context(), byTokenOf(first))
	ok(t, err)
	if taken.Status != booking.Confirmed {
		t.Fatalf("taken it is %+v", taken.Appointment)
	}
	w.wantState(first, waitlist.Taken)
	again, err := w.TakePlace(t.Context(), byTokenOf(first))
	ok(t, err)
	if again.Sequence != taken.Sequence {
		t.Error("taking twice is not like once")
	}
	w.inOrder()
}

func TestAnOfferThatNobodyTakesGoesToWhoIsNext(t *testing.T) {
	t.Parallel()
	w := waitingSalon(t)
	full := w.fill()
	first, second, third := w.waits("first"), w.waits("second"), w.waits("third")
	w.cancels(full["14:00"])
	w.offers()
	w.wantOffer(first, "14:00")
	w.forward(12 * time.Hour)
	if _, err := w.TakePlace(t.Context(), byTokenOf(first)); models.CodeOf(err) != models.Conflict {
		t.Fatalf("taken when it was over: %v", err)
	}
	_, err := w.LapseHolds(t.Context())
	ok(t, err)
	w.offers()
	w.wantState(first, waitlist.Passed)
	w.wantOffer(second, "14:00")
	ok(t, w.LeaveWaitlist(t.Context(), byTokenOf(second))) // lets it pass
	ok(t, w.LeaveWaitlist(t.Context(), byTokenOf(second)))
	w.offers()
	w.wantState(second, waitlist.Passed)
	w.wantOffer(third, "14:00")
	w.inOrder()
}

func TestATimeThatIsMovedAwayOrGivenBackIsOfferedToo(t *testing.T) {
	t.Parallel()
	w := waitingSalon(t, paidFirst)
	full := w.fill("09:00", "09:30")
	first, second := w.waits("first", func(in *flow.JoinWaitlist) { in.Part = waitlist.Afternoon }), w.waits("second", func(in *flow.JoinWaitlist) { in.Part = waitlist.Afternoon })
	w.offers()
	w.wantState(first, waitlist.Waiting) // the morning does not do
	_, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byToken(full["13:00"]), Start: w.at("09:00")})
	ok(t, err)
	w.offers()
	a := w.wantOffer(first, "13:00")
	if a.DueMinor != 4500 || len(a.Cart) != 1 {
		t.Fatalf("what is sold by the store is offered as %+v", a)
	}
	if _, err := w.TakePlace(t.Context(), byTokenOf(first)); models.CodeOf(err) != models.Conflict {
		t.Fatalf("taken without paying: %v", err)
	}
	w.order(w.pays("1001", flow.Booked{Appointment: a}))
	w.wantState(first, waitlist.Taken)
	_, err = w.ReleaseBooking(t.Context(), byToken(full["15:00"]))
	ok(t, err)
	w.offers()
	w.wantOffer(second, "15:00")
	w.inOrder()
}

func TestTwoThatAreCancelledAtOnceGoToTwo(t *testing.T) {
	t.Parallel()
	w := waitingSalon(t)
	full := w.fill()
	all := []flow.Queued{w.waits("a"), w.waits("b"), w.waits("c")}
	var together sync.WaitGroup
	for _, clock := range []string{"11:00", "16:00"} {
		together.Go(func() { w.cancels(full[clock]) })
	}
	together.Wait()
	crowd(t, 4, func(int) error { _, err := w.OfferPlaces(context.Background()); return err })
	w.offers()
	w.wantOffer(all[0], "11:00")
	w.wantOffer(all[1], "16:00")
	w.wantState(all[2], waitlist.Waiting)
	w.inOrder()
}

func TestAPartyThatIsTooLargeIsPassedOverAndNotDropped(t *testing.T) {
	t.Parallel()
	w := waitingSalon(t, func(s *services.Settings) { s.Timing.Capacity = 2 })
	var last flow.Booked
	for i := range 2 {
		for j, clock := range w.free() {
			last = w.book(w.wish(fmt.Sprint(i, "-", j), clock))
		}
	}
	two := w.waits("two", func(in *flow.JoinWaitlist) { in.Party = 2 })
	one := w.waits("one")
	w.cancels(last)
	w.offers()
	w.wantOffer(one, "16:30")
	w.wantState(two, waitlist.Waiting)
	w.inOrder()
}

func TestWhoWaitsIsToldOnceOfAnOfferThatStillStands(t *testing.T) {
	t.Parallel()
	w := newWritingSalon(t, cutting(waitedFor))
	late := w.book(w.wish("late", "14:00"))
	w.fill()
	w.desk.work()
	w.post.mu.Lock()
	w.post.mails = nil
	w.post.mu.Unlock()
	q, next := w.waits("first"), w.waits("next")
	_, err := w.CancelBooking(t.Context(), flow.Reach{Shop: testShop, ID: late.ID, Token: late.Token})
	ok(t, err)
	w.offers()
	visit := w.letters("booking_cancelled late@example.com", "booking_offered first@example.com")[1].Content.Visit
	if !strings.Contains(visit.Link, "/visit/"+string(testShop)+"/"+string(q.ID)) || !visit.Until.Equal(w.now().Add(12*time.Hour)) {
		t.Errorf("the offer says %+v", visit)
	}
	ok(t, w.LeaveWaitlist(t.Context(), byTokenOf(q)))
	w.offers()
	ok(t, w.LeaveWaitlist(t.Context(), byTokenOf(next))) // before the mail went out
	w.letters()
}

func TestJoiningIsForWhoCouldBookToo(t *testing.T) {
	t.Parallel()
	w := waitingSalon(t)
	w.serves("never", cutting())
	q := w.waits("first")
	again, err := w.JoinWaitlist(t.Context(), w.wantsToWait("first"))
	ok(t, err)
	if !again.Replayed || again.ID != q.ID {
		t.Errorf("sent again it gave %+v", again)
	}
	for name, c := range map[string]struct {
		change func(*flow.JoinWaitlist)
		want   models.Code
	}{
		"another wish with the key of the first one": {func(in *flow.JoinWaitlist) { in.Part = waitlist.Evening }, models.Conflict},
		"twice for one day":                          {func(in *flow.JoinWaitlist) { in.Key += "-2" }, models.Conflict},
		"a service that nobody can wait for":         {func(in *flow.JoinWaitlist) { in.Key += "-3"; in.Service = "never" }, models.Conflict},
		"a service that there is not":                {func(in *flow.JoinWaitlist) { in.Key += "-4"; in.Service = "none" }, models.NotFound},
		"without an address":                         {func(in *flow.JoinWaitlist) { in.Key += "-5"; in.Email = "" }, models.Invalid},
		"a party that is larger than any":            {func(in *flow.JoinWaitlist) { in.Key += "-6"; in.Party = 9 }, models.Invalid},
		"somebody who does not perform it":           {func(in *flow.JoinWaitlist) { in.Key += "-7"; in.Staff = "nobody" }, models.Invalid},
		"days that are past":                         {func(in *flow.JoinWaitlist) { in.Key += "-8"; in.Days.First -= 400; in.Days.Last -= 400 }, models.Invalid},
	} {
		if _, err := w.JoinWaitlist(t.Context(), w.wantsToWait("first", c.change)); models.CodeOf(err) != c.want || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.LeaveWaitlist(t.Context(), flow.Reach{Shop: testShop, ID: q.ID, Token: "of somebody else"}); models.CodeOf(err) != models.NotFound {
		t.Errorf("left with the token of somebody else: %v", err)
	}
	ok(t, w.LeaveWaitlist(t.Context(), staffReach(q.ID)))
	w.wantState(q, waitlist.Withdrawn)
}

func TestWhoWaitedInVainIsTakenOff(t *testing.T) {
	t.Parallel()
	w := waitingSalon(t)
	w.fill()
	q := w.waits("first")
	w.forward(w.at("16:00").Sub(w.now()) + 24*time.Hour)
	w.offers()
	w.wantState(q, waitlist.Expired)
}

func TestAnOfferCannotBeMovedBeforeItIsTaken(t *testing.T) {
	t.Parallel()
	w := waitingSalon(t)
	q := w.waits("first") // while everything is free: the first time is kept
	w.offers()
	w.wantOffer(q, "09:00")
	if _, err := w.MoveBooking(t.Context(), flow.MoveBooking{Reach: byTokenOf(q), Start: w.at("12:00")}); models.CodeOf(err) != models.Conflict {
		t.Fatalf("moved: %v", err)
	}
}

// A seat is given up, and somebody books it in the storefront while it is offered
// to who waits: exactly as many get one as there are, in every round.
func TestF45AWaitlistAndABookingWantTheSameSeat(t *testing.T) {
	t.Parallel()
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := salonIn(t, open(t), cutting(waitedFor))
			first := w.fill()
			kept := first["12:00"]
			for round := range rounds(20) {
				w.forward(time.Second)
				q, err := w.JoinWaitlist(t.Context(), w.wantsToWait(fmt.Sprint("race", round)))
				ok(t, err)
				w.cancels(kept)
				var booked flow.Booked
				accepted := crowd(t, 4, func(i int) error {
					if i%2 == 0 {
						_, err := w.OfferPlaces(context.Background())
						if err != nil {
							return err
						}
						return &flow.Taken{}
					}
					made, err := w.Book(context.Background(), w.wish(fmt.Sprint("race", round, "-", i), "12:00"))
					if err == nil {
						booked = made
					}
					return err
				})
				w.offers()
				switch e := w.queued(q); {
				case accepted == 0 && e.State == waitlist.Offered:
					kept, err = w.TakePlace(t.Context(), byTokenOf(q))
					ok(t, err)
				case accepted == 1 && e.State == waitlist.Waiting:
					kept = booked
					ok(t, w.LeaveWaitlist(t.Context(), byTokenOf(q)))
				default:
					t.Fatalf("in round %d %d booked, and who waits is %s", round, accepted, e.State)
				}
			}
			w.inOrder()
		})
	}
}
