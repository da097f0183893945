// Package webhooks takes deliveries in and turns their bodies into the facts
// the flows understand.
//
// A delivery passes two stations. At the Door its signature is proved on the
// exact bytes, it is kept in the inbox and acknowledged; nothing else happens
// while the platform waits. Later the worker hands it to Hooks.Dispatch, which
// finds its reader in the table of topics.go, reads the body and calls one
// flow.
//
// Readers never trust a body: every type, length, count and amount is checked,
// and what does not fit is refused with the path of the field in the body and
// without its value, because values may be personal data. Amounts are exact
// decimals in minor units throughout.
package webhooks
