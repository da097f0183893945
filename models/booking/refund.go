package booking

import (
	"fmt"
	"time"

	"clientele/models"
)

// Policy says how much of a payment goes back when an appointment is cancelled:
// that of the first step for which there is time enough. A booking keeps the
// policy of the day on which it was made.
type Policy []Step

// Step is one promise of a policy.
type Step struct {
	HoursBefore int // elapsed hours that must be left until the beginning
	Percent     int // of what was paid
}

// StepsMax is how many steps a policy may have.
const StepsMax = 10

// Problems finds everything wrong with a policy.
func (p Policy) Problems() []models.FieldProblem {
	c := &check{}
	if len(p) > StepsMax {
		c.add("steps", "must be %d or fewer", StepsMax)
	}
	for i, step := range p {
		path := fmt.Sprintf("steps[%d]", i)
		c.within(path+".hoursBefore", step.HoursBefore, 0, HorizonDaysMax*24, "hours")
		c.within(path+".percent", step.Percent, 0, 100, "percent")
		if i == 0 {
			continue
		}
		if step.HoursBefore >= p[i-1].HoursBefore {
			c.add(path+".hoursBefore", "must be fewer hours than in the step above")
		}
		if step.Percent > p[i-1].Percent {
			c.add(path+".percent", "must not be more than in the step above: cancelling late would pay")
		}
	}
	return c.problems
}

// Step is the one that counts for an appointment that is cancelled at a time, and
// whether there is any.
func (p Policy) Step(start, cancelledAt time.Time) (Step, bool) {
	left := start.Sub(cancelledAt)
	for _, step := range p {
		if left >= time.Duration(step.HoursBefore)*time.Hour {
			return step, true
		}
	}
	return Step{}, false
}

// RefundMinor is what goes back of an amount in minor units, rounded half up;
// nothing without a step.
func (p Policy) RefundMinor(paidMinor int64, start, cancelledAt time.Time) int64 {
	step, found := p.Step(start, cancelledAt)
	if !found || paidMinor <= 0 {
		return 0
	}
	// In two parts, so that no amount is too large.
	percent := int64(step.Percent)
	return paidMinor/100*percent + (paidMinor%100*percent+50)/100
}
