package points

import (
	"slices"
	"time"
)

// Cohort is what became of the points that were earned in one month.
type Cohort struct {
	Month string // 2006-01 in the shop's zone, by the day they were earned
	Sum   CohortSums
}

// CohortSums are points. What nobody has used, lost or given up yet is Open.
type CohortSums struct {
	Issued     int64 // credited, whatever became of them
	ClawedBack int64 // taken back
	Repaid     int64 // went into a debt
	Redeemed   int64 // spent, less what was returned
	Expired    int64 // ran out unused
	Erased     int64 // went with contacts that were erased
}

// Open is what is still there: pending, available or held at a checkout.
func (c CohortSums) Open() int64 {
	return c.Issued - c.ClawedBack - c.Repaid - c.Redeemed - c.Expired - c.Erased
}

// Plus adds sums.
func (c CohortSums) Plus(o CohortSums) CohortSums {
	return CohortSums{
		Issued: c.Issued + o.Issued, ClawedBack: c.ClawedBack + o.ClawedBack, Repaid: c.Repaid + o.Repaid,
		Redeemed: c.Redeemed + o.Redeemed, Expired: c.Expired + o.Expired, Erased: c.Erased + o.Erased,
	}
}

// MonthOf names the month of a time in a zone, as cohorts are named.
func MonthOf(at time.Time, zone *time.Location) string { return at.In(zone).Format("2006-01") }

// Cohorts is what the entries made since the book was opened did to the points
// of each month, oldest first. Points that move to another record of the same
// person keep the month in which they were earned.
func (b *Book) Cohorts(zone *time.Location) []Cohort {
	sums := map[string]CohortSums{}
	for _, e := range b.entries {
		lot := b.lot(e.Lot)
		if lot == nil {
			continue
		}
		month := MonthOf(lot.EarnedAt, zone)
		sums[month] = sums[month].Plus(e.cohort())
	}
	for _, was := range b.was {
		if lot := b.lot(was.ID); MonthOf(lot.EarnedAt, zone) != MonthOf(was.EarnedAt, zone) {
			moved(sums, was, MonthOf(was.EarnedAt, zone), MonthOf(lot.EarnedAt, zone))
		}
	}
	return CohortsOf(sums)
}

// moved carries what a lot held, or let run out, over to the month in which it
// turned out to have been earned. What was used or taken stays where it was.
func moved(sums map[string]CohortSums, was Lot, from, to string) {
	held, ranOut := was.Remaining+was.Frozen+was.Expired, was.Expired
	sums[from] = sums[from].Plus(CohortSums{Issued: -held, Expired: -ranOut})
	sums[to] = sums[to].Plus(CohortSums{Issued: held, Expired: ranOut})
}

// CohortsOf lists sums by month, oldest first, without those that are zero.
func CohortsOf(sums map[string]CohortSums) []Cohort {
	var list []Cohort
	for month, sum := range sums {
		if sum != (CohortSums{}) {
			list = append(list, Cohort{Month: month, Sum: sum})
		}
	}
	slices.SortFunc(list, func(a, b Cohort) int {
		if a.Month < b.Month {
			return -1
		}
		return 1
	})
	return list
}

// cohort is an entry's part in the sums of its lot's month.
func (e Entry) cohort() CohortSums {
	var c CohortSums
	for _, side := range []struct {
		bucket Bucket
		points int64
	}{{e.From, -e.Points}, {e.To, e.Points}} {
		switch side.bucket {
		case Issued:
			c.Issued -= side.points
		case ClawedBack:
			c.ClawedBack += side.points
		case Debt:
			c.Repaid += side.points
		case Redeemed:
			c.Redeemed += side.points
		case Expired:
			c.Expired += side.points
		}
	}
	return c
}

// ErasedCohorts takes what lots still hold out of the points of their months:
// their owner is erased.
func ErasedCohorts(lots []Lot, zone *time.Location) []Cohort {
	sums := map[string]CohortSums{}
	for _, lot := range lots {
		month := MonthOf(lot.EarnedAt, zone)
		sums[month] = sums[month].Plus(CohortSums{Erased: lot.Remaining + lot.Frozen})
	}
	return CohortsOf(sums)
}
