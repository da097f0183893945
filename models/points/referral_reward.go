package points

// OfReferral is the source of lots that a recommendation gave. Their reason is
// the recommendation.
const OfReferral = "referral"

// Refer brings what a referral has given here to a target, and tells by how
// much that changed. net and forgiven are what it came to before, in all
// accounts of the person. Points that were taken back and forgiven are not
// given again. The book must hold the referral's lots, used up ones too; whoever
// calls it makes sure that the referral counts.
func (b *Book) Refer(id string, net, forgiven, target int64, p Programme) (netChange, forgivenChange int64) {
	n := note{cause: Cause{Kind: OfReferral, ID: id}, programme: p.Version, reason: id}
	difference := target - (net - forgiven)
	if difference < 0 {
		n.kind = KindClawback
		taken, struck := b.takeReferral(n, -difference, p.Settings.Clawback)
		return -taken, struck
	}
	back := min(difference, max(0, forgiven))
	n.kind = KindRestore
	b.post(n, ClawedBack, Forgiven, back, nil)
	given := difference - back
	n.kind = KindEarn
	b.open(n, Lot{Source: OfReferral, EarnedAt: b.now, ExpiresAt: p.ExpiresAt(b.now)}, given)
	if given > 0 {
		b.active(b.now)
	}
	return given, -back
}

// takeReferral takes points back: those of the referral that are left, those of
// them that ran out unused, then whatever the policy allows. What is left
// becomes debt or is forgiven.
func (b *Book) takeReferral(n note, points int64, policy Policy) (taken, forgiven int64) {
	b.all()
	left := points
	own := func(lot *Lot) bool { return lot.Source == OfReferral && lot.Reason == n.reason }
	if policy != OnlyPending { // recommendations are paid once nothing waits any more
		for _, lot := range b.lots {
			if own(lot) {
				left -= b.draw(n, lot, ClawedBack, left)
			}
		}
	}
	left -= b.unexpire(n, left, own)
	return b.takeRest(n, points, left, policy)
}

// giver names the rule, the level or the referral that gave a lot, which its
// reason tells; empty where none did.
func (l Lot) giver() string {
	if l.Source == OfReferral {
		return l.Reason
	}
	return l.rule()
}

// ReferralChange is how an entry moves what a referral has given; zero for an
// entry about anything else. What is only forgiven moves nothing.
func (e Entry) ReferralChange() int64 {
	switch {
	case e.Cause.Kind != OfReferral || e.From == Forgiven || e.To == Forgiven:
		return 0
	case e.From == Issued:
		return e.Points
	case e.To == ClawedBack:
		return -e.Points
	}
	return 0
}
