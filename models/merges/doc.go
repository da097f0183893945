// Package merges describes what staff made one of two contacts, and what has to
// be remembered to make it two again.
//
// It imports models, models/points and models/levels.
package merges
