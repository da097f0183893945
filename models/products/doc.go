// Package products knows what the store said of its products, as far as rules
// ask: the tags they carry and the collections they are in. Nothing in it is
// about a person.
//
// It imports models, and nothing else of ours.
package products
