// Package contacts keeps the people a shop has on record: who they are to the
// platform, what is known of them, and the figures lists are sorted by.
//
// It imports models only.
package contacts
