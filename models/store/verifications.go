package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

// Verifications keeps how the check of each shop's books stands.
type Verifications struct{ collection }

const verificationID = "books"

type verificationRow struct {
	ID      string        `bson:"_id"`
	Shop    models.ShopID `bson:"shop"`
	Version int64         `bson:"version"`
	Part    points.Part   `bson:"part"`
	After   string        `bson:"after"`
	Lease   time.Time     `bson:"lease"`
	Present tallyRow      `bson:"present"`
	Last    tallyRow      `bson:"last"`
}

type tallyRow struct {
	Started    time.Time    `bson:"started"`
	Finished   time.Time    `bson:"finished"`
	Accounts   int64        `bson:"accounts"`
	Orders     int64        `bson:"orders"`
	Violations int64        `bson:"violations"`
	Findings   []findingRow `bson:"findings"`
}

type findingRow struct {
	Account models.ContactID `bson:"account"`
	Order   models.OrderID   `bson:"order"`
	Law     points.Law       `bson:"law"`
	Seq     int64            `bson:"seq"`
	Lot     string           `bson:"lot"`
	Text    string           `bson:"text"`
}

func toVerificationRow(v points.Verification) verificationRow {
	return verificationRow{
		ID: key(v.Shop, verificationID), Shop: v.Shop, Version: v.Version + 1, Part: v.Part, After: v.After, Lease: v.Lease,
		Present: toTallyRow(v.Present), Last: toTallyRow(v.Last),
	}
}

func fromVerificationRow(r verificationRow) points.Verification {
	return points.Verification{
		Shop: r.Shop, Version: r.Version, Part: r.Part, After: r.After, Lease: r.Lease, Present: fromTallyRow(r.Present), Last: fromTallyRow(r.Last),
	}
}

func toTallyRow(t points.Tally) tallyRow {
	row := tallyRow{Started: t.Started, Finished: t.Finished, Accounts: t.Accounts, Orders: t.Orders, Violations: t.Violations}
	for _, f := range t.Findings {
		row.Findings = append(row.Findings, findingRow{Account: f.Account, Order: f.Order, Law: f.Law, Seq: f.Seq, Lot: f.Lot, Text: f.Text})
	}
	return row
}

func fromTallyRow(r tallyRow) points.Tally {
	t := points.Tally{Started: r.Started, Finished: r.Finished, Accounts: r.Accounts, Orders: r.Orders, Violations: r.Violations}
	for _, f := range r.Findings {
		t.Findings = append(t.Findings, points.Finding{Account: f.Account, Order: f.Order,
			Violation: points.Violation{Law: f.Law, Seq: f.Seq, Lot: f.Lot, Text: f.Text}})
	}
	return t
}

// Get tells how a shop's check stands; one that never began where there is none.
func (r *Verifications) Get(ctx context.Context, shop models.ShopID) (points.Verification, error) {
	row, err := one[verificationRow](ctx, r.collection, byID(key(shop, verificationID)))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return points.Verification{Shop: shop}, nil
	}
	if err != nil {
		return points.Verification{}, err
	}
	return fromVerificationRow(row), nil
}

// Save keeps a check and gives its new version; models.Conflict where somebody
// else has gone on with it meanwhile.
func (r *Verifications) Save(ctx context.Context, v points.Verification) (int64, error) {
	row := toVerificationRow(v)
	return r.save(ctx, row.ID, v.Version, row)
}

// After gives the shops that follow one, by domain, whether installed or not.
func (r *Shops) After(ctx context.Context, after models.ShopID, limit int) ([]shops.Shop, error) {
	found, err := rows[shopRow](ctx, r.collection, bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: string(after)}}}}, limit,
		options.Find().SetSort(byIDSort))
	all := make([]shops.Shop, 0, len(found))
	for _, row := range found {
		all = append(all, fromShopRow(row))
	}
	return all, err
}
