// Package calendars speaks iCalendar (RFC 5545): it reads when other calendars
// are taken, and writes invitations.
//
// A calendar comes from outside and may be large, broken or hostile. So the lines
// that matter are sifted out before a parser sees them (sift.go), everything is
// counted, and what cannot be understood is refused: a calendar that is read by
// halves would show people as free who are not. Titles, places and people are
// never looked at.
//
// Changes to "this and all that follow" (RANGE=THISANDFUTURE) are read as changes
// of the one occurrence, and free-busy components are not read.
//
// It imports models and models/booking/times, and nothing else of ours.
package calendars
