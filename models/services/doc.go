// Package services knows what shoppers can book: services with their variants,
// add-ons and questions, and for whom they are. When there is time for them is
// decided in models/booking.
package services
