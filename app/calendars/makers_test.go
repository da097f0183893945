package calendars_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/calendars"
	"clientele/models"
	"clientele/models/booking/times"
)

// Three calendars that say the same, each in the words of its maker.
func TestCalendarsOfGoogleOutlookAndAppleAreReadAlike(t *testing.T) {
	t.Parallel()
	hour := func(day int) times.Span {
		nine := time.Date(2027, 5, day, 7, 0, 0, 0, time.UTC)
		return times.Between(nine, nine.Add(time.Hour))
	}
	for _, maker := range []string{"google", "outlook", "apple"} {
		body, err := os.ReadFile(filepath.Join("testdata", maker+".ics"))
		if err != nil {
			t.Fatal(err)
		}
		taken, err := calendars.Read(t.Context(), body, models.Zone("Europe/Vienna"), spring, "")
		if err != nil {
			t.Fatalf("%s: %v", maker, err)
		}
		if diff := cmp.Diff([]times.Span{hour(11), hour(25)}, taken.Busy); diff != "" || len(taken.UnknownZones) > 0 {
			t.Errorf("%s: %s %v", maker, diff, taken.UnknownZones)
		}
	}
}
