package store

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

func anyBooking(t *rapid.T, week appointments.Week) booking.Booking {
	minute := func(name string, low, high int) int { return rapid.IntRange(low, high).Draw(t, name) }
	start := week.Span().From.In(time.UTC).Add(time.Duration(minute("start", -24*60, 7*24*60)) * time.Minute)
	b := booking.Booking{
		ID: booking.BookingID(rapid.StringMatching(`[a-z0-9]{1,64}`).Draw(t, "id")), Service: booking.ServiceID(rapid.SampledFrom([]string{"cut", "colour", "髪"}).Draw(t, "service")),
		Staff: "ann", Start: start, End: start.Add(time.Duration(minute("length", 1, 24*60)) * time.Minute), Status: rapid.SampledFrom(statusCodes).Draw(t, "status"),
		Seats: minute("seats", 1, 1000), BufferBeforeMinutes: minute("before", 0, 720), BufferAfterMinutes: minute("after", 0, 720),
	}
	if b.Status == booking.Held {
		b.ExpiresAt = start.Add(-time.Duration(minute("expires", -5000, 500_000)) * time.Second)
	}
	for range minute("segments", 0, 4) {
		b.Segments = append(b.Segments, booking.Segment{Minutes: minute("minutes", 1, 1440), Waiting: rapid.Bool().Draw(t, "waiting")})
	}
	for range minute("units", 0, 3) {
		b.Units = append(b.Units, booking.UnitID(rapid.StringMatching(`u[0-9]{1,3}`).Draw(t, "unit")))
	}
	return b
}

func TestASheetGivesBackWhatWasPackedIntoIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		week := appointments.Week(rapid.IntRange(-100, 5000).Draw(t, "week"))
		row := sheetRow{Week: int(week), Owner: "ann"}
		all := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) booking.Booking { return anyBooking(t, week) }), 0, 30,
			func(b booking.Booking) booking.BookingID { return b.ID }).Draw(t, "bookings")
		row.write(all)
		got, err := row.bookings()
		if err != nil || len(got) != len(all) {
			t.Fatalf("%d of %d came back, %v", len(got), len(all), err)
		}
		for i := range got {
			if !reflect.DeepEqual(got[i], all[i]) {
				t.Fatalf("got  %+v\nwant %+v", got[i], all[i])
			}
		}
	})
}

func TestADamagedSheetIsAnErrorAndNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row := sheetRow{Owner: "ann", Names: []string{"cut"}, Packed: rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "bytes")}
		if rapid.Bool().Draw(t, "right form") {
			row.Packed[0] = packedForm
		}
		all, err := row.bookings()
		if err == nil && len(all) > len(row.Packed) {
			t.Fatalf("%d bookings in %d bytes", len(all), len(row.Packed))
		}
	})
}

// What a month of a busy shop costs to unpack. Run with
//
//	go test -run '^$' -bench Unpack ./models/store
func BenchmarkUnpack(b *testing.B) {
	row := sheetRow{Owner: "ann", Week: 2970}
	from := appointments.Week(row.Week).Span().From
	var all []booking.Booking
	for i := range 140 {
		start := (from + times.Instant(i)*72*60_000).In(time.UTC)
		all = append(all, booking.Booking{ID: booking.BookingID(start.Format("20060102150405")), Service: "cut", Start: start, End: start.Add(20 * time.Minute), Status: booking.Confirmed, Seats: 1})
	}
	row.write(all)
	b.ReportMetric(float64(len(row.Packed))/140, "bytes/booking")
	for b.Loop() {
		if _, err := row.bookings(); err != nil {
			b.Fatal(err)
		}
	}
}
