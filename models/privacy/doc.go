// Package privacy keeps requests about personal data: what a person wants to
// see, what has to be erased, and by when.
//
// It imports models only.
package privacy
