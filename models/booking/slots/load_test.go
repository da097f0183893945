package slots_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// salon is a shop that is open from 8 to 20 every day, where everybody has
// twenty bookings of 20 minutes a day, somewhere on the multiples of five minutes.
func salon(staff, days int) (slots.Facts, slots.Range) {
	first := times.DateOf(2026, time.June, 1)
	f := slots.Facts{
		Now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), Zone: "UTC",
		Service: booking.Service{ID: "cut", DurationMinutes: 30, IntervalMinutes: 15, Grid: booking.Clock, Capacity: 1},
	}
	var week booking.Week
	for day := range week {
		week[day] = []booking.Window{{From: 8 * 60, To: 20 * 60}}
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for s := range staff {
		id := booking.StaffID(fmt.Sprintf("s%03d", s))
		f.Staff = append(f.Staff, booking.Staff{ID: id, Weekly: week})
		for d := range days {
			opening := times.Resolve(time.UTC, first+times.Date(d), 8*time.Hour).In(time.UTC)
			// Twenty bookings among 64 free parts of five minutes, in random order.
			gaps := chance.Perm(84)[:20]
			slices.Sort(gaps)
			for b, gap := range gaps {
				start := opening.Add(time.Duration((gap-b)*5+b*20) * time.Minute)
				f.Bookings = append(f.Bookings, booking.Booking{
					ID: booking.BookingID(fmt.Sprintf("%s-%d-%d", id, d, b)), Service: "cut", Staff: id,
					Start: start, End: start.Add(20 * time.Minute), Status: booking.Confirmed, Seats: 1,
				})
			}
		}
	}
	return f, slots.Range{From: first, To: first + times.Date(days) - 1, Zone: "UTC"}
}

// loads are what is measured: staff, days, and the times that are free for
// somebody.
var loads = []struct{ staff, days, slots int }{{1, 30, 148}, {10, 30, 923}, {100, 90, 4230}}

func TestABusySalonOffersWhatItsBookingsLeave(t *testing.T) {
	t.Parallel()
	for _, load := range loads {
		f, r := salon(load.staff, load.days)
		offered, err := slots.Offers(f, slots.Wish{}, r)
		if err != nil {
			t.Fatal(err)
		}
		free := map[time.Time]int{}
		for day := range load.staff * load.days {
			opening := times.Resolve(time.UTC, r.From+times.Date(day%load.days), 8*time.Hour).In(time.UTC)
			var taken [47]bool // the quarters from 8:00 to 19:30
			for i := range 20 {
				b := &f.Bookings[day*20+i]
				for q := range taken {
					start := opening.Add(time.Duration(q) * 15 * time.Minute)
					taken[q] = taken[q] || b.Start.Before(start.Add(30*time.Minute)) && b.End.After(start)
				}
			}
			for q := range taken {
				if !taken[q] {
					free[opening.Add(time.Duration(q)*15*time.Minute)]++
				}
			}
		}
		if len(offered) != load.slots || len(free) != load.slots {
			t.Errorf("%d staff, %d days: %d times, by hand %d, want %d", load.staff, load.days, len(offered), len(free), load.slots)
		}
		for _, slot := range offered {
			if n := free[slot.Start]; n != len(slot.Offers) {
				t.Fatalf("at %s %d are offered, and %d are free", slot.Start, len(slot.Offers), n)
			}
		}
	}
}

// The question that a calendar page asks: a month, or three, of everybody. Run with
//
//	go test -run '^$' -bench Offers ./models/booking/slots
func BenchmarkOffers(b *testing.B) {
	for _, load := range loads {
		f, r := salon(load.staff, load.days)
		laid := f
		laid.Bookings, laid.Runs = nil, slots.RunsOf(f.Bookings)
		for how, facts := range map[string]slots.Facts{"as-they-are": f, "laid-out": laid} {
			b.Run(fmt.Sprintf("%d-staff-%d-days-%s", load.staff, load.days, how), func(b *testing.B) {
				for b.Loop() {
					if _, err := slots.Offers(facts, slots.Wish{}, r); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
