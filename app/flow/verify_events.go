package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// eventSums adds up what entries say of events, by the record and the event.
type eventSums map[models.ContactID]map[string]int64

func (s eventSums) add(e points.Entry) {
	if !e.OfEvent() {
		return
	}
	if s[e.Account] == nil {
		s[e.Account] = map[string]int64{}
	}
	s[e.Account][e.Cause.Kind+" "+e.Cause.ID] += e.Posted()
}

// verifyEvents holds the events of some records against what they are worth and
// what the ledger has for them, and the ledger against the events.
func (f *Flow) verifyEvents(ctx context.Context, shop models.ShopID, ids []models.ContactID, posted eventSums, wrong map[models.ContactID][]points.Violation) error {
	var events []points.Event
	err := f.Events.Each(ctx, shop, ids, func(e points.Event) error {
		events = append(events, e)
		return nil
	})
	if err != nil {
		return err
	}
	// Versions are read after the events, so that none of theirs is missing.
	versions, err := f.Programmes.Versions(ctx, shop)
	if err != nil {
		return err
	}
	for _, e := range events {
		name := e.Kind + " " + e.Source
		if found := points.VerifyEvent(e, versions, posted[e.Contact][name]); len(found) > 0 {
			wrong[e.Contact] = append(wrong[e.Contact], found...)
		}
		delete(posted[e.Contact], name)
	}
	for id, left := range posted {
		for name := range left {
			wrong[id] = append(wrong[id], points.Violation{Law: points.LawEvent, Text: "the ledger has points for " + name + ", which is not on record"})
		}
	}
	return nil
}
