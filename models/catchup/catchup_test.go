package catchup_test

import (
	"fmt"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/catchup"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestALookReachesBackAndLeavesYoungOrdersToTheirWebhooks(t *testing.T) {
	t.Parallel()
	p := catchup.Enrolled("a", 1, noon, noon).Began(noon.Add(time.Hour))
	if !p.From.Equal(noon.Add(-15*time.Minute)) || !p.Until.Equal(noon.Add(55*time.Minute)) || p.Empty() {
		t.Errorf("window %s to %s", p.From, p.Until)
	}
	p.Cursor = "c"
	if again := p.Began(noon.Add(3 * time.Hour)); again.Until != p.Until || again.Cursor != "c" {
		t.Error("an open window was moved")
	}
	p = p.Finished(noon.Add(time.Hour))
	if !p.Since.Equal(noon.Add(55*time.Minute)) || !p.From.IsZero() || p.Cursor != "" || !p.NextAt.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("finished as %+v", p)
	}
	if p = p.Began(noon.Add(2 * time.Hour)); !p.From.Equal(noon.Add(40 * time.Minute)) {
		t.Errorf("the next window begins at %s", p.From)
	}
}

func TestALookNeverReachesFurtherThanThePlatformShows(t *testing.T) {
	t.Parallel()
	p := catchup.Enrolled("a", 1, noon.AddDate(-1, 0, 0), noon).Began(noon)
	if !p.From.Equal(noon.Add(-catchup.WindowMax)) {
		t.Errorf("reaches back to %s", p.From)
	}
}

func TestAFailedLookKeepsItsPlace(t *testing.T) {
	t.Parallel()
	p := catchup.Enrolled("a", 1, noon, noon).Began(noon.Add(time.Hour))
	p.Cursor = "c"
	p = p.Failed(noon.Add(time.Hour), "away", time.Minute)
	if p.Cursor != "c" || p.From.IsZero() || p.Problem != "away" || !p.NextAt.Equal(noon.Add(61*time.Minute)) || !p.Since.Equal(noon) {
		t.Errorf("failed as %+v", p)
	}
	if p = p.Finished(noon); p.Problem != "" || !p.ProblemAt.IsZero() {
		t.Error("a finished look still tells the problem")
	}
}

func TestThirtyDaysAreCountedAndNoMoreThanAMonthIsKept(t *testing.T) {
	t.Parallel()
	var p catchup.Poll
	for i := range 40 {
		day := noon.AddDate(0, 0, i).Format(time.DateOnly)
		p = p.Counted(day, 2, 1, 0).Counted(day, 3, 0, 1)
	}
	if len(p.Days) != 31 {
		t.Errorf("%d days are kept", len(p.Days))
	}
	sum := p.Sum(noon.AddDate(0, 0, 10).Format(time.DateOnly))
	if sum.Looked != 150 || sum.Mended != 30 || sum.Unreadable != 30 {
		t.Errorf("thirty days are %+v", sum)
	}
}

func TestOneBackfillRunsAtATime(t *testing.T) {
	t.Parallel()
	b, err := catchup.Backfill{Shop: "a", Version: 3}.Begin(2, "7", noon)
	if err != nil || b.Version != 3 || b.State != catchup.Asked || !b.NextAt.Equal(noon) || !b.Running() {
		t.Fatalf("%+v, %v", b, err)
	}
	if _, err := b.Begin(2, "8", noon); models.CodeOf(err) != models.Conflict {
		t.Errorf("a second one began: %v", err)
	}
	b.Operation = "op"
	if b, err = b.Stop(noon); err != nil || b.Running() || b.NextAt.IsZero() || b.Operation != "op" {
		t.Errorf("stopped as %+v, %v", b, err)
	}
	if _, err := b.Stop(noon); models.CodeOf(err) != models.Conflict {
		t.Errorf("stopped twice: %v", err)
	}
}

func TestABackfillGivesUpAfterBoundedTries(t *testing.T) {
	t.Parallel()
	b, _ := catchup.Backfill{}.Begin(1, "7", noon)
	for i := range catchup.FaultsMax {
		if b = b.Again("away", noon); !b.Running() {
			t.Fatalf("gave up after %d faults", i+1)
		}
	}
	if b = b.Again("away", noon); b.State != catchup.Failed || b.Problem != "away" || !b.NextAt.IsZero() {
		t.Errorf("ended as %+v", b)
	}
	b, _ = b.Begin(1, "7", noon)
	for b.Attempt = 1; b.Attempt < catchup.AttemptsMax; b.Attempt++ {
		if b = b.Restarted("broken", noon); b.State != catchup.Asked || b.Read != 0 {
			t.Fatalf("restarted as %+v", b)
		}
	}
	if b = b.Restarted("broken", noon); b.State != catchup.Failed {
		t.Errorf("restarted for ever: %+v", b)
	}
}

func TestProgressOnlyGrows(t *testing.T) {
	t.Parallel()
	last := -1
	for _, b := range []catchup.Backfill{
		{State: catchup.Asked}, {State: catchup.Exporting}, {State: catchup.Reading}, {State: catchup.Reading, Size: 100, Read: 1},
		{State: catchup.Reading, Size: 100, Read: 50}, {State: catchup.Reading, Size: 100, Read: 100}, {State: catchup.Done},
	} {
		if p := b.Percent(); p < last || p > 100 {
			t.Errorf("%s shows %d%% after %d%%", fmt.Sprint(b.State), p, last)
		} else {
			last = p
		}
	}
	if last != 100 {
		t.Errorf("ends at %d%%", last)
	}
}
