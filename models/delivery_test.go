package models_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestAFailingDeliveryWaitsLongerEachTimeAndThenForAPerson(t *testing.T) {
	t.Parallel()
	d := models.Delivery{State: models.Waiting, LeasedBy: "w", LeasedUntil: now, Body: []byte("{}")}
	gap, total := time.Duration(0), time.Duration(0)
	for i := 1; i < models.AttemptsMax; i++ {
		d = d.Failed(now, "no", false)
		wait := d.DueAt.Sub(now)
		if d.State != models.Retrying || d.Attempts != i || wait <= gap || d.LeasedBy != "" || !d.LeasedUntil.IsZero() {
			t.Fatalf("attempt %d: %+v", i, d)
		}
		gap, total = wait, total+wait
	}
	if total < 3*time.Hour || total > 5*time.Hour {
		t.Errorf("all gaps together take %v, want about four hours", total)
	}
	d = d.Failed(now, "no", false)
	if d.State != models.NeedsPerson || d.Attempts != models.AttemptsMax || !d.DueAt.IsZero() || d.Problem != "no" {
		t.Errorf("after the last attempt: %+v", d)
	}
}

func TestAProblemThatNoRepetitionMendsGoesToAPersonAtOnce(t *testing.T) {
	t.Parallel()
	if d := (models.Delivery{State: models.Waiting}).Failed(now, "no", true); d.State != models.NeedsPerson || d.Attempts != 1 {
		t.Errorf("%+v", d)
	}
}

func TestAReplayedDeliveryStartsAfresh(t *testing.T) {
	t.Parallel()
	d := models.Delivery{State: models.Waiting, Body: []byte("{}")}.Failed(now, "no", true)
	d.LeasedBy, d.LeasedUntil = "w", now
	d, err := d.Replayed()
	if err != nil || d.State != models.Waiting || d.Attempts != 0 || !d.DueAt.IsZero() || d.Problem != "" || d.LeasedBy != "" || len(d.History) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
	d = d.Succeeded(now, "order:1", "earned")
	if d.State != models.Done || d.Attempts != 1 || d.Outcome != "earned" || d.Subject != "order:1" || !d.DoneAt.Equal(now) {
		t.Errorf("%+v", d)
	}
	if again, err := d.Replayed(); err != nil || again.State != models.Waiting || !again.DoneAt.IsZero() {
		t.Errorf("a done delivery can be replayed: %+v, %v", again, err)
	}
	d.Body = nil
	if _, err := d.Replayed(); models.CodeOf(err) != models.Conflict || err == nil {
		t.Errorf("without a body: %v, want a conflict", err)
	}
}

func TestADeliveryRemembersItsNewestAttempts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := models.Delivery{State: models.Waiting, Body: []byte("{}")}
		for i := range rapid.IntRange(0, 60).Draw(t, "steps") {
			before := append([]models.DeliveryAttempt(nil), d.History...)
			kept := d
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				d = d.Succeeded(now, "order:1", fmt.Sprint(i))
			case 1:
				d = d.Failed(now, fmt.Sprint(i), rapid.Bool().Draw(t, "permanent"))
			default:
				d, _ = d.Replayed()
			}
			if len(d.History) > models.HistoryMax {
				t.Fatalf("%d attempts are remembered", len(d.History))
			}
			for j := range before {
				if kept.History[j] != before[j] {
					t.Fatalf("a step changed the history of the delivery before")
				}
			}
			if d.State == models.Retrying && !d.DueAt.After(now) {
				t.Fatalf("tried again without waiting: %+v", d)
			}
		}
	})
}

func TestErrorsCarryACodeAndASentence(t *testing.T) {
	t.Parallel()
	cause := errors.New("dial tcp: refused")
	err := models.Wrap(models.Unavailable, cause, "the database is away")
	if models.CodeOf(fmt.Errorf("saving: %w", err)) != models.Unavailable || !errors.Is(err, cause) || err.Message != "the database is away" {
		t.Errorf("%+v", err)
	}
	if models.CodeOf(cause) != models.Internal {
		t.Errorf("an error without a code is %s, want internal", models.CodeOf(cause))
	}
	if got := models.InvalidFields([]models.FieldProblem{{Path: "points", Message: "is required"}}); got.Code != models.Invalid || got.Error() != "points: is required" {
		t.Errorf("%+v", got)
	}
}

func TestIdsTellWhatTheyName(t *testing.T) {
	t.Parallel()
	if id := models.MemberContact("7"); id != "c_7" || id.Guest() || !models.ContactID("g_1").Guest() {
		t.Errorf("member %s", id)
	}
	if got := models.ShopID("demo-shop.myshopify.com").Handle(); got != "demo-shop" {
		t.Errorf("handle %s", got)
	}
	for s, want := range map[string]bool{"1": true, "0": false, "": false, "01": false, "1234567890123456789": true, "12345678901234567890": false, "1a": false} {
		if models.PlatformNumber(s) != want {
			t.Errorf("%q may be a platform number: %t", s, !want)
		}
	}
	if got := models.Instant(time.Date(2026, 1, 1, 9, 0, 0, 1_999_999, time.FixedZone("", 3600))); !got.Equal(time.Date(2026, 1, 1, 8, 0, 0, 1_000_000, time.UTC)) || got.Location() != time.UTC {
		t.Errorf("instant %v", got)
	}
	if !models.Instant(time.Time{}).IsZero() {
		t.Error("no time became a time")
	}
	for wished, want := range map[int]int{0: 25, -1: 25, 1: 1, 100: 100, 101: 100} {
		if got := models.Limit(wished); got != want {
			t.Errorf("a page of %d is limited to %d, want %d", wished, got, want)
		}
	}
}
