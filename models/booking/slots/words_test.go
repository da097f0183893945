package slots_test

import (
	"testing"

	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

func date(t *testing.T, text string) times.Date {
	t.Helper()
	d, err := times.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func window(t *testing.T, from, to string) booking.Window {
	t.Helper()
	first, err := times.ParseMinute(from)
	if err != nil {
		t.Fatal(err)
	}
	last, err := times.ParseMinute(to)
	if err != nil {
		t.Fatal(err)
	}
	return booking.Window{From: first, To: last}
}

// shownIsAccepted holds what was offered against the verdicts.
func shownIsAccepted(t interface {
	Helper()
	Errorf(string, ...any)
}, f slots.Facts, w slots.Wish, offered []slots.Slot) {
	t.Helper()
	for _, slot := range offered {
		seats := map[booking.StaffID]int{}
		for _, o := range slot.Offers {
			seats[o.Staff] = o.Seats
		}
		for _, v := range slots.Judge(f, w, slot.Start) {
			left, shown := seats[v.Staff]
			if v.Free() != shown || v.Seats != left {
				t.Errorf("%s at %s: shown %t with %d seats, judged %+v", v.Staff, slot.Start, shown, left, v)
			}
		}
	}
}
