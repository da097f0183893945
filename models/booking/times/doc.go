// Package times counts with days, wall clocks and spans of time.
//
// Days and clocks of people (Date, Minute) have no zone; instants (Instant) have
// none either, they are the same everywhere. Between the two stands Wall, the
// wall clock of a zone, which answers as RFC 5545 says: a time that the clock
// leaves out is read with the offset before the gap, and of a time that it shows
// twice the first is meant. The standard library answers otherwise, and not the
// same in each zone.
//
// The package imports the standard library only, and nothing of ours.
package times
