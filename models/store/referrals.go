package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/referrals"
)

// Referrals keeps who recommended the store to whom, and whose code is whose.
type Referrals struct {
	collection
	codes, contacts collection
}

type codeRow struct {
	ID      string           `bson:"_id"`
	Shop    models.ShopID    `bson:"shop"`
	Contact models.ContactID `bson:"contact"`
}

// Advocate tells whose a code is; models.NotFound where it was never given out.
func (r *Referrals) Advocate(ctx context.Context, shop models.ShopID, code string) (models.ContactID, error) {
	row, err := one[codeRow](ctx, r.codes, byID(key(shop, code)))
	return row.Contact, err
}

// SaveCode keeps whose a code is; models.Conflict where it is kept already.
func (r *Referrals) SaveCode(ctx context.Context, shop models.ShopID, code string, contact models.ContactID) error {
	return r.codes.insert(ctx, codeRow{ID: key(shop, code), Shop: shop, Contact: contact})
}

// EraseCode forgets a code. Forgetting what is not there is fine.
func (r *Referrals) EraseCode(ctx context.Context, shop models.ShopID, code string) error {
	_, err := r.codes.remove(ctx, byID(key(shop, code)))
	return err
}

// Named gives the referrals that there are of some ids, in no particular order.
func (r *Referrals) Named(ctx context.Context, shop models.ShopID, ids []string) ([]referrals.Referral, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	keys := make([]string, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key(shop, id))
	}
	return r.find(ctx, among("_id", keys), len(keys), options.Find())
}

// Save keeps a referral and gives its new version; models.Conflict where
// somebody saved it meanwhile.
func (r *Referrals) Save(ctx context.Context, referral referrals.Referral) (int64, error) {
	row := toReferralRow(referral)
	return r.save(ctx, row.ID, referral.Version, row)
}

// Due lists referrals of any shop to be looked at, the longest overdue first.
func (r *Referrals) Due(ctx context.Context, now time.Time, limit int) ([]referrals.Referral, error) {
	return r.find(ctx, bson.D{{Key: "waits", Value: true}, {Key: "nextAt", Value: bson.D{{Key: "$lte", Value: models.Instant(now)}}}}, limit,
		options.Find().SetSort(bson.D{{Key: "nextAt", Value: 1}, {Key: "_id", Value: 1}}))
}

// Counting lists the referrals that count for an advocate's records and were due
// from one time until before another, where that is set, the earliest first.
func (r *Referrals) Counting(ctx context.Context, shop models.ShopID, advocates []models.ContactID, from, to time.Time, limit int) ([]referrals.Referral, error) {
	within := bson.D{{Key: "$gte", Value: from}}
	if !to.IsZero() {
		within = append(within, bson.E{Key: "$lt", Value: to})
	}
	filter := append(bson.D{{Key: "shop", Value: shop}}, among("advocate", advocates)...)
	filter = append(filter, bson.E{Key: "state", Value: referrals.Earned}, bson.E{Key: "dueAt", Value: within})
	return r.find(ctx, filter, limit, along("shop", "advocate", "state", "dueAt", "_id").SetSort(bson.D{{Key: "dueAt", Value: 1}, {Key: "_id", Value: 1}}))
}

// PostedTo lists referrals with postings in some accounts, by id.
func (r *Referrals) PostedTo(ctx context.Context, shop models.ShopID, accounts []models.ContactID, limit int) ([]referrals.Referral, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	return r.find(ctx, append(bson.D{{Key: "shop", Value: shop}}, among("accounts", accounts)...), limit, options.Find().SetSort(byIDSort))
}

// With lists referrals that a contact is on either side of, by id.
func (r *Referrals) With(ctx context.Context, shop models.ShopID, contact models.ContactID, limit int) ([]referrals.Referral, error) {
	return r.find(ctx, bson.D{{Key: "shop", Value: shop}, {Key: "people", Value: contact}}, limit, options.Find().SetSort(byIDSort))
}

// ToReview counts the referrals that a person should look at, at most limit.
func (r *Referrals) ToReview(ctx context.Context, shop models.ShopID, limit int) (int, error) {
	return r.count(ctx, bson.D{{Key: "shop", Value: shop}, {Key: "review", Value: true}}, limit)
}

// Page lists referrals, newest first.
func (r *Referrals) Page(ctx context.Context, shop models.ShopID, q referrals.Query) (models.Page[referrals.Referral], error) {
	const list = "referrals"
	from, found, err := readMark(list, q.Cursor)
	if err != nil {
		return models.Page[referrals.Referral]{}, err
	}
	filter := bson.D{{Key: "shop", Value: shop}}
	if q.State != "" {
		filter = append(filter, bson.E{Key: "state", Value: q.State})
	}
	if q.Review {
		filter = append(filter, bson.E{Key: "review", Value: true})
	}
	if q.Contact != "" {
		filter = append(filter, bson.E{Key: "people", Value: q.Contact})
	}
	if found {
		filter = append(filter, from.older("madeAt", shop)...)
	}
	limit := models.Limit(q.Limit)
	all, err := rows[referralRow](ctx, r.collection, filter, limit+1, options.Find().SetSort(bson.D{{Key: "madeAt", Value: -1}, {Key: "_id", Value: -1}}))
	if err != nil {
		return models.Page[referrals.Referral]{}, err
	}
	return page(all, limit, fromReferralRow, func(row referralRow) mark {
		return mark{List: list, Number: row.MadeAt.UnixMilli(), ID: row.Referral}
	}), nil
}

// Kin gives contacts that share one of some identities, by id.
func (r *Referrals) Kin(ctx context.Context, shop models.ShopID, identities []string, limit int) ([]contacts.Contact, error) {
	if len(identities) == 0 {
		return nil, nil
	}
	found, err := rows[contactRow](ctx, r.contacts, append(bson.D{{Key: "shop", Value: shop}}, among("search", identities)...), limit, options.Find().SetSort(byIDSort))
	all := make([]contacts.Contact, 0, len(found))
	for _, row := range found {
		all = append(all, fromContactRow(row))
	}
	return all, err
}

func (r *Referrals) find(ctx context.Context, filter bson.D, limit int, opts *options.FindOptions) ([]referrals.Referral, error) {
	found, err := rows[referralRow](ctx, r.collection, filter, limit, opts)
	all := make([]referrals.Referral, 0, len(found))
	for _, row := range found {
		all = append(all, fromReferralRow(row))
	}
	return all, err
}

// identitiesBatch is how many contacts one step of indexIdentities reads.
const identitiesBatch = 500

// indexIdentities lets contacts be found by their mailbox who were saved before
// it was among their words.
func indexIdentities(ctx context.Context, s *Store) error {
	people := s.collection("contacts", "contact")
	after := ""
	for {
		found, err := rows[contactRow](ctx, people, bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: after}}}}, identitiesBatch, options.Find().SetSort(byIDSort))
		if err != nil || len(found) == 0 {
			return err
		}
		for _, row := range found {
			after = row.ID
			words := fromContactRow(row).Indexed().Search
			if len(words) == 0 || len(words) == len(row.Search) { // nobody to be found, or nothing new
				continue
			}
			_, err := people.update(ctx, append(byID(row.ID), bson.E{Key: "version", Value: row.Version}), bson.D{{Key: "$set", Value: bson.D{{Key: "search", Value: words}}}})
			if err != nil {
				return err
			}
		}
	}
}
