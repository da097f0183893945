// Package network tells addresses of the public internet from all others, so that
// what strangers enter cannot lead into the operator's own network.
//
// It imports the standard library only, and nothing of ours.
package network
