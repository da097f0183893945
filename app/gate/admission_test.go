package gate

import (
	"context"
	"testing"
	"time"

	"clientele/models"
)

func TestF41LateEffectsSetThePaceAndKeysTakeTurns(t *testing.T) {
	t.Parallel()
	now := noon
	a := NewAdmission(100, 100, 20*time.Second, func() time.Time { return now })
	over, cancel := context.WithCancel(t.Context())
	cancel()
	enter := func(ctx context.Context, key string) bool {
		leave, err := a.Enter(ctx, key)
		if err == nil {
			leave()
		}
		return err == nil
	}
	for range 1000 {
		if !enter(over, "flood") {
			t.Fatal("without a delay somebody had to wait")
		}
	}
	a.Worked(3 * time.Hour) // a repetition
	a.Worked(time.Second)
	if !enter(over, "flood") {
		t.Error("one late effect among quick ones slows all down")
	}
	for range 100 {
		a.Worked(21 * time.Second)
	}
	passed := 0
	for enter(over, "flood") {
		passed++
	}
	if passed != lagsKept {
		t.Errorf("%d passed for the effects so far, want %d", passed, lagsKept)
	}
	for range 3 {
		queue(t, t.Context(), a.paced, "flood")
	}
	other := queue(t, t.Context(), a.paced, "other")
	a.Worked(21 * time.Second)
	a.Worked(21 * time.Second)
	if _, ok := <-other; !ok {
		t.Error("the second effect did not let the other key in")
	}
	if _, err := a.Enter(over, "third"); models.CodeOf(err) != models.Unavailable {
		t.Errorf("without an effect one more is told %v", err)
	}
	now = now.Add(lagsStale)
	if !enter(over, "third") {
		t.Error("when nothing is being worked on, nobody is let in")
	}
	now = now.Add(-lagsStale)
	a.Worked(time.Second)
	for range 1000 {
		if !enter(over, "flood") {
			t.Fatal("after the delay somebody had to wait")
		}
	}
}
