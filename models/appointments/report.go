package appointments

import (
	"time"

	"clientele/models/booking"
	"clientele/models/services"
)

// Tally is what became of some appointments.
type Tally struct {
	Booked    int // all but those that were given back without payment
	Completed int
	NoShows   int
	Cancelled int
	// Minutes are those of appointments that took or take place, without buffers.
	Minutes int
	// OpenMinutes is how long those who serve were there, or will be.
	OpenMinutes int
	// RevenueMinor is what was paid in the store's checkout, less what went back, and
	// the price of completed appointments that are paid on site.
	RevenueMinor int64
}

// Add counts an appointment. A hold counts once it was paid.
func (t *Tally) Add(a Appointment) {
	switch a.Status {
	case booking.Held:
		return
	case booking.Cancelled:
		if a.Ended == Lapsed || a.Ended == Released {
			return
		}
		t.Cancelled++
	case booking.Completed:
		t.Completed++
	case booking.NoShow:
		t.NoShows++
	case booking.Confirmed:
	}
	t.Booked++
	t.RevenueMinor += a.PaidMinor - a.RefundedMinor
	if a.Status == booking.Completed && a.Payment.How == services.OnSite {
		t.RevenueMinor += max(0, a.Price.Minor-a.PaidMinor)
	}
	if a.Status == booking.Completed || a.Status == booking.Confirmed {
		t.Minutes += int(a.End.Sub(a.Start) / time.Minute)
	}
}
