package levels

import "slices"

// Entered gives the rewards that a rise brings: those of every level on the
// way that was never entered before, and what had been taken back of others. It
// notes them as given.
func (s *State) Entered(l Ladder, c Change) []Reward {
	var due []Reward
	for place := l.place(c.From) + 1; place <= l.place(c.To); place++ {
		level := l.Settings.Levels[place]
		if level.Closed && level.ID != c.To {
			continue
		}
		i := slices.IndexFunc(s.Rewards, func(r Reward) bool { return r.Level == level.ID })
		switch {
		case i >= 0 && s.Rewards[i].Taken > 0:
			due = append(due, Reward{Level: level.ID, Points: s.Rewards[i].Taken})
			s.Rewards = slices.Clone(s.Rewards)
			s.Rewards[i].Taken = 0
		case i < 0 && level.Reward > 0:
			r := Reward{Level: level.ID, Points: level.Reward}
			due = append(due, r)
			s.Rewards = append(slices.Clone(s.Rewards), r)
		}
	}
	return due
}

// Forfeit gives the rewards that a fall puts at stake: none where it was only
// time or the merchant that brought it.
func (s State) Forfeit(l Ladder, c Change) []Reward {
	if c.Cause.Kind == ByTime || c.Cause.Kind == ByLadder || c.Cause.Kind == ByStart {
		return nil
	}
	var stake []Reward
	for place := l.place(c.To) + 1; place <= l.place(c.From); place++ {
		id := l.Settings.Levels[place].ID
		for _, r := range s.Rewards {
			if r.Level == id && r.Points > r.Taken {
				stake = append(stake, Reward{Level: id, Points: r.Points - r.Taken})
			}
		}
	}
	return stake
}

// TookBack notes that unused points of a reward were taken back.
func (s *State) TookBack(level string, points int64) {
	s.Rewards = slices.Clone(s.Rewards)
	for i, r := range s.Rewards {
		if r.Level == level {
			s.Rewards[i].Taken = min(r.Points, r.Taken+points)
		}
	}
}
