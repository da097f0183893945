package flow_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/points"
	"clientele/models/services"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

// engines are where races are run: in memory or on MongoDB, and in a file.
var engines = map[string]func(t *testing.T) *store.Store{
	"the engine of the suite": func(t *testing.T) *store.Store { return storetest.Open(t) },
	"a file": func(t *testing.T) *store.Store {
		return storetest.OpenAt(t, "file:"+filepath.Join(t.TempDir(), "data", "clientele.db"), "")
	},
}

// rounds is how often a race is run.
func rounds(few int) int {
	if os.Getenv("FAULTS") != "" {
		return 200
	}
	return few
}

func salonIn(t *testing.T, s *store.Store, settings services.Settings, staff ...booking.StaffID) *salon {
	t.Helper()
	w := &till{newWorldIn(t, s), t}
	w.install(t)
	return openSalon(w, settings, staff...)
}

// crowd does something many times at once, and counts what succeeded and what
// was taken. Nothing else may come of it.
func crowd(t *testing.T, n int, wish func(i int) error) (accepted int) {
	t.Helper()
	errs := make([]error, n)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range n {
		done.Go(func() {
			start.Wait()
			errs[i] = wish(i)
		})
	}
	start.Done()
	done.Wait()
	for _, err := range errs {
		var taken *flow.Taken
		switch {
		case err == nil:
			accepted++
		case !errors.As(err, &taken):
			t.Errorf("refused with %v", err)
		}
	}
	return accepted
}

// Fifty book one time at once, of a class with some seats. As many as there are
// seats get one, in every round. The two hundred rounds of the full size are
// those by all paths, of which this one is the half; see booking_mixed_test.go.
func TestF45FiftyWhoWantOneSeat(t *testing.T) {
	t.Parallel()
	for name, open := range engines {
		for _, capacity := range []int{1, 3} {
			t.Run(fmt.Sprintf("%d in %s", capacity, name), func(t *testing.T) {
				t.Parallel()
				w := salonIn(t, open(t), cutting(func(s *services.Settings) { s.Timing.Capacity = capacity }))
				first := w.at("09:00")
				for round := range min(rounds(3), 20) {
					start := first.AddDate(0, 0, round/16).Add(time.Duration(round%16) * 30 * time.Minute)
					accepted := crowd(t, 50, func(i int) error {
						in := w.wish(fmt.Sprint(round, "-", i), "09:00")
						in.Start = start
						_, err := w.Book(t.Context(), in)
						return err
					})
					if accepted != capacity {
						t.Fatalf("in round %d %d were accepted, want %d", round, accepted, capacity)
					}
				}
				w.inOrder()
			})
		}
	}
}

// One shopper asks for many times at once that have to be paid, and keeps no more of
// them than one who asks for them one after the other.
func TestF44OneShopperKeepsOnlySoManyTimesHoweverFast(t *testing.T) {
	t.Parallel()
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := salonIn(t, open(t), cutting(paidFirst), "ann", "ben", "cid", "dee")
			var many atomic.Int32
			kept := crowd(t, 40, func(i int) error {
				in := w.wish(fmt.Sprint("fast", i), "09:00")
				in.Start, in.Email = in.Start.Add(time.Duration(i%16)*30*time.Minute), "fast@example.com"
				_, err := w.Book(t.Context(), in)
				if models.CodeOf(err) == models.TooMany && err != nil {
					many.Add(1)
					return &flow.Taken{}
				}
				return err
			})
			if kept != 5 || many.Load() != 35 {
				t.Errorf("%d times are kept and %d were too many, want 5 and 35", kept, many.Load())
			}
			w.inOrder()
		})
	}
}

// inOrder holds the calendar against the laws of exclusion, and the sheets
// against the appointments.
func (w *salon) inOrder() {
	w.t.Helper()
	ctx := context.Background()
	tally, err := w.VerifyShop(ctx, w.shop(w.t), nil)
	ok(w.t, err)
	for _, f := range tally.Findings {
		if f.Law == points.LawCalendar {
			w.t.Error(f.Text)
		}
	}
	service, err := w.store.Services.Get(ctx, testShop, "cut")
	ok(w.t, err)
	first := times.Resolve(time.UTC, visiting-2, 0)
	all, err := w.store.Appointments.Between(ctx, testShop, appointments.Query{Span: times.Span{From: first, To: first.Add(300 * 24 * time.Hour)}, Limit: 10_000})
	ok(w.t, err)
	for i := range all {
		a := &all[i]
		if !a.Live(w.now()) {
			continue
		}
		seats := a.Seats
		for j := range all {
			b := &all[j]
			if i == j || !b.Live(w.now()) || !a.Blocked().Meets(b.Blocked()) {
				continue
			}
			for _, unit := range a.Units {
				if b.Staff != a.Staff && hasUnit(b.Units, unit) {
					w.t.Errorf("%s is used by %s and %s at once", unit, a.ID, b.ID)
				}
			}
			switch {
			case a.Staff != b.Staff:
			case a.Start.Equal(b.Start) && a.End.Equal(b.End):
				seats += b.Seats
			default:
				w.t.Errorf("%s serves %s and %s at once", a.Staff, a.ID, b.ID)
			}
		}
		if seats > max(1, service.Timing.Capacity) {
			w.t.Errorf("%d seats are taken at %s with %s", seats, a.Start, a.Staff)
		}
	}
}

func hasUnit(units []booking.UnitID, unit booking.UnitID) bool {
	for _, u := range units {
		if u == unit {
			return true
		}
	}
	return false
}

// Shoppers and staff book, move, cancel, give back and pay late what they held,
// all at once and for the same few times.
func TestF45AllPathsAtOnce(t *testing.T) {
	t.Parallel()
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for round := range max(1, rounds(10)/10) {
				w := salonIn(t, open(t), cutting(paidFirst, func(s *services.Settings) { s.Timing.Needs = []booking.Need{{Pool: "chairs", Count: 1}} }), "ann", "ben")
				w.furnish("chairs", 1)
				var held []flow.Booked
				for i, clock := range []string{"10:00", "10:30", "11:00", "11:30"} {
					held = append(held, w.book(w.wish(fmt.Sprint("held", i), clock)))
				}
				w.forward(16 * time.Minute) // nobody noticed yet that they lapsed
				chance := rand.New(rand.NewPCG(45, uint64(round)))
				acts := make([]func() error, 40)
				for i := range acts {
					acts[i] = w.act(i, held, chance)
				}
				crowd(t, len(acts), func(i int) error { return acts[i]() })
				w.inOrder()
			}
		})
	}
}

// act is one of the things that people do, chosen before they all begin.
func (w *salon) act(i int, held []flow.Booked, chance *rand.Rand) func() error {
	ctx, clock := w.t.Context(), []string{"10:00", "10:30", "11:00", "11:30"}[chance.IntN(4)]
	start, one := w.at(clock), held[chance.IntN(len(held))]
	in, pays := w.wish(fmt.Sprint("act", i), clock), w.pays(fmt.Sprint(2000+i), one)
	switch chance.IntN(5) {
	case 0:
		in.Source, in.Actor = appointments.Panel, "42"
		return func() error { _, err := w.Book(ctx, in); return err }
	case 1:
		return func() error { _, err := w.OrderChanged(ctx, pays); return err }
	case 2:
		return func() error {
			made, err := w.Book(ctx, in)
			if err != nil {
				return err
			}
			_, err = w.MoveBooking(ctx, flow.MoveBooking{Reach: byToken(made), Start: start.Add(30 * time.Minute)})
			return err
		}
	case 3:
		return func() error {
			_, err := w.LapseHolds(ctx)
			if err == nil {
				_, err = w.Book(ctx, in)
			}
			return err
		}
	}
	return func() error {
		made, err := w.Book(ctx, in)
		if err == nil {
			_, err = w.CancelBooking(ctx, byToken(made))
		}
		if models.CodeOf(err) == models.Conflict {
			return nil
		}
		return err
	}
}
