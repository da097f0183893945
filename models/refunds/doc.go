// Package refunds decides how much of an order goes back at the platform and by
// which payments, and recognises what went back before.
//
// It imports models, and nothing else of ours.
package refunds
