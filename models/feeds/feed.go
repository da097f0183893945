package feeds

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

const (
	// PerStaff is how many other calendars one member of the staff can have.
	PerStaff = 5
	// SpansMax bounds the busy times that are kept of one calendar.
	SpansMax = 20_000
	// Every is how long after a reading the next one is due.
	Every = 15 * time.Minute
	// wholeEvery is after how long a calendar is read although its server says
	// that it has not changed: what repeats has to be worked out further ahead.
	wholeEvery = 24 * time.Hour
	// Busy times are kept from a little while ago until after the last day that
	// can be booked.
	behind = 7 * 24 * time.Hour
	ahead  = (booking.HorizonDaysMax + 7) * 24 * time.Hour
)

// Feed is a calendar of somebody who serves that is kept elsewhere.
type Feed struct {
	Shop    models.ShopID
	Staff   booking.StaffID
	ID      string
	Version int64
	Sealed  []byte // its address; never kept open
	Hint    string // what may be shown of the address
	AddedAt time.Time
	AddedBy string
	NextAt  time.Time // when it is to be read again
	TriedAt time.Time // when it was last tried
	// Failure is why the last try failed, without a kind after one that did not.
	// The times of the last good reading stay.
	Failure Failure
	Reading
}

// Reading is what a calendar said when it was last read.
type Reading struct {
	Mark         Mark
	Zone         string    // IANA name of the zone in which its days were read
	ReadAt       time.Time // when it was last found to be so
	WholeAt      time.Time // when it was last read from end to end
	Events       int
	UnknownZones []string // that it names and nobody knows
	Busy         []times.Span
}

// Mark is by what a server knows which version of a calendar we have.
type Mark struct {
	ETag     string
	Modified string
}

// IDOf is the id of the feed at an address. One address is one feed, however
// often it is entered.
func IDOf(salt []byte, staff booking.StaffID, address string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte("feed|" + string(staff) + "|" + address))
	return hex.EncodeToString(mac.Sum(nil)[:10])
}

// Window is the span of time of which busy times are kept.
func Window(now time.Time) times.Span { return times.Between(now.Add(-behind), now.Add(ahead)) }

// Known is the mark to ask with; an empty one where the calendar is to be read
// from end to end whatever its server says.
func (f Feed) Known(zone string, now time.Time) Mark {
	if f.Zone != zone || now.Sub(f.WholeAt) >= wholeEvery || now.Before(f.WholeAt) {
		return Mark{}
	}
	return f.Mark
}

// Begun is the feed while it is being read: nobody else begins with it, and it
// is not begun again at once if the reading kills the program.
func (f Feed) Begun(now time.Time) Feed {
	f.TriedAt, f.NextAt = models.Instant(now), models.Instant(now.Add(Every))
	return f
}

// Read is the feed after a reading.
func (f Feed) Read(r Reading, now time.Time) Feed {
	r.ReadAt, r.WholeAt = models.Instant(now), models.Instant(now)
	f.Reading, f.Failure = r, Failure{}
	return f
}

// Same is the feed of which the server said that it had not changed.
func (f Feed) Same(now time.Time) Feed {
	f.ReadAt, f.Failure = models.Instant(now), Failure{}
	return f
}

// Failed is the feed after a reading that came to nothing. What was read before
// counts on.
func (f Feed) Failed(why Failure) Feed {
	f.Failure = why
	return f
}
