package slots

import "clientele/models/booking/times"

// Reason says why an appointment cannot begin at a time.
type Reason string

// The reasons there are.
const (
	NotPerformed   Reason = "not_performed"    // the staff does not perform the service
	PartyTooLarge  Reason = "party_too_large"  // no appointment has as many seats
	TooSoon        Reason = "too_soon"         // past, or within the notice
	TooFar         Reason = "too_far"          // after the horizon
	ClosedDate     Reason = "closed_date"      // the shop is closed
	OutsideHours   Reason = "outside_hours"    // not within one window of the hours
	TimeOff        Reason = "time_off"         // the staff is absent
	ServiceDayFull Reason = "service_day_full" // the service's limit of the day is reached
	StaffDayFull   Reason = "staff_day_full"   // so is that of the staff
	StaffBusy      Reason = "staff_busy"       // another booking or its buffers
	CalendarBusy   Reason = "calendar_busy"    // another calendar of the staff
	SessionFull    Reason = "session_full"     // fewer seats are left than the party needs
	NoUnitFree     Reason = "no_unit_free"     // too few rooms or pieces of equipment
	OffGrid        Reason = "off_grid"         // appointments begin at other minutes
)

// rule refuses times for one reason.
type rule struct {
	reason Reason
	// refuses gives the spans in which no appointment of the page may begin,
	// merged.
	refuses func(*page) []times.Span
}

// rules lists every rule there is, those first whose reason says most to people.
// A new rule is a new file and one line here.
var rules = []rule{
	performed,
	party,
	notice,
	horizon,
	closedDates,
	hours,
	timeOff,
	serviceLimit,
	staffLimit,
	busyStaff,
	busyCalendar,
	seats,
	units,
}

// Reasons gives every reason, in the order in which a verdict names them.
func Reasons() []Reason {
	all := make([]Reason, 0, len(rules)+1)
	for _, rule := range rules {
		all = append(all, rule.reason)
	}
	return append(all, OffGrid)
}

// always refuses every time.
var always = []times.Span{{From: times.Never, To: times.Ever}}

// at is the span of one moment.
func at(t times.Instant) times.Span { return times.Span{From: t, To: t + 1} }

// meeting are the beginnings of what would meet one of the spans, if it took the
// given part of time around its beginning. What only touches does not meet.
func meeting(spans []times.Span, part times.Span) []times.Span {
	starts := make([]times.Span, 0, len(spans))
	for _, s := range spans {
		starts = append(starts, meetingOne(s, part))
	}
	return times.Merge(starts)
}

func meetingOne(s, part times.Span) times.Span {
	if s.Empty() {
		return times.Span{}
	}
	return times.Span{From: s.From - part.To + 1, To: s.To - part.From}
}
