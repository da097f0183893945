package points_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"clientele/models/points"
)

func TestTheRollForwardGoesFromWhatWasOwedToWhatIsOwed(t *testing.T) {
	t.Parallel()
	days := []points.DayFigures{
		// 100 earned by rules and 20 granted; 10 taken back, 5 taken by hand, 7 ran out.
		{Day: "2026-11-22", Sum: points.Sums{Earned: 120, Granted: 20, Adjustments: 15, Removed: 22, Expired: 7, Available: 90, Pending: 8}},
		// 40 spent, of which 10 came back; 3 owed points were struck; somebody with 9 was erased.
		{Day: "2026-11-23", Sum: points.Sums{Redeemed: 30, Returned: 10, Forgiven: 3, Erased: 9, Available: -39, Debt: -3}},
	}
	want := []points.Rolled{
		{Day: "2026-11-22", Opening: 50, Earned: 100, Reversed: 10, Expired: 7, Adjusted: 15, Closing: 148},
		{Day: "2026-11-23", Opening: 148, Redeemed: 40, Returned: 10, Forgiven: 3, Erased: 9, Closing: 112},
	}
	got := points.RollForward(50, days)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, r := range got {
		if r.Opening+r.Movement() != r.Closing {
			t.Errorf("%s: %d and %d is not %d", r.Day, r.Opening, r.Movement(), r.Closing)
		}
	}
}
