// Package gate keeps what comes from outside within bounds, so that nobody can
// use up the program by asking often, slowly or much at once.
//
// Connections bounds how many connections are open and makes room by closing
// those whose other side keeps us waiting. Rates bounds how often somebody may
// ask. Share bounds what somebody may hold of a common store. Turnstile lets a
// bounded number in at a time and lets those who wait take turns. Proxies tells
// from which address a request came.
//
// All of it lives in memory, for one process, and with a bounded number of
// keys. It imports models.
package gate
