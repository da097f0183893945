package gate

import (
	"fmt"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestF37EachKeyMayAskSoOftenAndNoOftener(t *testing.T) {
	t.Parallel()
	r := NewRates(2, 3, 10)
	for range 3 {
		if wait := r.Take("a", noon); wait != 0 {
			t.Fatalf("within the burst it waits %s", wait)
		}
	}
	for range 5 { // refused ones do not make the wait longer
		if wait := r.Take("a", noon); wait != 500*time.Millisecond {
			t.Fatalf("after the burst it waits %s, want half a second", wait)
		}
	}
	if wait := r.Take("b", noon); wait != 0 {
		t.Errorf("another key waits %s", wait)
	}
	if wait := r.Take("a", noon.Add(500*time.Millisecond)); wait != 0 {
		t.Errorf("after the wait it waits %s more", wait)
	}
	for range 3 {
		if wait := r.Take("a", noon.Add(time.Hour)); wait != 0 {
			t.Errorf("an hour later it waits %s", wait)
		}
	}
	if wait := r.Take("a", noon); wait == 0 {
		t.Error("a clock that goes back gives away requests")
	}
}

func TestF37KeysAreForgottenWhenThereAreTooMany(t *testing.T) {
	t.Parallel()
	r := NewRates(0.001, 1, 100)
	r.Take("faithful", noon)
	for i := range 10_000 {
		r.Take(fmt.Sprint(i), noon)
		if r.Take("faithful", noon) == 0 {
			t.Fatalf("one that keeps asking was forgotten after %d others", i)
		}
	}
	if len(r.known) != 100 || r.order.Len() != 100 {
		t.Errorf("%d and %d keys are known, want 100", len(r.known), r.order.Len())
	}
}

func TestF41NobodyHoldsMoreThanIsLeftForOthers(t *testing.T) {
	t.Parallel()
	s := NewShare(90)
	take := func(key string) (n int) {
		for s.Take(key, 1) {
			n++
		}
		return n
	}
	first, second, third := take("a"), take("b"), take("c")
	if first != 45 || second != 22 || third != 11 || s.free != 12 {
		t.Errorf("one gets %d, the next %d, the third %d and %d are left", first, second, third, s.free)
	}
	if s.Take("d", 13) {
		t.Error("one got more than there is")
	}
	s.Give("a", first)
	s.Give("b", second)
	s.Give("c", third)
	if s.free != 90 || len(s.held) != 0 {
		t.Errorf("after all was given back %d are free and %v hold some", s.free, s.held)
	}
}
