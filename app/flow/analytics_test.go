package flow_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
)

// report reads the roll-forward and holds it against the ledger: each closing
// must be what all entries up to that day add up to.
func (w *till) report(from, to string) flow.Report {
	w.t.Helper()
	r, err := w.Report(w.t.Context(), testShop, from, to)
	ok(w.t, err)
	ledger := map[string]int64{}
	for _, c := range w.people() {
		for _, e := range w.entries(c.ID) {
			ledger[e.At.In(r.Shop.Location()).Format(time.DateOnly)] += owed(e.To, e.Points) + owed(e.From, -e.Points)
		}
	}
	for _, day := range r.Days {
		var sum int64
		for at, change := range ledger {
			if at <= day.Day {
				sum += change
			}
		}
		if day.Closing != sum || day.Opening+day.Movement() != day.Closing {
			w.t.Errorf("on %s the report closes with %d, the ledger with %d: %+v", day.Day, day.Closing, sum, day)
		}
	}
	return r
}

// owed is what moving points into a bucket adds to the liability.
func owed(b points.Bucket, n int64) int64 {
	switch b {
	case points.Available, points.Pending, points.Reserved, points.Debt:
		return n
	}
	return 0
}

func TestTheReportEqualsTheLedgerToThePoint(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.Life = points.Life{Count: 2, Unit: points.Months} })
	w.order(w.bought("1", goods("a", "80.00")))
	w.refund(w.amountBack("1", "r1", "30.00"))
	w.forward(24 * time.Hour)
	w.order(w.bought("2", goods("a", "20.00")))
	w.adjust(manual("1", member, 25))
	w.adjust(manual("2", member, -15))
	w.forward(24 * time.Hour)
	w.spend(member, 40)
	r := w.report("2026-11-21", "2026-11-24")
	want := []points.Rolled{
		{Day: "2026-11-21"},
		{Day: "2026-11-22", Earned: 80, Reversed: 30, Closing: 50},
		{Day: "2026-11-23", Opening: 50, Earned: 20, Adjusted: 10, Closing: 80},
		{Day: "2026-11-24", Opening: 80, Redeemed: 40, Closing: 40},
	}
	if diff := cmp.Diff(want, r.Days); diff != "" {
		t.Error(diff)
	}
	if r.Total.Buyers != 1 || r.Total.Repeaters != 1 {
		t.Errorf("%d bought, %d again", r.Total.Buyers, r.Total.Repeaters)
	}
	w.forward(70 * 24 * time.Hour)
	w.sweepAll()
	w.sound()
	r = w.report("2026-11-22", "")
	last := r.Days[len(r.Days)-1]
	if last.Day != "2027-02-02" || last.Closing != 0 { // everything has run out
		t.Errorf("%+v", last)
	}
	if diff := cmp.Diff([]points.Cohort{{Month: "2026-11", Sum: points.CohortSums{Issued: 125, ClawedBack: 45, Redeemed: 40, Expired: 40}}}, r.Cohorts); diff != "" {
		t.Error(diff)
	}
}

func TestAReportOfAPeriodThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	for name, c := range map[string]struct{ from, to, path string }{
		"no day":       {"yesterday", "", "from"},
		"backwards":    {"2026-11-22", "2026-11-21", "from"},
		"future":       {"2026-11-01", "2026-11-23", "to"},
		"too long":     {"2001-01-01", "2026-11-22", "from"},
		"a wrong date": {"", "2026-02-30", "to"},
	} {
		_, err := w.Report(t.Context(), testShop, c.from, c.to)
		var refused *models.Error
		if !errors.As(err, &refused) || len(refused.Fields) != 1 || refused.Fields[0].Path != c.path {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatWasFiledBeforeTheZoneWasKnownIsNotLost(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.forward(16 * time.Hour) // 04:00 in UTC is still the day before in New York
	ok(t, w.store.Figures.Put(t.Context(), points.Delta{Shop: testShop, ID: "early", Day: "2026-11-23", Sum: points.Sums{Earned: 30, Available: 30}}))
	for range 2 { // while it waits, and folded
		r, err := w.Report(t.Context(), testShop, "", "")
		ok(t, err)
		if last := r.Days[len(r.Days)-1]; last.Day != "2026-11-22" || last.Closing != 30 || last.Earned != 30 {
			t.Errorf("%+v", last)
		}
		_, err = w.FoldFigures(t.Context(), flow.Batch)
		ok(t, err)
	}
	home, err := w.HomePage(t.Context(), testShop)
	ok(t, err)
	if last := home.Days[len(home.Days)-1]; last.Sum.Earned != 30 {
		t.Errorf("the home page shows %+v", last)
	}
}
