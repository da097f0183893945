package points

import (
	"slices"
	"time"

	"clientele/models"
)

// AdjustmentMax bounds one manual adjustment, NoteMax the length of its note.
const (
	AdjustmentMax = 1_000_000
	NoteMax       = 500
)

// Reasons lists the codes a manual entry may carry.
var reasons = []string{"goodwill", "correction", "promotion", "migration", "other"}

// Manual is what a person at the shop does to a contact's points.
type Manual struct {
	Key       string // made when the form is opened; the same key never acts twice
	Actor     string // the platform's user number
	Reason    string
	Note      string
	AllowDebt bool
	ExpiresAt time.Time // of points that are added; zero for never
}

func (m Manual) check() error {
	var problems []models.FieldProblem
	if len(m.Key) < 8 || len(m.Key) > 64 {
		problems = append(problems, models.FieldProblem{Path: "key", Message: "must be a fresh id of 8 to 64 characters"})
	}
	if m.Actor == "" {
		problems = append(problems, models.FieldProblem{Path: "actor", Message: "must say who does this"})
	}
	if !slices.Contains(reasons, m.Reason) {
		problems = append(problems, models.FieldProblem{Path: "reason", Message: "must be one of the offered reasons"})
	}
	if m.Note == "" || len([]rune(m.Note)) > NoteMax {
		problems = append(problems, models.FieldProblem{Path: "note", Message: "must say why, in 1 to 500 characters"})
	}
	if len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return nil
}

func (m Manual) note(kind EntryKind) note {
	return note{kind: kind, cause: Cause{Kind: "manual", ID: m.Key}, actor: m.Actor, reason: m.Reason, text: m.Note}
}

// Adjust adds points or, where negative, takes them away. Taking more than is
// available is refused unless the contact may owe the rest.
func (b *Book) Adjust(m Manual, points int64) error {
	if err := m.check(); err != nil {
		return err
	}
	if points == 0 || points > AdjustmentMax || points < -AdjustmentMax {
		return models.InvalidFields([]models.FieldProblem{{Path: "points", Message: "must be a whole number other than zero, up to 1,000,000 either way"}})
	}
	if points > 0 {
		b.open(m.note(KindAdjust), Lot{Source: "manual", EarnedAt: b.now, ExpiresAt: m.ExpiresAt}, points)
		return nil
	}
	b.all()
	left := -points
	if left > b.Account.Balances.Available && !m.AllowDebt {
		return models.InvalidFields([]models.FieldProblem{{Path: "points",
			Message: "takes more than the available points; take fewer or allow the contact to owe the rest"}})
	}
	for _, lot := range b.lots {
		if !lot.Pending {
			left -= b.draw(m.note(KindAdjust), lot, ClawedBack, left)
		}
	}
	b.post(m.note(KindDebt), Debt, ClawedBack, left, nil)
	return nil
}

// Forgive strikes points that the contact owes.
func (b *Book) Forgive(m Manual, points int64) error {
	m.Reason = "goodwill"
	if err := m.check(); err != nil {
		return err
	}
	if points <= 0 || points > b.Account.Balances.Debt {
		return models.InvalidFields([]models.FieldProblem{{Path: "points", Message: "must be more than zero and no more than what is owed"}})
	}
	b.post(m.note(KindForgive), Forgiven, Debt, points, nil)
	return nil
}
