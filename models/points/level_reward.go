package points

// GiveReward credits the points that entering a level brings. Whoever calls it
// makes sure that a level gives them once.
func (b *Book) GiveReward(level string, points int64, p Programme) {
	b.Grant(Grant{Cause: Cause{Kind: sourceLevel, ID: level}, Rule: level, Points: points, At: b.now}, p)
}

// TakeReward takes up to so many points of a level's reward back that nobody
// has used, and tells how many.
func (b *Book) TakeReward(level string, points int64) int64 {
	b.all()
	n := note{kind: KindClawback, cause: Cause{Kind: "level", ID: level}, reason: level}
	left := points
	for _, lot := range b.lots {
		if lot.Source == sourceLevel && lot.Reason == level {
			left -= b.draw(n, lot, ClawedBack, left)
		}
	}
	return points - left
}

const sourceLevel = "level"
