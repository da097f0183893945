// Package rosters puts together what a shop offers for booking, with whom and
// when, apart from what is booked.
package rosters
