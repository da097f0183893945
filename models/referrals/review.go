package referrals

import (
	"slices"
	"strings"
	"time"

	"clientele/models"
)

// Sign is something by which a referral looks like one within a household. None
// keeps it from counting; a person decides.
type Sign string

// The signs, the strongest first.
const (
	SamePlace  Sign = "same_address"  // advocate and friend have had things sent to one address
	SameFamily Sign = "same_family"   // both are known by one surname at one postcode
	KnownPlace Sign = "known_address" // somebody else had bought for the friend's address before
)

// Verdict is what a person of the store makes of a referral with signs.
type Verdict string

// The verdicts.
const (
	Approved  Verdict = "approved"   // it counts, whatever the signs
	TakenBack Verdict = "taken_back" // it does not count
)

// NoteMax bounds the words of a judgement, in characters, and JudgementsMax how
// often a verdict may change.
const (
	NoteMax       = 500
	JudgementsMax = 20
)

// Judgement is one verdict, and who gave it.
type Judgement struct {
	Verdict Verdict
	Note    string // why; there is always one where something is taken back
	Actor   string // the platform's user number
	At      time.Time
}

// Verdict is the last word of a person; empty for none.
func (r Referral) Verdict() Verdict {
	if len(r.Judgements) == 0 {
		return ""
	}
	return r.Judgements[len(r.Judgements)-1].Verdict
}

// ToReview tells whether a person should look at the referral: it counts, or
// may come to, and there are signs that nobody has judged.
func (r Referral) ToReview() bool {
	return len(r.Signs) > 0 && r.Verdict() == "" && (r.State == Pending || r.State == Earned)
}

// Judged is the referral with a verdict, and whether that is another one than
// before. The verdict moves no points; deciding the referral again does.
//
// It fails with models.Invalid for what is no verdict or takes back without
// saying why, and with models.Conflict where there is nothing to judge.
func (r Referral) Judged(j Judgement) (Referral, bool, error) {
	j.Note = strings.TrimSpace(j.Note)
	var problems []models.FieldProblem
	if j.Verdict != Approved && j.Verdict != TakenBack {
		problems = append(problems, models.FieldProblem{Path: "verdict", Message: "must be approved or taken_back"})
	}
	if j.Verdict == TakenBack && j.Note == "" {
		problems = append(problems, models.FieldProblem{Path: "note", Message: "must say why"})
	}
	if len([]rune(j.Note)) > NoteMax {
		problems = append(problems, models.FieldProblem{Path: "note", Message: "must be 500 characters or less"})
	}
	switch {
	case len(problems) > 0:
		return r, false, models.InvalidFields(problems)
	case r.Verdict() == j.Verdict:
		return r, false, nil
	case r.Friend == "":
		return r, false, models.Errorf(models.Conflict, "the data of the friend were erased; nothing can be changed any more")
	case r.Verdict() == "" && !r.ToReview():
		return r, false, models.Errorf(models.Conflict, "there is nothing to review about this recommendation")
	case len(r.Judgements) >= JudgementsMax:
		return r, false, models.Errorf(models.Conflict, "this recommendation was judged %d times; that has to do", JudgementsMax)
	}
	j.At = models.Instant(j.At)
	r.Judgements = append(slices.Clone(r.Judgements), j)
	return r, true, nil
}

// signed is the referral with the signs that there are, each once and the
// strongest first.
func (r Referral) signed(found []Sign) Referral {
	r.Signs = nil
	for _, sign := range []Sign{SamePlace, SameFamily, KnownPlace} {
		if slices.Contains(found, sign) {
			r.Signs = append(r.Signs, sign)
		}
	}
	return r
}

// unjudged is the referral without what tells about one of the two who is
// erased: the signs, and the words of staff. Who decided what and when stays.
func (r Referral) unjudged() Referral {
	r.Signs, r.Judgements = nil, slices.Clone(r.Judgements)
	for i := range r.Judgements {
		r.Judgements[i].Note = ""
	}
	return r
}
