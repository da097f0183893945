package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/merges"
)

// Merges keeps which contacts staff made one.
type Merges interface {
	Get(ctx context.Context, shop models.ShopID, id string) (merges.Merge, error)
	Save(ctx context.Context, m merges.Merge) (int64, error)
	// Of lists the merges that some contacts are on either side of, newest first.
	Of(ctx context.Context, shop models.ShopID, ids []models.ContactID, limit int) ([]merges.Merge, error)
	// Over lists a shop's merges whose time to be undone is over, the earliest
	// first.
	Over(ctx context.Context, shop models.ShopID, now time.Time, limit int) ([]merges.Merge, error)
	// Erase removes the merges that a contact is on either side of, in a
	// transaction of its caller; up to limit documents a call.
	Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error)
}
