package store_test

import (
	"testing"
	"time"

	"clientele/models/store"
	"clientele/models/store/storetest"
)

// take tells who has a lease after somebody tried to take it.
func take(t *testing.T, s *store.Store, holder string, now time.Time) bool {
	t.Helper()
	mine, err := s.Leases.Take(t.Context(), "job:figures", holder, now, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return mine
}

func TestMongoDBGivesALeaseToOneProcessAtATime(t *testing.T) {
	t.Parallel()
	s := storetest.OpenFresh(t, mongoURL(t))
	now := storetest.Start
	for _, step := range []struct {
		holder string
		at     time.Time
		want   bool
	}{
		{"a", now, true},
		{"b", now, false},
		{"a", now.Add(50 * time.Second), true}, // renewed
		{"b", now.Add(time.Minute), false},
		{"b", now.Add(110 * time.Second), true}, // a was killed
		{"a", now.Add(111 * time.Second), false},
	} {
		if got := take(t, s, step.holder, step.at); got != step.want {
			t.Errorf("%s at %s: got %v, want %v", step.holder, step.at, got, step.want)
		}
	}
	if err := s.Leases.Release(t.Context(), "job:figures", "a"); err != nil {
		t.Fatal(err)
	}
	if take(t, s, "a", now.Add(112*time.Second)) {
		t.Error("a gave back what b holds")
	}
	if err := s.Leases.Release(t.Context(), "job:figures", "b"); err != nil {
		t.Fatal(err)
	}
	if !take(t, s, "a", now.Add(112*time.Second)) {
		t.Error("what b gave back cannot be taken")
	}
}

func TestEmbeddedLeasesCostNoCommit(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/clientele.db"
	s := storetest.OpenAt(t, "file:"+path, "")
	before := size(t, path)
	for i := range 3 {
		if !take(t, s, "a", storetest.Start.Add(time.Duration(i)*time.Hour)) {
			t.Error("the only process does not have the lease")
		}
	}
	if after := size(t, path); after != before {
		t.Errorf("the file grew from %d to %d bytes", before, after)
	}
}
