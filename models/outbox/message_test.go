package outbox_test

import (
	"testing"
	"time"

	"clientele/models"
	"clientele/models/outbox"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func made() outbox.Message {
	return outbox.New("a.myshopify.com", "discount:1", "discount_create", "contact:c_7", map[string]string{"code": "CL1"}, now)
}

// taken is a message as a worker gets it.
func taken(m outbox.Message) outbox.Message {
	m.Attempts++
	m.LeasedTo, m.LeasedUntil = "w1", now.Add(time.Minute)
	return m
}

func TestAMessageIsTriedLessOftenEachTimeAndThenNeedsAPerson(t *testing.T) {
	t.Parallel()
	m, last := made(), time.Duration(0)
	for attempt := 1; attempt < outbox.AttemptsMax; attempt++ {
		m = taken(m).Failed(now, "away", false)
		gap := m.DueAt.Sub(now)
		if m.State != outbox.Retrying || gap <= last || m.LeasedTo != "" {
			t.Fatalf("attempt %d left %+v after a gap of %v", attempt, m, last)
		}
		last = gap
	}
	if m = taken(m).Failed(now, "away", false); m.State != outbox.NeedsPerson || !m.DueAt.IsZero() || m.Open() {
		t.Fatalf("the last attempt left %+v", m)
	}
}

func TestAMessageThatNoRepetitionMendsNeedsAPersonAtOnce(t *testing.T) {
	t.Parallel()
	if m := taken(made()).Failed(now, "refused", true); m.State != outbox.NeedsPerson || m.Problem != "refused" {
		t.Fatalf("got %+v", m)
	}
}

func TestAMessageThatWasTakenBeforeIsKnownAsRepeated(t *testing.T) {
	t.Parallel()
	first := taken(made())
	if first.Repeated() || taken(first.HandedBack()).Repeated() {
		t.Fatal("a first attempt counts as repeated")
	}
	if !taken(first).Repeated() { // taken over from somebody who died
		t.Fatal("a second attempt does not count as repeated")
	}
	retried, err := taken(first).Failed(now, "refused", true).Retried(now)
	if err != nil || !taken(retried).Repeated() || !retried.Open() {
		t.Fatalf("a person put it back as %+v, %v", retried, err)
	}
	if _, err := retried.Retried(now); models.CodeOf(err) != models.Conflict {
		t.Fatalf("a message in line was put back in line: %v", err)
	}
}

func TestAMessageThatWasDoneOrCalledOffIsNotTakenAgain(t *testing.T) {
	t.Parallel()
	if m := taken(made()).Succeeded(now, "created"); m.Open() || m.Outcome != "created" || !m.DueAt.IsZero() {
		t.Fatalf("done: %+v", m)
	}
	if m := taken(made()).CalledOff(now); m.Open() || m.State != outbox.Dropped {
		t.Fatalf("called off: %+v", m)
	}
}

func TestAMessageThatEndedAndIsWantedAgainBeginsAnew(t *testing.T) {
	t.Parallel()
	for name, ended := range map[string]outbox.Message{
		"done": taken(made()).Succeeded(now, "deleted"), "given up": taken(made()).Failed(now, "refused", true), "called off": taken(made()).CalledOff(now),
	} {
		m := ended.WantedAgain(now.Add(time.Hour))
		if !m.Open() || !m.DueAt.Equal(now.Add(time.Hour)) || m.Attempts != 0 || m.Problem+m.Outcome != "" || !m.DoneAt.IsZero() {
			t.Errorf("%s: %+v", name, m)
		}
	}
}
