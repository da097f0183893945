// Package mail words messages in three languages and hands them to a mail
// server. A message is a folder of templates, with a text and an HTML part for
// each language.
//
// It imports models and models/notices, and nothing else of ours.
package mail
