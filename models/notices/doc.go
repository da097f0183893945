// Package notices describes the messages that contacts get by mail: which there
// are, which of them a store sends, and what one of them says. How it is worded
// and sent is not here.
//
// It imports models, and nothing else of ours.
package notices
