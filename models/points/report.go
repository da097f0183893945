package points

// Rolled is one day of the roll-forward of what a shop owes its contacts, in
// points: what was owed when the day began, what came and went, and what was
// owed when it ended.
type Rolled struct {
	Day      string // 2006-01-02 in the shop's zone
	Opening  int64
	Earned   int64 // by rules
	Reversed int64 // taken back from what rules gave
	Expired  int64
	Redeemed int64 // spent on rewards
	Returned int64 // given back of what was spent
	Adjusted int64 // by the shop's staff, either way
	Forgiven int64 // debt that was struck
	Erased   int64 // went with contacts that were erased, less what they owed
	Closing  int64
}

// Movement is what came and went.
func (r Rolled) Movement() int64 {
	return r.Earned - r.Reversed - r.Expired - r.Redeemed + r.Returned + r.Adjusted + r.Forgiven - r.Erased
}

// RollForward makes the roll-forward of days from what was owed when the first
// of them began. Days are given oldest first; each closing is the opening of
// the next. Closings follow the balances, not the movements, so that a lost
// movement shows as a day that does not add up instead of being carried along.
func RollForward(opening int64, days []DayFigures) []Rolled {
	rolled := make([]Rolled, 0, len(days))
	for _, day := range days {
		s := day.Sum
		taken := s.Granted - s.Adjustments // by hand
		r := Rolled{
			Day: day.Day, Opening: opening,
			Earned: s.Earned - s.Granted, Reversed: s.Removed - s.Expired - taken, Expired: s.Expired,
			Redeemed: s.Redeemed + s.Returned, Returned: s.Returned, Adjusted: s.Adjustments,
			Forgiven: s.Forgiven, Erased: s.Erased, Closing: opening + s.Liability(),
		}
		rolled = append(rolled, r)
		opening = r.Closing
	}
	return rolled
}
