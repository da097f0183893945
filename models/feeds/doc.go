// Package feeds knows the calendars that come in and go out: addresses at which
// other calendars say when somebody is taken, and secret links under which a
// shop's bookings can be read by other calendars.
//
// Both kinds of addresses are secrets, because whoever knows one may read what is
// behind it. Ours are kept as digests, those of others sealed.
package feeds
