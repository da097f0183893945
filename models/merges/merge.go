package merges

import (
	"time"

	"clientele/models"
	"clientele/models/levels"
	"clientele/models/points"
)

// Reversible is how long a merge can be undone.
const Reversible = 30 * 24 * time.Hour

// State says what has become of a merge.
type State string

// The states of a merge. It is final once its time is over, or once the platform
// has merged the same two.
const (
	Merged State = "merged"
	Undone State = "undone"
	Final  State = "final"
)

// Merge is one contact that staff made part of another.
type Merge struct {
	Shop    models.ShopID
	ID      string // made when the form is opened; the same one never acts twice
	Version int64
	Into    models.ContactID // the survivor
	From    models.ContactID // the record that became part of it
	Actor   string           // the platform's user number
	Note    string
	At      time.Time
	Until   time.Time // it can be undone before
	State   State
	EndedAt time.Time // when it was undone or became final
	EndedBy string    // user number of who undid it
	Memory  Memory    // empty once it has ended
}

// Memory is what an undo needs to know. It names ids and numbers and no person.
type Memory struct {
	Settled  points.Settled
	Seq      int64    // of the survivor's last entry before
	Holds    []string // redemptions whose points were held and came along
	Birthday bool     // the survivor had none and took it over
	Into     levels.Memory
	From     levels.Memory
}

// Undoable tells whether it can be undone at a time, by itself.
func (m Merge) Undoable(now time.Time) bool { return m.State == Merged && m.Until.After(now) }

// Ended is the merge after it was undone, or became final with nobody having
// done that. What had to be remembered is forgotten.
func (m Merge) Ended(state State, actor string, now time.Time) Merge {
	m.State, m.EndedBy, m.EndedAt, m.Memory = state, actor, models.Instant(now), Memory{}
	return m
}
