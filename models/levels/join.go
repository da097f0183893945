package levels

import (
	"time"

	"clientele/models"
)

// Joined is the state with what is kept of another record that became part of
// this one: the higher level as long as it would have lasted, and what was
// given for levels. Its purchases are added like any others.
func (s State) Joined(l Ladder, other State) State {
	if l.Above(other.Level, s.Level) {
		s.Kept = Kept{Level: other.Level, Until: other.Until}
	}
	var rewards []Reward
	for _, r := range s.Rewards {
		for _, o := range other.Rewards {
			if o.Level == r.Level && o.Points-o.Taken > r.Points-r.Taken {
				r = o
			}
		}
		rewards = append(rewards, r)
	}
	for _, o := range other.Rewards {
		if !hasReward(s.Rewards, o.Level) {
			rewards = append(rewards, o)
		}
	}
	s.Rewards = rewards
	return s
}

func hasReward(rewards []Reward, level string) bool {
	for _, r := range rewards {
		if r.Level == level {
			return true
		}
	}
	return false
}

// Retired is the state of a record that became part of another: without a
// level, and never looked at again.
func (s State) Retired(cause Cause, now time.Time) (State, []Change) {
	from := s.Level
	s.Level, s.Until, s.NextAt, s.Rows, s.Kept = "", time.Time{}, time.Time{}, nil, Kept{}
	s.SeenAt = models.Instant(now)
	if from == "" {
		return s, nil
	}
	s.Changes++
	s.Since = models.Instant(now)
	return s, []Change{{
		Shop: s.Shop, Contact: s.Contact, Seq: s.Changes, From: from, Ladder: s.Ladder, Cause: cause,
		Effective: models.Instant(now), At: models.Instant(now),
	}}
}
