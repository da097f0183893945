package points

import (
	"slices"
	"time"
)

// Ending is a time at which available points run out, and how many.
type Ending struct {
	At     time.Time
	Points int64
}

// Endings lists when the points that are available now run out, the next time
// first. Points that wait, and those held at a checkout, are not among them.
func (b *Book) Endings(rule Idle) []Ending {
	b.all()
	var all []Ending
	for _, lot := range b.lots {
		if lot.Pending || lot.Remaining == 0 {
			continue
		}
		end, _ := rule.end(lot, b.Account.ActiveAt)
		if end.IsZero() {
			continue
		}
		i := slices.IndexFunc(all, func(e Ending) bool { return e.At.Equal(end) })
		if i < 0 {
			i = len(all)
			all = append(all, Ending{At: end})
		}
		all[i].Points += lot.Remaining
	}
	slices.SortFunc(all, func(a, b Ending) int { return a.At.Compare(b.At) })
	return all
}
