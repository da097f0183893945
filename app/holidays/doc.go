// Package holidays knows the public holidays of some countries and regions, as
// dates on which a shop may be closed.
//
// Most are worked out by a library; those of South Korea, which partly follow the
// moon, are worked out here.
//
// It imports models/booking/times and models/team, and nothing else of ours.
package holidays
