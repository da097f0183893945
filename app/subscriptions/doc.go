// Package subscriptions fetches calendars that are kept elsewhere, and has
// app/calendars read them.
//
// Addresses are entered by merchants and belong to strangers. So names are
// resolved and addresses judged at each connection, also after a server sent us
// on; everything has a limit; and an address is never part of an error, because
// it is a secret.
package subscriptions
