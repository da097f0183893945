package gate

import (
	"context"
	"strconv"
	"testing"
	"time"

	"clientele/models"
)

func TestF41LateEffectsSetThePaceOfTheirKey(t *testing.T) {
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
	a.Worked("flood", 3*time.Hour) // a repetition
	a.Worked("flood", time.Second)
	if !enter(over, "flood") {
		t.Error("one late effect among quick ones slows all down")
	}
	for range 100 {
		a.Worked("flood", 21*time.Second)
	}
	passed := 0
	for enter(over, "flood") {
		passed++
	}
	if passed != lagsKept {
		t.Errorf("%d passed for the effects so far, want %d", passed, lagsKept)
	}
	first := queue(t, t.Context(), a.paces["flood"].line, "flood")
	for range 1000 {
		if !enter(over, "other") {
			t.Fatal("a key whose effects are not late had to wait for another")
		}
	}
	a.Worked("other", 21*time.Second)
	a.Worked("flood", 21*time.Second)
	if _, ok := <-first; !ok {
		t.Error("an effect did not let the next one in")
	}
	if _, err := a.Enter(over, "flood"); models.CodeOf(err) != models.Unavailable {
		t.Errorf("without an effect one more is told %v", err)
	}
	now = now.Add(lagsStale)
	if !enter(over, "flood") {
		t.Error("when nothing is being worked on, nobody is let in")
	}
	now = now.Add(-lagsStale)
	a.Worked("flood", time.Second)
	for range 1000 {
		if !enter(over, "flood") {
			t.Fatal("after the delay somebody had to wait")
		}
	}
}

func TestF43OnlySoManyPacesAreRemembered(t *testing.T) {
	t.Parallel()
	now := noon
	a := NewAdmission(100, 100, 20*time.Second, func() time.Time { return now })
	for n := range pacesMax + 10 {
		a.Worked(strconv.Itoa(n), time.Minute)
	}
	if len(a.paces) != pacesMax {
		t.Errorf("%d paces are remembered, want %d", len(a.paces), pacesMax)
	}
	now = now.Add(lagsStale)
	a.Worked("new", time.Minute)
	if len(a.paces) != 1 {
		t.Errorf("%d paces are remembered after a while without effects, want only that of the new key", len(a.paces))
	}
}
