package appointments

import (
	"fmt"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/booking"
)

// Repayment is the giving back of money at the platform, as far as it has come.
type Repayment struct {
	Round       int   // how often it was asked for
	AskedMinor  int64 // under way, in minor units of Price.Currency; 0 for nothing
	Tries       int   // how often a person had it tried again in this round
	Problem     string
	NeedsPerson bool
	Made        []Refund // at most repaymentsMax
}

// Refund is one that was made at the platform for an appointment.
type Refund struct {
	ID    string // the platform's number
	Minor int64  // minor units of Price.Currency
}

// repaymentsMax bounds how often one appointment is paid back from here.
const repaymentsMax = 20

// UnderWay tells whether the platform is being asked, or waits for a person.
func (r Repayment) UnderWay() bool { return r.AskedMinor > 0 }

// Is tells whether it is the round of an effect that is under way.
func (r Repayment) Is(round int) bool { return r.UnderWay() && r.Round == round }

// MadeMinor is what was paid back from here, all in all.
func (r Repayment) MadeMinor() int64 {
	var sum int64
	for _, m := range r.Made {
		sum += m.Minor
	}
	return sum
}

// RefundNote is what the refund of the present round is known by at the platform.
func (a Appointment) RefundNote() string {
	return fmt.Sprintf("Clientele booking %s/%d", a.ID, a.Repayment.Round)
}

// RefundKey is the key under which the platform makes the refund once. A person
// who has it tried again wants more than the answer of the last time.
func (a Appointment) RefundKey() string {
	return fmt.Sprintf("clientele-%s-%d-%d", a.ID, a.Repayment.Round, a.Repayment.Tries)
}

// idle is the repayment with nothing under way.
func (r Repayment) idle() Repayment {
	r.AskedMinor, r.Tries, r.Problem, r.NeedsPerson = 0, 0, "", false
	return r
}

// AskRefund asks the platform to pay back what is due, which must be as much as
// was agreed to; models.Conflict otherwise.
func (a Appointment) AskRefund(minor int64, now time.Time, actor string) (Appointment, error) {
	due := a.RefundDueMinor()
	switch {
	case a.Repayment.UnderWay():
		return a, models.Errorf(models.Conflict, "this payment is on its way back already")
	case due == 0 || a.Status != booking.Cancelled || a.Order == "":
		return a, models.Errorf(models.Conflict, "nothing of this payment is to go back")
	case minor != due:
		return a, models.Errorf(models.Conflict, "another amount is to go back by now; look again and repeat")
	case a.Repayment.Round >= repaymentsMax:
		return a, models.Errorf(models.Conflict, "this appointment was paid back many times; use the order in the store admin")
	}
	a.Repayment = a.Repayment.idle()
	a.Repayment.Round++
	a.Repayment.AskedMinor = due
	return a.with(Change{At: now, Actor: actor, What: WasAsked, Order: a.Order}), nil
}

// RetryRefund has the platform asked once more, for what is due now.
func (a Appointment) RetryRefund(now time.Time) (Appointment, error) {
	if !a.Repayment.NeedsPerson {
		return a, models.Errorf(models.Conflict, "this payment is on its way back already")
	}
	a.Repayment.NeedsPerson, a.Repayment.Problem = false, ""
	a.Repayment.Tries++
	a.Repayment.AskedMinor, a.UpdatedAt = a.RefundDueMinor(), models.Instant(now)
	return a, nil
}

// RefundBlocked notes why the platform did not pay back, and whether that waits
// for a person.
func (a Appointment) RefundBlocked(problem string, person bool, now time.Time) Appointment {
	a.Repayment.Problem, a.Repayment.NeedsPerson, a.UpdatedAt = problem, person, models.Instant(now)
	return a
}

// WithRefund is the appointment with one more refund that was made for it.
func (a Appointment) WithRefund(made Refund) Appointment {
	if made.ID != "" && !slices.ContainsFunc(a.Repayment.Made, func(m Refund) bool { return m.ID == made.ID }) {
		a.Repayment.Made = append(slices.Clone(a.Repayment.Made), made)
	}
	return a
}

// Refunded ends a round: so much of the payment went back all in all. Last tells
// that nothing more of it is left at the platform, whatever was promised.
func (a Appointment) Refunded(allMinor int64, last bool, now time.Time) Appointment {
	if allMinor > a.RefundedMinor {
		a.RefundedMinor = allMinor
		a = a.with(Change{At: now, Actor: Clientele, What: WasRefunded, Order: a.Order})
	}
	a.Repayment = a.Repayment.idle()
	if last && a.RefundDueMinor() > 0 {
		a.PromisedMinor = a.RefundedMinor
		a = a.with(Change{At: now, Actor: Clientele, What: WasSettled, Order: a.Order})
	}
	return a.tidy()
}
