package points

import "fmt"

// HoldSums is what the entries of an account tell about one reservation.
type HoldSums struct {
	Held   int64 // taken out of lots
	Posted int64 // of these, spent
	Voided int64 // of these, given back unspent
	Owed   int64 // spent without having been there
}

// Add takes in an entry of the reservation. What comes back after it was spent
// is no part of it.
func (s *HoldSums) Add(e Entry) {
	switch {
	case e.Kind == KindMove && e.From == Reserved: // it goes on in another account
		s.Held -= e.Points
	case e.From == Available && e.To == Reserved:
		s.Held += e.Points
	case e.From == Reserved && e.To == Redeemed:
		s.Posted += e.Points
	case e.From == Reserved && e.To == Available:
		s.Voided += e.Points
	case e.From == Debt && e.To == Redeemed:
		s.Owed += e.Points
	}
}

// OfHold names the reservation that an entry is about; empty for none.
func (e Entry) OfHold() string {
	if e.Cause.Kind != "redeem" {
		return ""
	}
	return e.Cause.ID
}

// Verify holds a reservation against its entries: it took what it says, and
// ended once, as it says.
func (h Hold) Verify(s HoldSums) []Violation {
	want := HoldSums{Held: h.Points}
	switch h.State {
	case HoldPosted:
		want = HoldSums{Held: h.Points - s.Owed, Posted: h.Points - s.Owed, Owed: s.Owed}
	case HoldVoided:
		want.Voided = h.Points
	}
	if s == want {
		return nil
	}
	return []Violation{{Law: LawHold, Text: fmt.Sprintf(
		"reservation %s of %d points is %s, its entries say %d held, %d spent, %d given back, %d owed", h.ID, h.Points, h.State, s.Held, s.Posted, s.Voided, s.Owed)}}
}

// Undone tells whether nothing is left of a reservation that nobody knows any
// more, because a later one took its place.
func (s HoldSums) Undone() bool { return s.Held == s.Voided && s.Posted == 0 && s.Owed == 0 }
