package flow

import (
	"context"

	"clientele/models"
	"clientele/models/points"
)

// levelOf is the loyalty level that a contact has now; empty for none.
func (f *Flow) levelOf(ctx context.Context, shop models.ShopID, id models.ContactID) (string, error) {
	ladders, err := f.Levels.Ladders(ctx, shop)
	if err != nil || len(ladders) == 0 {
		return "", err
	}
	level, err := f.levelAt(ctx, shop, ladders, id, models.Instant(f.Now()))
	if err != nil || level == nil {
		return "", err
	}
	return level.ID, nil
}

// firstSight fixes what decides about an order for ever: the version of the
// programme that was in force when it was placed, and by how much the buyer's
// level multiplied points then. What comes later never changes it.
func (w *work) firstSight(ctx context.Context, r *points.Record, buyer models.ContactID) error {
	if r.Standing.Programme != 0 {
		return nil
	}
	p, ok := points.InForce(w.versions, r.Order.CreatedAt)
	if !ok {
		return models.Errorf(models.Internal, "shop %s has no programme", w.shop.ID)
	}
	factor, err := w.flow.LevelMultiplier(ctx, w.shop.ID, w.ladders, buyer, r.Order.CreatedAt)
	if err != nil {
		return err
	}
	r.Standing.Programme = p.Version
	if factor != nil {
		r.Standing.Multiplier = factor.RatString()
	}
	return nil
}
