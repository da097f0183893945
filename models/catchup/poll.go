package catchup

import (
	"slices"
	"time"

	"clientele/models"
)

// The rhythm of the regular look. Orders younger than Grace are left to their
// webhooks, which may be on their way. Overlap is how far each look reaches
// back into the one before, because the platform's search lags behind its data
// and its clock is not ours.
const (
	PollEvery = time.Hour
	Grace     = 5 * time.Minute
	Overlap   = 15 * time.Minute
	// PollRetry is when a look that could not be finished goes on.
	PollRetry = 5 * time.Minute
	// PollLease outlasts one step of a look.
	PollLease = 5 * time.Minute
	// WindowMax is how far back the platform shows orders to everybody.
	WindowMax = 60 * 24 * time.Hour

	daysKept = 31
)

// Poll is how far the regular look at a store's orders has come.
type Poll struct {
	Shop    models.ShopID
	Version int64
	Install int64 // the installation it belongs to

	Since  time.Time // every order that changed before was looked at
	From   time.Time // window of the look under way; zero where there is none
	Until  time.Time
	Cursor string // the page it stands at

	NextAt     time.Time // when to go on; also the lease of whoever is at it
	FinishedAt time.Time // end of the last look that saw everything
	Problem    string    // why the last one did not get there
	ProblemAt  time.Time
	Days       []PollDay // the last ones, oldest first
}

// PollDay is what was found on one day.
type PollDay struct {
	Day        string // 2006-01-02 in the store's zone
	Looked     int64  // orders looked at
	Mended     int64  // of those, orders that were not as the platform has them
	Unreadable int64
}

// Enrolled is the first poll of an installation: it begins with the orders
// that change from then on. Earlier ones are for the merchant to bring in.
func Enrolled(shop models.ShopID, install int64, installedAt, now time.Time) Poll {
	return Poll{Shop: shop, Install: install, Since: models.Instant(installedAt), NextAt: models.Instant(now)}
}

// Began opens a window from where the last look ended, or goes on with the one
// that is open. An empty window tells that there is nothing to look at yet.
func (p Poll) Began(now time.Time) Poll {
	if !p.From.IsZero() {
		return p
	}
	p.From, p.Until, p.Cursor = models.Instant(p.Since.Add(-Overlap)), models.Instant(now.Add(-Grace)), ""
	if oldest := models.Instant(now.Add(-WindowMax)); p.From.Before(oldest) {
		p.From = oldest
	}
	return p
}

// Empty tells whether the window holds nothing.
func (p Poll) Empty() bool { return !p.Until.After(p.From) }

// Counted adds what a page brought.
func (p Poll) Counted(day string, looked, mended, unreadable int64) Poll {
	p.Days = slices.Clone(p.Days)
	if n := len(p.Days); n == 0 || p.Days[n-1].Day != day {
		p.Days = append(p.Days, PollDay{Day: day})
	}
	last := &p.Days[len(p.Days)-1]
	last.Looked, last.Mended, last.Unreadable = last.Looked+looked, last.Mended+mended, last.Unreadable+unreadable
	p.Days = p.Days[max(0, len(p.Days)-daysKept):]
	return p
}

// Finished closes the window.
func (p Poll) Finished(now time.Time) Poll {
	if p.Until.After(p.Since) {
		p.Since = p.Until
	}
	p.From, p.Until, p.Cursor = time.Time{}, time.Time{}, ""
	p.FinishedAt, p.NextAt = models.Instant(now), models.Instant(now.Add(PollEvery))
	p.Problem, p.ProblemAt = "", time.Time{}
	return p
}

// Failed notes what stood in the way and when to try again.
func (p Poll) Failed(now time.Time, problem string, wait time.Duration) Poll {
	p.Problem, p.ProblemAt, p.NextAt = problem, models.Instant(now), models.Instant(now.Add(wait))
	return p
}

// Sum adds up the days from one on.
func (p Poll) Sum(from string) PollDay {
	sum := PollDay{Day: from}
	for _, d := range p.Days {
		if d.Day >= from {
			sum.Looked, sum.Mended, sum.Unreadable = sum.Looked+d.Looked, sum.Mended+d.Mended, sum.Unreadable+d.Unreadable
		}
	}
	return sum
}
