package flow

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"time"

	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/shops"
)

// Sync keeps how far stores' past has been read. Save methods work by version,
// as everywhere.
type Sync interface {
	// Poll gives a shop's regular look, one with version zero where there is none.
	Poll(ctx context.Context, shop models.ShopID) (catchup.Poll, error)
	SavePoll(ctx context.Context, p catchup.Poll) (int64, error)
	// DuePolls lists looks whose time has come, the longest overdue first.
	DuePolls(ctx context.Context, now time.Time, limit int) ([]catchup.Poll, error)
	// Unenrolled looks through up to limit shops after one and gives those that
	// have the app and no look yet, and the last shop it saw; empty at the end.
	Unenrolled(ctx context.Context, after models.ShopID, limit int) ([]shops.Shop, models.ShopID, error)
	// Backfill gives a shop's backfill, one with version zero where there was none.
	Backfill(ctx context.Context, shop models.ShopID) (catchup.Backfill, error)
	SaveBackfill(ctx context.Context, b catchup.Backfill) (int64, error)
	DueBackfills(ctx context.Context, now time.Time, limit int) ([]catchup.Backfill, error)
}

// Past asks the platform for orders. No method is called inside a transaction.
type Past interface {
	// OrdersUpdated gives a page of the orders that changed within a window, both
	// ends included, the one that changed first at the front.
	OrdersUpdated(ctx context.Context, shop models.ShopID, accessToken string, from, until time.Time, cursor string) (catchup.Page, error)
	// StartExport lets the platform gather all orders it shows, or finds the
	// gathering begun since asked. models.TooMany asks to come back later.
	StartExport(ctx context.Context, shop models.ShopID, accessToken string, asked time.Time) (catchup.Export, error)
	// Export tells how far a gathering is; models.NotFound where it is forgotten.
	Export(ctx context.Context, shop models.ShopID, accessToken, id string) (catchup.Export, error)
	CancelExport(ctx context.Context, shop models.ShopID, accessToken, id string) error
	// ReadExport reads at most so many orders of a result from a byte on.
	ReadExport(ctx context.Context, shop models.ShopID, accessToken string, e catchup.Export, asked time.Time, from int64, limit int) (part catchup.Part, done bool, err error)
}

// CatchUp tells the stories about a store's past. It is the flow with what only
// they need; the program fills it and calls Check.
type CatchUp struct {
	Flow *Flow
	Sync Sync
	Past Past
	// Parallel is how many buyers' orders are taken in side by side; zero means one.
	Parallel int

	mu    sync.Mutex
	after models.ShopID // where the search for shops without a look stands
}

// Check names what the program forgot to fill in.
func (c *CatchUp) Check() error {
	for name, port := range map[string]any{"Flow": c.Flow, "Sync": c.Sync, "Past": c.Past} {
		if port == nil || reflect.ValueOf(port).IsNil() {
			return models.Errorf(models.Internal, "catching up: %s is missing", name)
		}
	}
	return nil
}

func (c *CatchUp) withToken(ctx context.Context, shop models.ShopID, do func(token string) error) error {
	return c.Flow.withToken(ctx, shop, do)
}

// sentence is what a merchant is shown of an error: ours are written for that,
// others are not.
func sentence(err error) string {
	var ours *models.Error
	if errors.As(err, &ours) {
		return ours.Message
	}
	return "something unexpected went wrong; the log says more"
}
