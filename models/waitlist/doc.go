// Package waitlist says who waits for which times of a service, and who is
// offered one that becomes free. An offer is an appointment that is held, under
// the id of the entry.
package waitlist
