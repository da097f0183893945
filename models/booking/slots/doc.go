// Package slots decides which times of a service are free, and says of any time
// why it is not.
//
// The grid (grid.go) says where appointments may begin, and each rule (rules.go)
// refuses some of these times. What is shown (Offers) and what is accepted
// (Judge) ask the same rules, so that nothing is shown that would be refused.
//
// A rule gives the spans of time in which an appointment may not begin, as a
// sorted list for one member of the staff. So a rule is asked once for a whole
// month, and a month is a walk along a few lists. To add a rule, write
// rule_<name>.go with its reason and add it to the list in rules.go.
//
// Everything here is pure: the present is part of the facts. Times begin on whole
// minutes.
//
// It imports models, models/booking and models/booking/times, and nothing else
// of ours.
package slots
