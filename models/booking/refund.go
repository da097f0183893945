package booking

import (
	"fmt"
	"time"

	"clientele/models"
)

// Policy says how much of a payment goes back when an appointment is cancelled:
// that of the first tier for which there is time enough. A booking keeps the
// policy of the day on which it was made.
type Policy []Tier

// Tier is one promise of a policy.
type Tier struct {
	HoursBefore int // elapsed hours that must be left until the beginning
	Percent     int // of what was paid
}

// TiersMax is how many tiers a policy may have.
const TiersMax = 10

// Problems finds everything wrong with a policy.
func (p Policy) Problems() []models.FieldProblem {
	c := &check{}
	if len(p) > TiersMax {
		c.add("tiers", "must be %d or fewer", TiersMax)
	}
	for i, tier := range p {
		path := fmt.Sprintf("tiers[%d]", i)
		c.within(path+".hoursBefore", tier.HoursBefore, 0, HorizonDaysMax*24, "hours")
		c.within(path+".percent", tier.Percent, 0, 100, "percent")
		if i == 0 {
			continue
		}
		if tier.HoursBefore >= p[i-1].HoursBefore {
			c.add(path+".hoursBefore", "must be fewer hours than in the tier above")
		}
		if tier.Percent > p[i-1].Percent {
			c.add(path+".percent", "must not be more than in the tier above: cancelling late would pay")
		}
	}
	return c.problems
}

// Tier is the one that counts for an appointment that is cancelled at a time, and
// whether there is any.
func (p Policy) Tier(start, cancelledAt time.Time) (Tier, bool) {
	left := start.Sub(cancelledAt)
	for _, tier := range p {
		if left >= time.Duration(tier.HoursBefore)*time.Hour {
			return tier, true
		}
	}
	return Tier{}, false
}

// RefundMinor is what goes back of an amount in minor units, rounded half up;
// nothing without a tier.
func (p Policy) RefundMinor(paidMinor int64, start, cancelledAt time.Time) int64 {
	tier, found := p.Tier(start, cancelledAt)
	if !found || paidMinor <= 0 {
		return 0
	}
	// In two parts, so that no amount is too large.
	percent := int64(tier.Percent)
	return paidMinor/100*percent + (paidMinor%100*percent+50)/100
}
