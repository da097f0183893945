// Package mail words messages in three languages and hands them to a mail
// server. A message is a folder of templates, with a text and an HTML part for
// each language; those about appointments carry an invitation for calendars.
//
// It imports models, models/notices and app/calendars, and nothing else of ours.
package mail
