package points

// GiveReward credits the points that entering a level brings. Whoever calls it
// makes sure that a level gives them once.
func (b *Book) GiveReward(level string, points int64, p Programme) {
	n := note{kind: KindEarn, cause: Cause{Kind: "level", ID: level}, programme: p.Version, reason: level}
	b.open(n, Lot{Source: sourceLevel, EarnedAt: b.now, ExpiresAt: p.ExpiresAt(b.now)}, points)
	if points > 0 {
		b.active(b.now)
	}
}

// TakeReward takes up to so many points of a level's reward back that nobody
// has used, and tells how many.
func (b *Book) TakeReward(level string, points int64) int64 {
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

// levelOf names the level that gave a lot; empty where none did.
func (l Lot) levelOf() string {
	if l.Source == sourceLevel {
		return l.Reason
	}
	return ""
}
