// Package sandbox stands in for the commerce platform on one's own machine:
// it mints the same tokens, answers the same endpoints, signs the same
// webhooks and proxy requests, and lets one play shopper and store owner in a
// browser. It imports nothing of this module, so that a mistake in our signing
// or parsing cannot hide behind a copy of itself.
//
// What it imitates: managed install, token exchange, refresh with rotation,
// ID tokens, the Admin GraphQL operations the app uses (validated against the
// official schema) with their cost account, bulk operations, webhooks with
// retries, the app proxy, the embedded page load, a cart that scripts fill, checkout
// with properties of lines, discounts, tax, tips and two currencies, refunds, also
// by API and then once for each key, draft orders with their invoices, cancels,
// edits, customers, compliance requests, order mails and a change of the client
// secret.
//
// How it misbehaves: Faults are switches for lost, repeated, late, disordered
// and wrongly signed webhooks, for refusals and lost answers of both endpoints,
// for protected data, an uninstall in the middle of work and bulk operations
// that break. They are on the settings page, at /state/faults and in SetFaults.
// Reinstall, RevokeTokens, SetScopes, RotateSecret and AdvanceClock do the rest.
//
// The storefront shows the theme app extension with a Liquid engine of its own:
// blocks, embeds, schema settings, texts by language, the objects and filters
// that Clientele uses. The theme editor is a page of forms.
//
// What it does not imitate: themes, the rest of Liquid, billing, products written by
// API, discounts written by API, inventory, fulfilment, several staff permissions, a
// limit on how often one calls, answers that hang, and the platform's pages beyond
// what a demonstration needs.
//
// It is bound to loopback and refuses to start with real credentials. State
// lives in one JSON file. Amounts are integers in minor units throughout.
package sandbox
