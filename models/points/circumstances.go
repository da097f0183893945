package points

import (
	"cmp"
	"math/big"
	"slices"

	"clientele/models"
)

// NumberMax bounds how far a contact's orders are counted for rules.
const NumberMax = 20

// Circumstances are what rules may know of an order besides the order itself.
type Circumstances struct {
	First bool // the contact's first kept order
	// Number is which of the contact's kept orders it is, from 1; zero where no
	// rule of the deciding version wants to know, and beyond what it wants.
	Number int
	// Multiplier is the one of the contact's level when the order was created;
	// nil for 1. A later level never alters it.
	Multiplier *big.Rat
	// Used are points that the contact's earlier orders of the same period have
	// earned, where the version has a cap.
	Used int64
}

// Depth is how far the programme's rules want a contact's orders counted; at
// least to the first.
func (p Programme) Depth() int {
	depth := 1
	for _, setting := range p.Settings.Rules {
		if kind, ok := KindByName(setting.Kind); ok && kind.Number != nil {
			depth = max(depth, kind.Number(models.WithDefaults(kind.Fields, setting.Params)))
		}
	}
	return min(depth, NumberMax)
}

// Depth is how far any of the versions wants a contact's orders counted.
func Depth(versions []Programme) int {
	depth := 1
	for _, p := range versions {
		depth = max(depth, p.Depth())
	}
	return depth
}

// Circumstances are those fixed in the standing.
func (s Standing) Circumstances() Circumstances {
	c := Circumstances{First: s.First, Number: s.Number, Used: s.Used}
	if multiplier, ok := new(big.Rat).SetString(s.Multiplier); ok && s.Multiplier != "" {
		c.Multiplier = multiplier
	}
	return c
}

// With is the standing under other circumstances.
func (s Standing) With(c Circumstances) Standing {
	s.First, s.Number, s.Used, s.Multiplier = c.First, c.Number, c.Used, ""
	if c.Multiplier != nil && c.Multiplier.Cmp(big.NewRat(1, 1)) != 0 {
		s.Multiplier = c.Multiplier.RatString()
	}
	return s
}

// Numbered are the circumstances of the order that is a contact's so many-th
// kept one under a version; rank is zero for one that is not kept.
func (s Standing) Numbered(rank int, p Programme) Circumstances {
	c := s.Circumstances()
	c.First, c.Number = rank == 1, 0
	if rank <= p.Depth() {
		c.Number = rank
	}
	return c
}

// Earlier gives the orders of a shop their sequence: by creation, then number.
func (r *Record) Earlier(other *Record) int {
	return cmp.Or(r.Order.CreatedAt.Compare(other.Order.CreatedAt),
		cmp.Compare(len(r.Order.ID), len(other.Order.ID)), cmp.Compare(r.Order.ID, other.Order.ID))
}

// Ranked puts a contact's kept orders in their sequence and leaves out others.
func Ranked(records []*Record) []*Record {
	kept := slices.DeleteFunc(slices.Clone(records), func(r *Record) bool { return !r.Standing.Qualifies })
	slices.SortFunc(kept, (*Record).Earlier)
	return kept
}
