// Package shopify speaks to the store's platform and proves what came from it:
// webhook, proxy and page signatures, ID tokens, the token endpoint and the
// Admin GraphQL API. Any host that mints the same tokens and signatures can
// stand in for the platform; only addresses, names and keys differ.
//
// Time is always an argument. The only state kept is how full the shops' cost
// accounts were when last seen. No error text carries a token, a secret or a
// body. The GraphQL operations are the files in documents, one each, held
// against the official schema by a test.
//
// It imports models and its sub-packages shops, orders, contacts and catchup,
// and is the only importer of the JWT library.
package shopify
