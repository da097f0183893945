package store

import (
	"context"

	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/points"
)

// Programmes keeps the versions of the loyalty programme, which never change.
type Programmes struct {
	collection
	read joint[[]programmeRow]
}

// versionsMax bounds the versions a shop can save.
const versionsMax = 5_000

// Versions gives all versions, oldest first.
func (r *Programmes) Versions(ctx context.Context, shop models.ShopID) ([]points.Programme, error) {
	find := func(ctx context.Context) ([]programmeRow, error) {
		return every[programmeRow](ctx, r.collection, under(shop), versionsMax, options.Find().SetSort(byIDSort))
	}
	var found []programmeRow
	var err error
	if inside(ctx) != nil || r.scan != nil {
		found, err = find(ctx)
	} else {
		found, err = r.read.get(ctx, string(shop), find)
	}
	if err != nil {
		return nil, known(ctx, err, r.noun)
	}
	versions := make([]points.Programme, 0, len(found))
	for _, row := range found {
		versions = append(versions, fromProgrammeRow(row))
	}
	return versions, nil
}

// Add saves the next version; models.Conflict when the number is taken.
func (r *Programmes) Add(ctx context.Context, p points.Programme) error {
	if p.Version > versionsMax {
		return models.Errorf(models.TooMany, "the programme was changed %d times, which is the most", versionsMax)
	}
	return r.insert(ctx, toProgrammeRow(p))
}
