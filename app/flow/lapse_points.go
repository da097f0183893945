package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// Lapsing strikes the points of contacts who did nothing for too long, in the
// shops that have such a rule. Nothing depends on it having run: an opened book
// strikes by itself.
type Lapsing struct {
	flow *Flow
	round
}

// Lapsing begins to go over the shops.
func (f *Flow) Lapsing() *Lapsing { return &Lapsing{flow: f} }

// Step goes over one bounded part of one shop, and gives zero when all shops
// are through. It is called by one goroutine.
func (l *Lapsing) Step(ctx context.Context) (int, error) {
	if more, err := l.next(ctx, l.flow.Shops); err != nil || !more {
		return 0, err
	}
	versions, err := l.flow.Programmes.Versions(ctx, l.shop.ID)
	if err != nil {
		return 0, err
	}
	rule := points.IdleOf(versions)
	if rule.Months == 0 {
		l.at = ""
		return 1, nil
	}
	accounts, err := l.flow.Books.Accounts(ctx, l.shop.ID, l.at, Crowd)
	if err != nil {
		return 0, err
	}
	var struck []models.ContactID
	for _, a := range accounts {
		if rule.Struck(a, l.flow.Now()) && a.Halted == "" {
			struck = append(struck, a.ID)
		}
	}
	if err := sideBySide(ctx, struck, func(ctx context.Context, id models.ContactID) error {
		return l.flow.openOne(ctx, l.shop, versions, id)
	}); err != nil {
		return 0, err
	}
	l.at = ""
	if len(accounts) == Crowd {
		l.at = accounts[Crowd-1].ID
	}
	return 1, nil
}
