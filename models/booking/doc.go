// Package booking holds the words of appointments: services, staff and their
// hours, units of rooms and equipment, and bookings.
//
// It also decides what needs no calendar: who of those who are free gets an
// appointment, when the appointments of a series are, and what of a payment goes
// back when one is cancelled. Which times are free is decided in
// models/booking/slots.
//
// Hours are wall-clock times of whoever works them, appointments are instants.
// Lengths are whole minutes.
package booking
