package calendars_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/calendars"
	"clientele/models"
	"clientele/models/booking/times"
)

// sharedCases lie beside the project; they are worked cases that are not ours to
// keep.
const sharedCases = "../../../shared/reference/booking-cases.json"

func TestSharedCasesOfOtherCalendars(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile(sharedCases)
	if err != nil {
		t.Skipf("SKIPPED: the shared cases are not there to be read: %v", err)
	}
	var file struct {
		Cases []struct {
			ID, Title, Kind, ICS string
			Zone                 string          `json:"calendar_tz"`
			From, To             json.RawMessage // times, in the cases of this kind
			Expect               struct{ Busy [][2]time.Time }
		}
	}
	if err := json.Unmarshal(body, &file); err != nil {
		t.Fatal(err)
	}
	played := 0
	for _, c := range file.Cases {
		if c.Kind != "ics_busy" {
			continue
		}
		played++
		t.Run(c.ID+" "+c.Title, func(t *testing.T) {
			t.Parallel()
			within := times.Between(instant(t, c.From), instant(t, c.To))
			taken, err := calendars.Read(t.Context(), []byte(c.ICS), models.Zone(c.Zone), within, "")
			if err != nil {
				t.Fatal(err)
			}
			want := []times.Span{}
			for _, busy := range c.Expect.Busy {
				want = append(want, times.Between(busy[0], busy[1]))
			}
			if diff := cmp.Diff(want, append([]times.Span{}, taken.Busy...)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if played == 0 {
		t.Error("the file has no cases of calendars")
	}
}

func instant(t *testing.T, raw json.RawMessage) (at time.Time) {
	t.Helper()
	if err := json.Unmarshal(raw, &at); err != nil {
		t.Fatal(err)
	}
	return at
}
