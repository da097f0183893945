// Package levels decides which step of a shop's one ladder a contact stands on.
//
// The merchant defines the ladder: levels from the lowest to the highest, what
// each asks for, the period that counts, and how long a level is kept. Ladders
// are kept in versions that never change. What a contact has done is kept in
// rows, one for a day, made of the contact's orders. The level is a function of
// these rows, the ladder's version and the present, computed from nothing each
// time, so that it does not matter in which order facts came or how often
// somebody looked.
//
// To add a way of qualifying, write kind_<name>.go with a Kind and add it to the
// list in kinds.go. The panel draws its form from the Kind.
//
// Everything here is pure. It imports models, and nothing else of ours.
package levels
