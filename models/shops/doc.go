// Package shops keeps what is known of a store: whether the app is installed,
// since when, with which scopes, and how the store counts money and days.
//
// It imports models only.
package shops
