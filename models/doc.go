// Package models holds the words that every floor of Clientele shares: errors,
// ids, money, texts, form fields, pages and deliveries.
//
// # Glossary
//
//   - Shop: one store, known by its permanent domain.
//   - Contact: a person on record in a shop. The platform's own word
//     "customer" appears only where its API is spoken.
//   - Member: a contact known to the platform; a guest is one known by a
//     verified or given address only, whose points wait in a shadow account.
//   - Programme: the merchant's loyalty rules, kept in numbered versions.
//   - Stage: the relationship (potential, prospect, customer, client).
//   - Level: a step of the one ladder of loyalty and client levels.
//   - Advocate: a contact who recommends the store; a friend is whom they bring,
//     and a referral what is between the two.
//   - Service: something that can be booked, performed by members of the staff.
//   - Slot: a time at which an appointment may begin, with who is free for it.
//   - Session: the bookings that share one appointment and its seats.
//   - Delivery: one webhook as it arrived.
//
// The package imports the standard library only, and nothing of ours.
package models
