// Package catchup keeps how far a store's past has been read: the regular look
// at orders that changed lately, which finds what webhooks lost, and the one
// reading of all past orders that a merchant starts.
//
// It imports models, models/orders and models/contacts only.
package catchup
