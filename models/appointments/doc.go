// Package appointments follows a booking through its life: held, confirmed,
// moved, cancelled, kept or missed, with whom it is for and what was paid.
package appointments
