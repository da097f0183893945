// Package invoices says what the store's platform is to bill for an appointment.
//
// It imports models, and nothing else of ours.
package invoices
