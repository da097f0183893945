package booking_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"clientele/models/booking"
	"clientele/models/booking/times"
)

// sharedCases lie beside the project; they are worked cases that are not ours to
// keep.
const sharedCases = "../../../shared/reference/booking-cases.json"

type sharedCase struct {
	ID, Title, Kind string

	// Assignment.
	Rule     booking.Assignment
	Eligible []struct {
		ID           booking.StaffID
		Priority     int
		Weight       *int
		Minutes      int        `json:"booked_min_today"`
		Bookings     int        `json:"bookings_30d"`
		LastAssigned *time.Time `json:"last_assigned"`
	}
	Current booking.StaffID

	// Cancellation.
	Paid  int64 `json:"paid_minor"`
	Tiers []struct {
		Hours   int `json:"hours_before"`
		Percent int `json:"refund_pct"`
	}
	Start       time.Time
	CancelledAt time.Time `json:"cancelled_at"`

	// Series.
	TZ        string
	First     string `json:"first_local"`
	Count     int
	EveryDays int `json:"every_days"`

	Expect struct {
		Staff  booking.StaffID
		Refund int64 `json:"refund_minor"`
		Hours  *int  `json:"tier_hours"`
		Starts []struct{ Local string }
	}
}

var players = map[string]func(sharedCase, *testing.T){
	"assign": sharedCase.playAssignment,
	"cancel": sharedCase.playCancellation,
	"series": sharedCase.playSeries,
}

func TestSharedCasesOfAssignmentCancellationAndSeries(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile(sharedCases)
	if err != nil {
		t.Skipf("SKIPPED: the shared cases are not there to be read: %v", err)
	}
	var file struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(body, &file); err != nil {
		t.Fatal(err)
	}
	played := map[string]int{}
	for _, raw := range file.Cases {
		var kind struct{ Kind string }
		if err := json.Unmarshal(raw, &kind); err != nil {
			t.Fatal(err)
		}
		play, ours := players[kind.Kind]
		if !ours {
			continue
		}
		var c sharedCase
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		played[c.Kind]++
		t.Run(c.ID+" "+c.Title, func(t *testing.T) {
			t.Parallel()
			play(c, t)
		})
	}
	for kind := range players {
		if played[kind] == 0 {
			t.Errorf("the file has no cases of %s", kind)
		}
	}
}

func (c sharedCase) playAssignment(t *testing.T) {
	var candidates []booking.Candidate
	for _, e := range c.Eligible {
		one := booking.Candidate{Staff: e.ID, Priority: e.Priority, Weight: 100, MinutesToday: e.Minutes, Bookings30: e.Bookings}
		if e.Weight != nil {
			one.Weight = *e.Weight
		}
		if e.LastAssigned != nil {
			one.LastAssigned = *e.LastAssigned
		}
		candidates = append(candidates, one)
	}
	if got := booking.Assign(c.Rule, candidates, c.Current); got != c.Expect.Staff {
		t.Errorf("assigned to %s, want %s", got, c.Expect.Staff)
	}
}

func (c sharedCase) playCancellation(t *testing.T) {
	var policy booking.Policy
	for _, tier := range c.Tiers {
		policy = append(policy, booking.Step{HoursBefore: tier.Hours, Percent: tier.Percent})
	}
	if got := policy.RefundMinor(c.Paid, c.Start, c.CancelledAt); got != c.Expect.Refund {
		t.Errorf("%d goes back, want %d", got, c.Expect.Refund)
	}
	step, found := policy.Step(c.Start, c.CancelledAt)
	if found != (c.Expect.Hours != nil) || found && step.HoursBefore != *c.Expect.Hours {
		t.Errorf("tier %+v (%t), want %v", step, found, c.Expect.Hours)
	}
}

func (c sharedCase) playSeries(t *testing.T) {
	first, err := time.Parse("2006-01-02T15:04", c.First)
	if err != nil {
		t.Fatal(err)
	}
	starts := booking.Series{
		First: times.DateIn(time.UTC, first), At: times.Minute(first.Hour()*60 + first.Minute()), EveryDays: c.EveryDays, Count: c.Count, Zone: c.TZ,
	}.Starts()
	if len(starts) != len(c.Expect.Starts) {
		t.Fatalf("%d appointments, want %d", len(starts), len(c.Expect.Starts))
	}
	for i, want := range c.Expect.Starts {
		if got := starts[i].Format("2006-01-02T15:04:05-07:00"); got != want.Local {
			t.Errorf("appointment %d begins at %s, want %s", i+1, got, want.Local)
		}
	}
}
