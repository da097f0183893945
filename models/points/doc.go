// Package points decides what a purchase is worth and keeps a contact's books:
// earn rules, the programme and its versions, lots, entries, debt and holds.
//
// Everything here is pure: the present is an argument, points are whole
// numbers, and exact fractions are rounded once per order. Every entry moves
// points from one bucket to another and touches at most one lot, so entries
// are also the record of which lot paid for what.
//
// To add an earn rule, write rule_<name>.go with a Kind and add it to the list
// in rules.go. The panel draws its form from the Kind.
//
// It imports models, models/orders, models/products and models/referrals, and nothing else of ours.
package points
