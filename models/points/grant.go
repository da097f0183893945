package points

import (
	"time"

	"clientele/models"
)

// Grant is points that something other than an order brings: entering a level,
// or an event that a rule gives points for.
type Grant struct {
	Cause    Cause // Kind is the source of the lot as well; ID tells the fact from others of its kind
	Rule     string
	Points   int64
	At       time.Time // when the fact happened
	HoldDays int       // calendar days before the points can be spent
	Actor    string    // who noted the fact, where a person did
	Note     string
}

// Grant credits points by a version of the programme, with the dates that it
// gives them. Whoever calls it makes sure that a fact gives them once.
func (b *Book) Grant(g Grant, p Programme) {
	if g.Points <= 0 {
		return
	}
	at, matures := models.Instant(g.At), p.later(g.At, g.HoldDays)
	n := note{kind: KindEarn, cause: g.Cause, programme: p.Version, reason: g.Rule, actor: g.Actor, text: g.Note, effective: at}
	b.open(n, Lot{
		Source: g.Cause.Kind, OrderName: g.Cause.Name, Fact: g.Cause.ID,
		EarnedAt: at, MaturesAt: matures, ExpiresAt: p.ExpiresAt(latest(at, matures)),
	}, g.Points)
	b.active(at)
	b.expire() // a fact may be heard of after its points have run out
}

// Withdraw takes up to so many points of a grant back that nobody has used, and
// tells how many.
func (b *Book) Withdraw(g Grant, points int64, p Programme) int64 {
	b.all()
	n := note{kind: KindClawback, cause: g.Cause, programme: p.Version, reason: g.Rule}
	left := points
	for _, lot := range b.lots {
		if lot.Source == g.Cause.Kind && lot.Fact == g.Cause.ID && lot.Reason == g.Rule {
			left -= b.draw(n, lot, ClawedBack, left)
		}
	}
	return points - left
}

// rule names the rule or the level that granted a lot; empty for any other lot.
func (l Lot) rule() string {
	if l.Source == sourceLevel || l.Fact != "" {
		return l.Reason
	}
	return ""
}
