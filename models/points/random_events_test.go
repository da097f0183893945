package points_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/points"
)

// randomEventRules are rules for events, some with a limit or a holding time.
func randomEventRules(t *rapid.T) []points.RuleSetting {
	visit := rule(points.Visit, models.Params{
		"points": rapid.SampledFrom([]string{"20", "35"}).Draw(t, "visit"), "levels": "true",
		"most": rapid.SampledFrom([]string{"", "50"}).Draw(t, "most"), "period": "month",
		"holdDays": rapid.SampledFrom([]string{"0", "2"}).Draw(t, "holdDays"),
	})
	signUp := rule(points.SignUp, models.Params{"points": "100"})
	return rapid.SampledFrom([][]points.RuleSetting{{}, {signUp}, {visit, signUp}}).Draw(t, "events")
}

// happen lets an event happen, or lets it turn out otherwise: at another time,
// not at all, or after all.
func (w *world) happen(t *rapid.T) {
	owner := w.owner(t)
	e := points.Event{Shop: shop, Contact: owner, Kind: rapid.SampledFrom([]string{points.Visit, points.SignUp}).Draw(t, "kind"),
		Source: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "source"), At: w.now, Multiplier: rapid.SampledFrom([]string{"", "3/2"}).Draw(t, "multiplier")}
	key := string(owner) + e.Kind + e.Source
	before := points.Event{}
	if known, ok := w.events[key]; ok {
		before, e = known, known
		switch rapid.IntRange(0, 2).Draw(t, "news") {
		case 0:
			e.Undone = !e.Undone
		case 1:
			e.At = e.At.Add(-rapid.SampledFrom([]time.Duration{time.Hour, 20 * day}).Draw(t, "earlier"))
		}
	}
	programme, ok := points.InForce(w.versions, e.At)
	if !ok {
		t.Fatalf("no version is in force")
	}
	var others []points.Event
	for _, other := range w.events {
		if other.Contact == owner && other.Kind == e.Kind && other.Source != e.Source {
			others = append(others, other)
		}
	}
	for round := range 2 {
		err := w.work(owner, func(b *points.Book) error {
			settled, err := b.SettleEvent(e, programme, others)
			if moved := slices.ContainsFunc(b.Entries(), points.Entry.OfEvent); round == 1 && moved {
				t.Fatalf("the same event moved points twice: %+v became %+v", e, settled)
			}
			e = settled
			return err
		})
		if err != nil {
			t.Fatalf("%+v: %v", before, err)
		}
	}
	w.events[key] = e
}

// everyEvent holds the events of a record against what it has for them.
func (w *world) everyEvent(k *kept) {
	posted := map[string]int64{}
	for _, e := range k.entries {
		if e.OfEvent() {
			posted[e.Cause.Kind+e.Cause.ID] += e.Posted()
		}
	}
	for _, e := range w.events {
		if e.Contact != k.account.ID {
			continue
		}
		if found := points.VerifyEvent(e, w.versions, posted[e.Kind+e.Source]); len(found) > 0 {
			w.t.Fatalf("%+v: %v", e, found)
		}
		delete(posted, e.Kind+e.Source)
	}
	if len(posted) > 0 {
		w.t.Fatalf("points for events that never happened: %v", posted)
	}
}
