package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
	"clientele/models/points"
)

// countMonths tells the figures what lots and contacts of before this step
// amount to: the points of each month, and who bought once and more than once.
// Until then nothing could be spent, so what is not in a lot any more and did
// not run out was taken back.
func countMonths(ctx context.Context, s *Store) error {
	var found []shopRow
	err := stream(ctx, s.collection("shops", "shop"), bson.D{}, func(row shopRow) error {
		found = append(found, row)
		return nil
	})
	if err != nil {
		return err
	}
	for _, row := range found {
		if err := s.countMonthsOf(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) countMonthsOf(ctx context.Context, row shopRow) error {
	shop := fromShopRow(row)
	known, err := s.Figures.Cohorts(ctx, shop.ID)
	if err != nil || len(known) > 0 { // counted before this step was interrupted
		return err
	}
	delta := points.Delta{Shop: shop.ID, ID: "months", Day: s.now().In(shop.Location()).Format(time.DateOnly)}
	sums := map[string]points.CohortSums{}
	err = stream(ctx, s.collection("lots", "lot"), under(shop.ID), func(row lotRow) error {
		lot := fromLotRow(row)
		sum := points.CohortSums{Issued: lot.Amount, Expired: lot.Expired, ClawedBack: lot.Amount - lot.Expired - lot.Remaining - lot.Frozen}
		if lot.From != "" { // the lot it continues counts already
			sum = points.CohortSums{ClawedBack: -lot.Remaining - lot.Frozen - lot.Expired, Expired: lot.Expired}
		}
		month := points.MonthOf(lot.EarnedAt, shop.Location())
		sums[month] = sums[month].Plus(sum)
		return nil
	})
	if err != nil {
		return err
	}
	delta.Cohorts = points.CohortsOf(sums)
	err = stream(ctx, s.collection("contacts", "contact"), under(shop.ID), func(row contactRow) error {
		if row.Figures.Orders > 0 {
			delta.Sum.Buyers++
		}
		if row.Figures.Orders > 1 {
			delta.Sum.Repeaters++
		}
		return nil
	})
	if err != nil || (len(delta.Cohorts) == 0 && delta.Sum == (points.Sums{})) {
		return err
	}
	err = s.Figures.Put(ctx, delta)
	if models.CodeOf(err) == models.Conflict {
		return nil
	}
	return err
}
