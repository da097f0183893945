// Package sandbox stands in for the commerce platform on one's own machine:
// it mints the same tokens, answers the same endpoints, signs the same
// webhooks and proxy requests, and lets one play shopper and store owner in a
// browser. It imports nothing of this module, so that a mistake in our signing
// or parsing cannot hide behind a copy of itself.
//
// What it imitates: managed install, token exchange, refresh with rotation,
// ID tokens, the Admin GraphQL operations the app uses (validated against the
// official schema), webhooks with retries, the app proxy, the embedded page
// load, checkout with discounts, tax, tips and two currencies, refunds,
// cancels, edits, customers, compliance requests and order mails.
//
// What it does not imitate: themes and Liquid, bulk operations, billing,
// products written by API, draft orders, discounts written by API, inventory,
// fulfilment, several staff permissions, rate limiting beyond the cost block,
// and the platform's pages beyond what a demonstration needs.
//
// It is bound to loopback and refuses to start with real credentials. State
// lives in one JSON file. Amounts are integers in minor units throughout.
package sandbox
