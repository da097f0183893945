// Package outbox describes effects outside the books that a story has decided
// and somebody has yet to bring about: a discount code, store credit, later a
// mail. A message is written in the story's own transaction, so that what was
// decided and what is to be done never part.
//
// It imports models, and nothing else of ours.
package outbox
