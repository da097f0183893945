package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// claimRounds bounds the queries of one claim: each looks at the deliveries of
// the shops that follow one another, and goes on behind the last of them. Who
// was not reached is the first one next time.
const claimRounds = 8

// Claim leases due deliveries to a worker. Shops take turns, one
// delivery each, so that who has thousands does not keep the others waiting;
// within a shop the oldest arrival comes first. That is the order they are given
// in, too. Workers of one database need names that differ. It needs no
// transaction: the condition is checked again for each delivery that is leased.
func (r *Inbox) Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, wanted models.Wanted) ([]models.Delivery, error) {
	wanted.Limit = min(wanted.Limit, batchMax)
	now = models.Instant(now)
	free := bson.D{
		{Key: "open", Value: true},
		{Key: "dueAt", Value: bson.D{{Key: "$lte", Value: now}}},
		{Key: "leasedUntil", Value: bson.D{{Key: "$lte", Value: now}}},
	}
	ids, err := r.next(ctx, free, wanted)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	claim := fmt.Sprintf("%s#%d", worker, r.claims.Add(1))
	leased, err := r.deliveries.updateAll(ctx, append(free, among("_id", ids)...), bson.D{{Key: "$set", Value: bson.D{
		{Key: "leasedBy", Value: worker}, {Key: "leasedUntil", Value: now.Add(lease)}, {Key: "claim", Value: claim},
	}}})
	if err != nil || leased == 0 {
		return nil, err
	}
	found, err := rows[deliveryRow](ctx, r.deliveries, append(bson.D{{Key: "claim", Value: claim}}, among("_id", ids)...), wanted.Limit)
	if err != nil {
		return nil, err
	}
	places := make(map[string]int, len(ids))
	for i, id := range ids {
		places[id] = i
	}
	slices.SortFunc(found, func(a, b deliveryRow) int { return cmp.Compare(places[a.ID], places[b.ID]) })
	found, err = r.bounded(ctx, claim, found)
	if err != nil {
		return nil, err
	}
	return fromDeliveryRows(found)
}

// claimBytes bounds the bodies of one claim, except for a single one.
const claimBytes = 32 << 20

// bounded hands back what is too much to be held in memory at once.
func (r *Inbox) bounded(ctx context.Context, claim string, found []deliveryRow) ([]deliveryRow, error) {
	size, most := 0, 0
	for most < len(found) && (most == 0 || size+found[most].Size <= claimBytes) {
		size += found[most].Size
		most++
	}
	if most == len(found) {
		return found, nil
	}
	ids := make([]string, 0, len(found)-most)
	for _, row := range found[most:] {
		ids = append(ids, row.ID)
	}
	_, err := r.deliveries.updateAll(ctx, append(bson.D{{Key: "claim", Value: claim}}, among("_id", ids)...),
		bson.D{{Key: "$set", Value: bson.D{{Key: "leasedBy", Value: ""}, {Key: "leasedUntil", Value: time.Time{}}}}})
	return found[:most], err
}

// arrivedRow is what there is to know of a delivery before it is claimed.
type arrivedRow struct {
	ID         string        `bson:"_id"`
	Shop       models.ShopID `bson:"shop"`
	ReceivedAt time.Time     `bson:"receivedAt"`
}

// next chooses the deliveries that a claim is about.
func (r *Inbox) next(ctx context.Context, free bson.D, wanted models.Wanted) ([]string, error) {
	limit := wanted.Limit
	if limit <= 0 {
		return nil, nil
	}
	after := ""
	if last := r.turn.Load(); last != nil {
		after = *last
	}
	var found []arrivedRow
	var err error
	if r.deliveries.scan != nil {
		found, err = r.scanArrived(ctx, free, limit)
	} else {
		found, err = r.findArrived(ctx, free, after, limit)
	}
	if err != nil || len(found) == 0 {
		return nil, err
	}
	chosen := takeTurns(found, models.ShopID(after), wanted)
	if len(chosen) == 0 {
		return nil, nil
	}
	ids := make([]string, 0, len(chosen))
	for _, row := range chosen {
		ids = append(ids, row.ID)
	}
	last := string(chosen[len(chosen)-1].Shop)
	r.turn.Store(&last)
	return ids, nil
}

var arrivedFields = bson.D{{Key: "_id", Value: 1}, {Key: "shop", Value: 1}, {Key: "receivedAt", Value: 1}}

// findArrived asks for the oldest of each shop, along the index: from the shop
// whose turn it is to the last one, and on from the first.
func (r *Inbox) findArrived(ctx context.Context, free bson.D, after string, limit int) ([]arrivedRow, error) {
	find := options.Find().SetProjection(arrivedFields).
		SetSort(bson.D{{Key: "shop", Value: 1}, {Key: "receivedAt", Value: 1}, {Key: "_id", Value: 1}})
	var all []arrivedRow
	from, until := after, ""
	for range claimRounds {
		shops := bson.D{{Key: "$gt", Value: from}}
		if until != "" {
			shops = append(shops, bson.E{Key: "$lte", Value: until})
		}
		found, err := rows[arrivedRow](ctx, r.deliveries, append(slices.Clone(free), bson.E{Key: "shop", Value: shops}), limit, find)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
		switch {
		case len(found) == limit:
			from = string(found[limit-1].Shop)
		case until == "" && after != "": // that was the last shop
			from, until = "", after
		default:
			return all, nil
		}
	}
	return all, nil
}

// scanArrived looks at all that lies in memory once, and keeps the oldest of
// each shop.
func (r *Inbox) scanArrived(ctx context.Context, free bson.D, limit int) ([]arrivedRow, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	found, err := r.deliveries.scan.ofEach(ctx, free, "shop", limit+claimWindow)
	if err != nil {
		return nil, known(ctx, err, r.deliveries.noun)
	}
	all := make([]arrivedRow, 0, len(found))
	for _, doc := range found {
		var row arrivedRow
		if err := bsonkit.Decode(doc, &row); err != nil {
			return nil, known(ctx, err, r.deliveries.noun)
		}
		all = append(all, row)
	}
	return all, nil
}

// claimWindow is how many more than are wanted are looked at where documents
// lie in the order in which they were put: those that were put at the same time
// may be out of order.
const claimWindow = 100

// takeTurns chooses deliveries: one of each shop, beginning with the one that
// follows the shop which had its turn last, then one more of each, the oldest
// first.
func takeTurns(found []arrivedRow, last models.ShopID, wanted models.Wanted) []arrivedRow {
	slices.SortFunc(found, func(a, b arrivedRow) int {
		return cmp.Or(cmp.Compare(a.Shop, b.Shop), a.ReceivedAt.Compare(b.ReceivedAt), cmp.Compare(a.ID, b.ID))
	})
	var lines [][]arrivedRow // of each shop
	first := 0
	for i, row := range found {
		if i == 0 || found[i-1].Shop != row.Shop {
			lines = append(lines, nil)
			if row.Shop <= last {
				first = len(lines)
			}
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], row)
	}
	lines = slices.Concat(lines[first:], lines[:first])
	for i, line := range lines {
		lines[i] = line[:min(len(line), wanted.Room(line[0].Shop))]
	}
	lines = slices.DeleteFunc(lines, func(line []arrivedRow) bool { return len(line) == 0 })
	chosen := make([]arrivedRow, 0, wanted.Limit)
	for round := 0; len(lines) > 0; round++ {
		waiting := lines[:0]
		for _, line := range lines {
			if len(chosen) == wanted.Limit {
				return chosen
			}
			chosen = append(chosen, line[round])
			if round+1 < len(line) {
				waiting = append(waiting, line)
			}
		}
		lines = waiting
	}
	return chosen
}
