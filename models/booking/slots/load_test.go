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
			// 320 minutes are free; twenty of their 64 parts and the end have a
			// booking before the next.
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

func BenchmarkOffers(b *testing.B) {
	for _, load := range []struct{ staff, days int }{{1, 30}, {10, 30}, {100, 90}} {
		b.Run(fmt.Sprintf("%d-staff-%d-days", load.staff, load.days), func(b *testing.B) {
			f, r := salon(load.staff, load.days)
			for b.Loop() {
				offered, err := slots.Offers(f, slots.Wish{}, r)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(offered)), "slots")
			}
		})
	}
}
