package feeds

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// Link is a secret address under which bookings can be read: those of one member
// of the staff, or of everybody. There is one for each, and a new one takes the
// place of the former.
type Link struct {
	Shop   models.ShopID
	Staff  booking.StaffID // empty for everybody
	Digest string          // of its token; the token itself is not kept
	Titles Titles
	MadeAt time.Time
	MadeBy string
}

// Titles are what the entries of a link are called.
type Titles string

// The titles, in the order of how much they tell.
const (
	Hidden    Titles = "hidden"     // that somebody is busy, and nothing else
	Service   Titles = "service"    // what is booked
	FirstName Titles = "first_name" // and for whom, by the first name
	FullName  Titles = "full_name"  // or by the whole name
)

// AllTitles are those that can be chosen.
var AllTitles = []Titles{Hidden, Service, FirstName, FullName}

var tokenForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// TokenOf writes the random part of a link.
func TokenOf(random []byte) string { return hex.EncodeToString(random) }

// DigestOf is what is kept of a token; false for what is none.
func DigestOf(token string) (string, bool) {
	if !tokenForm.MatchString(token) {
		return "", false
	}
	sum := sha256.Sum256([]byte("calendar link|" + token))
	return hex.EncodeToString(sum[:]), true
}

const (
	// EntriesMax bounds the entries of one calendar that goes out.
	EntriesMax = 5_000
	past       = 30 * 24 * time.Hour
	future     = 180 * 24 * time.Hour
)

// Published is the span of time that goes out: whole days of UTC, so that the
// calendar stays the same for a day if nothing is booked.
func Published(now time.Time) times.Span {
	today := now.UTC().Truncate(24 * time.Hour)
	return times.Between(today.Add(-past), today.Add(future))
}

// Agenda is a calendar that goes out.
type Agenda struct {
	Name    string
	Entries []Entry // by beginning
}

// Entry is one booking of it.
type Entry struct {
	UID        string
	Sequence   int
	Start, End time.Time
	ChangedAt  time.Time
	Title      string
}

// OwnUIDs is how the ids of a shop's bookings end in calendars.
func OwnUIDs(shop models.ShopID) string { return "@" + string(shop) }

// EntryOf is an appointment as the link shows it; false where it does not: while
// it is not confirmed, and after it was cancelled.
func (l Link) EntryOf(a appointments.Appointment) (Entry, bool) {
	switch a.Status {
	case booking.Confirmed, booking.Completed, booking.NoShow:
	default:
		return Entry{}, false
	}
	return Entry{
		UID: string(a.ID) + OwnUIDs(l.Shop), Sequence: a.Sequence, Start: a.Start, End: a.End, ChangedAt: a.UpdatedAt, Title: l.title(a),
	}, true
}
