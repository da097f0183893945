package booking

import "clientele/models/booking/times"

// StaffID names somebody who serves, within a shop.
type StaffID string

// Staff is somebody who serves.
type Staff struct {
	ID   StaffID
	Zone string // IANA name of where they work, empty for the shop's
	// Weekly are the hours of a week. A season replaces them between its dates,
	// and an override replaces either on its one date.
	Weekly    Week
	Seasons   []Season
	Overrides map[times.Date][]Window // an empty list for a day off
	TimeOff   []times.Span            // absences, to the minute
	MaxPerDay int                     // bookings on a day of the shop, 0 for any
	Priority  int                     // who gets an appointment first: the highest
	Weight    int                     // share of the appointments, beside the others' weights
}

// Week are the hours of a week, by time.Weekday.
type Week [7][]Window

// Window is a stretch of hours on the wall clock. One that does not end after it
// begins ends on the next day.
type Window struct{ From, To times.Minute }

// Season are other hours for some weeks, both dates included.
type Season struct {
	First, Last times.Date
	Weekly      Week
}

// Windows are the hours that begin on a date.
func (s Staff) Windows(d times.Date) []Window {
	if windows, overridden := s.Overrides[d]; overridden {
		return windows
	}
	for _, season := range s.Seasons {
		if season.First <= d && d <= season.Last {
			return season.Weekly[d.Weekday()]
		}
	}
	return s.Weekly[d.Weekday()]
}

// On is when the window is that begins on a date, by the wall clock. It is empty
// where the clock leaves all of it out.
func (w Window) On(d times.Date, wall times.Wall) times.Span {
	end := d
	if w.To <= w.From {
		end++
	}
	return times.Span{From: wall.Resolve(d, w.From.SinceMidnight()), To: wall.Resolve(end, w.To.SinceMidnight())}
}
