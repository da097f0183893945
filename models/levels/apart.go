package levels

import (
	"slices"
	"time"
)

// Memory is what is remembered of a level when two records become one, so that
// they can be two again.
type Memory struct {
	Ladder  int // version it was judged by; zero where nobody had looked yet
	SeenAt  time.Time
	Kept    Kept
	Rewards []Reward
}

// Memory is what has to be remembered of the state.
func (s State) Memory() Memory {
	return Memory{Ladder: s.Ladder, SeenAt: s.SeenAt, Kept: s.Kept, Rewards: slices.Clone(s.Rewards)}
}

// Apart is the state of a record that is a person of its own again. It is made
// of the record's own purchases and of what it had kept before, and judged by
// every version of the ladder since as if the two had never been one. theirs is
// what was given to the other record.
func (s State) Apart(was Memory, theirs []Reward, ladders []Ladder, stages Stages, parts []Part, now time.Time, cause Cause) (State, []Change) {
	if s.Version == 0 {
		return Start(s.Shop, s.Contact, ladders, stages, parts, now)
	}
	level, since, changes := s.Level, s.Since, s.Changes
	if was.Ladder > 0 {
		s.Ladder, s.SeenAt, s.Kept = was.Ladder, was.SeenAt, was.Kept
		s.Rewards = ownRewards(was.Rewards, s.Rewards, theirs)
	}
	s.Rows, s.NextAt = nil, time.Time{}
	for _, p := range parts {
		s.change(Part{}, p, "", now)
	}
	s, _ = s.After(ladders, stages, now) // what it would have been meanwhile never happened to anybody
	s.Level, s.Since, s.Changes = level, since, changes
	ladder, ok := Version(ladders, s.Ladder)
	if !ok {
		return s, nil
	}
	s, change := s.judged(ladder, ladders, stages, now, now, cause)
	return s, noted(nil, change)
}

// ownRewards are those of before, and what was given since to nobody else.
func ownRewards(before, since, theirs []Reward) []Reward {
	all := slices.Clone(before)
	for _, r := range since {
		if !hasReward(before, r.Level) && !hasReward(theirs, r.Level) {
			all = append(all, r)
		}
	}
	return all
}
