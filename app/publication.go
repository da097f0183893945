package main

import (
	"clientele/app/calendars"
	"clientele/models/feeds"
)

// publication writes a calendar that goes out.
func publication(a feeds.Agenda) ([]byte, error) {
	p := calendars.Publication{Name: a.Name, Refresh: feeds.Every}
	for _, e := range a.Entries {
		p.Events = append(p.Events, calendars.Event{UID: e.UID, Sequence: e.Sequence, Start: e.Start, End: e.End, ChangedAt: e.ChangedAt, Summary: e.Title})
	}
	return p.Write()
}
