package flow

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

// Crowd is how many accounts one step of a job handles that goes over many, and
// abreast is how many of them at once: those that come at the same time share
// their transactions, so that a night's work is not a round trip each.
const (
	Crowd   = 256
	abreast = 128
)

// sideBySide does one thing for all, some of them at once, and gives the first
// error, after which no new one is begun. A panic is passed on to the caller.
func sideBySide[T any](ctx context.Context, all []T, one func(ctx context.Context, what T) error) error {
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(abreast)
	var panicked atomic.Value
	for _, what := range all {
		if within.Err() != nil {
			break
		}
		group.Go(func() (err error) {
			defer func() {
				if p := recover(); p != nil {
					panicked.Store(fmt.Sprintf("%v\n%s", p, debug.Stack()))
					err = models.Errorf(models.Internal, "a panic in one of many")
				}
			}()
			return one(within, what)
		})
	}
	err := group.Wait()
	if p := panicked.Load(); p != nil {
		panic(p)
	}
	return cmp.Or(err, ctx.Err())
}

// underRules is a shop with the versions of its programme.
type underRules struct {
	shop     shops.Shop
	versions []points.Programme
}

// rulesInto reads a shop and its programme unless they are known.
func (f *Flow) rulesInto(ctx context.Context, known map[models.ShopID]underRules, id models.ShopID) error {
	if _, ok := known[id]; ok {
		return nil
	}
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return err
	}
	versions, err := f.Programmes.Versions(ctx, id)
	known[id] = underRules{shop: shop, versions: versions}
	return err
}
