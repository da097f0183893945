// Package rewards decides what points can be spent on: the kinds of rewards,
// the conditions a merchant sets, who may have one now and why not, and how a
// redemption goes from the wish to its end. It is pure; the present is an
// argument.
//
// To add a kind, write kind_<name>.go with a Kind and add it to the list in
// kinds.go. The panel draws its form from the Kind. A reward that gives a free
// or cheaper booking is not among them: there are no bookings yet that could
// honour it.
//
// It imports models, models/orders and models/points, and nothing else of ours.
package rewards
