package appointments

import (
	"fmt"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/booking"
)

// Place is when and with whom an appointment takes place, and what it takes.
type Place struct {
	Staff      booking.StaffID
	Start, End time.Time
	Units      []booking.UnitID
}

// Held is the appointment kept for somebody who pays until a time.
func (a Appointment) Held(until, now time.Time, actor string) Appointment {
	a.Status, a.ExpiresAt, a.Ended = booking.Held, models.Instant(until), ""
	return a.with(Change{At: now, Actor: actor, What: WasHeld, Staff: a.Staff})
}

// Lapsed tells whether its hold is over, whether or not anybody noticed.
func (a Appointment) Lapsed(now time.Time) bool {
	return a.Status == booking.Held && !a.Live(now)
}

// Offer tells whether it is kept for somebody who waited, and did not take it yet.
func (a Appointment) Offer() bool { return a.Source == Waitlist && a.Status == booking.Held }

// Takable tells whether it can be confirmed once its time was found free again.
func (a Appointment) Takable(now time.Time) bool {
	return a.Status == booking.Cancelled || a.Lapsed(now)
}

// Confirm makes the appointment certain. The time of one that is Takable must
// have been found free.
func (a Appointment) Confirm(now time.Time, actor string) Appointment {
	if a.Status == booking.Confirmed {
		return a
	}
	a.Status, a.ExpiresAt, a.Ended, a.PromisedMinor = booking.Confirmed, time.Time{}, "", 0
	a.Repayment = a.Repayment.idle()
	a.ActualStart, a.ActualEnd = time.Time{}, time.Time{}
	if a.Attention == PaidTooLate || a.Attention == PaidOtherwise {
		a.Attention = ""
	}
	return a.with(Change{At: now, Actor: actor, What: WasConfirmed, Staff: a.Staff})
}

// Upcoming tells whether it can still be moved or cancelled by the shopper.
func (a Appointment) Upcoming(now time.Time) bool {
	return a.Live(now) && (a.Status == booking.Held || a.Status == booking.Confirmed) && a.Start.After(now)
}

// RemindedOf tells whether somebody is to be reminded of the appointment so long
// ahead: not if it was certain, or had its time, only after that.
func (a Appointment) RemindedOf(ahead time.Duration, now time.Time) bool {
	due := a.Start.Add(-ahead)
	return a.Status == booking.Confirmed && a.Source != WalkIn && a.Start.After(now) && !due.After(now) && !a.settledAt().After(due)
}

// settledAt is since when the appointment is certain at its present time.
func (a Appointment) settledAt() time.Time {
	for _, c := range slices.Backward(a.History) {
		if c.What == WasConfirmed || c.What == WasMoved {
			return c.At
		}
	}
	return a.CreatedAt
}

// OtherSince tells whether more than money has changed since a version of the
// invitation.
func (a Appointment) OtherSince(sequence int) bool {
	later := min(max(0, a.Sequence-sequence), len(a.History))
	return slices.ContainsFunc(a.History[len(a.History)-later:], func(c Change) bool {
		return !slices.Contains(ofMoney, c.What)
	})
}

// Movable refuses what cannot be moved; models.Conflict.
func (a Appointment) Movable(now time.Time, actor string) error {
	switch {
	case a.Status != booking.Held && a.Status != booking.Confirmed, a.Lapsed(now):
		return models.Errorf(models.Conflict, "this appointment cannot be moved any more; book a new one")
	case actor == Shopper && a.Offer():
		return models.Errorf(models.Conflict, "this place is only offered yet; take it first")
	case actor == Shopper && !a.Upcoming(now):
		return models.Errorf(models.Conflict, "this appointment has begun; call the shop to change it")
	}
	return nil
}

// Resizable refuses another length where it would not fit what was booked;
// models.Invalid. Parts of an appointment fill its length, and who shares a
// session begins and ends with the others.
func (a Appointment) Resizable(minutes, capacity int) error {
	problem := ""
	switch {
	case minutes < 1 || minutes > booking.DurationMinutesMax:
		problem = fmt.Sprintf("must be from 1 to %d", booking.DurationMinutesMax)
	case len(a.Segments) > 0:
		problem = "cannot be changed, because the appointment consists of parts"
	case capacity > 1:
		problem = "cannot be changed, because others can have the same appointment"
	}
	if problem == "" {
		return nil
	}
	return models.InvalidFields([]models.FieldProblem{{Path: "minutes", Message: problem}})
}

// Move puts the appointment elsewhere, which must have been found free.
func (a Appointment) Move(to Place, now time.Time, actor string) Appointment {
	what := WasMoved
	if a.Start.Equal(to.Start) {
		what = WasReassigned
		if a.Staff == to.Staff {
			what = WasResized
		}
	}
	change := Change{At: now, Actor: actor, What: what, From: a.Start, To: to.Start, Staff: to.Staff}
	a.Staff, a.Start, a.End, a.Units = to.Staff, models.Instant(to.Start), models.Instant(to.End), to.Units
	return a.keepPayable().with(change)
}

// Cancel ends the appointment. What goes back of the payment is what the policy
// of the day on which it was booked says; all of it where the shop cancels.
func (a Appointment) Cancel(why End, now time.Time, actor string) (Appointment, error) {
	switch {
	case a.Status == booking.Cancelled:
		return a, nil
	case a.Status != booking.Held && a.Status != booking.Confirmed:
		return a, models.Errorf(models.Conflict, "this appointment is over; it cannot be cancelled any more")
	case why == ByShopper && !a.Start.After(now):
		return a, models.Errorf(models.Conflict, "this appointment has begun; call the shop to change it")
	case (why == Lapsed || why == Released) && a.Status != booking.Held:
		return a, models.Errorf(models.Conflict, "this appointment is confirmed; cancel it instead")
	}
	a.PromisedMinor = a.RefundIf(why, now)
	a.Status, a.ExpiresAt, a.Ended = booking.Cancelled, time.Time{}, why
	return a.with(Change{At: now, Actor: actor, What: wordOf(why)}).tidy(), nil
}

func wordOf(why End) What {
	switch why {
	case Lapsed:
		return WasLapsed
	case Released:
		return WasReleased
	}
	return WasCancelled
}

// RefundIf is what would go back of the payment if it were cancelled now.
func (a Appointment) RefundIf(why End, now time.Time) int64 {
	if why == ByShopper {
		return a.Policy.RefundMinor(a.PaidMinor, a.Start, now)
	}
	return a.PaidMinor
}

// Complete notes that the appointment took place. When it really began and ended
// may be told.
func (a Appointment) Complete(now time.Time, actor string, began, ended time.Time) (Appointment, error) {
	began, ended = models.Instant(began), models.Instant(ended)
	early := a.Start
	if !began.IsZero() {
		early = began
	}
	switch {
	case a.Status == booking.Held || a.Status == booking.Cancelled:
		return a, models.Errorf(models.Conflict, "only a confirmed appointment can take place; confirm it first")
	case early.After(now):
		return a, models.Errorf(models.Conflict, "this appointment has not begun yet")
	case !ended.IsZero() && (ended.Before(early) || ended.After(now)):
		return a, models.InvalidFields([]models.FieldProblem{{Path: "actualEnd", Message: "must be after the beginning and not in the future"}})
	}
	if a.Status == booking.Completed && a.ActualStart.Equal(began) && a.ActualEnd.Equal(ended) {
		return a, nil
	}
	a.Status, a.ActualStart, a.ActualEnd = booking.Completed, began, ended
	return a.with(Change{At: now, Actor: actor, What: WasCompleted}), nil
}

// NoShow notes that nobody came.
func (a Appointment) NoShow(now time.Time, actor string) (Appointment, error) {
	switch {
	case a.Status == booking.NoShow:
		return a, nil
	case a.Status != booking.Confirmed && a.Status != booking.Completed:
		return a, models.Errorf(models.Conflict, "only a confirmed appointment can be missed")
	case a.Start.After(now):
		return a, models.Errorf(models.Conflict, "this appointment has not begun yet")
	}
	a.Status, a.ActualStart, a.ActualEnd = booking.NoShow, time.Time{}, time.Time{}
	return a.with(Change{At: now, Actor: actor, What: WasMissed}), nil
}

// RefundDueMinor is what goes back of the payment and was not paid back yet.
func (a Appointment) RefundDueMinor() int64 { return max(0, a.PromisedMinor-a.RefundedMinor) }

// tidy keeps what the merchant has to look at in line with what is due.
func (a Appointment) tidy() Appointment {
	due := a.RefundDueMinor() > 0
	if !due {
		a.Repayment = a.Repayment.idle()
	}
	switch {
	case due && a.Attention == "":
		a.Attention = RefundDue
	case !due && (a.Attention == RefundDue || a.Attention == PaidTooLate && a.RefundedMinor > 0):
		a.Attention = ""
	}
	return a
}

// with notes a change. Of a long history the beginning stays, and the newest.
func (a Appointment) with(c Change) Appointment {
	c.At, c.From, c.To = models.Instant(c.At), models.Instant(c.From), models.Instant(c.To)
	a.History, a.Sequence, a.UpdatedAt = append(slices.Clone(a.History), c), a.Sequence+1, c.At
	if len(a.History) > HistoryMax {
		a.History = slices.Delete(a.History, 1, len(a.History)-HistoryMax+1)
	}
	return a
}
