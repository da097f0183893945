// Package orders keeps the facts of a purchase: what was bought, paid,
// refunded, edited and cancelled. Facts arrive late, twice and in any order;
// joining them is commutative, associative and idempotent, so every order of
// arrival ends in the same state.
//
// It imports models and models/products only.
package orders
