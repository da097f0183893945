package store

import (
	"bytes"
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/shops"
)

// Shops keeps stores.
type Shops struct {
	collection
	s    *Store
	read joint[shopRow]
}

// shopRow keeps what a version covers apart from what changes all the time.
type shopRow struct {
	ID       string        `bson:"_id"`
	Shop     models.ShopID `bson:"shop"`
	LastSeen seenRow       `bson:"lastSeen"`
	Body     shopBody      `bson:",inline"`
}

type shopBody struct {
	Version       int64      `bson:"version"`
	Salt          []byte     `bson:"salt"`
	Details       detailsRow `bson:"details"`
	Scopes        []string   `bson:"scopes"`
	ScopesAt      time.Time  `bson:"scopesAt"`
	Install       int64      `bson:"install"`
	Tokens        tokensRow  `bson:"tokens"`
	SetUp         setUpRow   `bson:"setUp"`
	InstalledAt   time.Time  `bson:"installedAt"`
	UninstalledAt time.Time  `bson:"uninstalledAt"`
	// RefreshBy is when the tokens are to be replaced; nil where they are not.
	RefreshBy *time.Time `bson:"refreshBy"`
}

type detailsRow struct {
	Name     string    `bson:"name"`
	Email    string    `bson:"email"`
	Currency string    `bson:"currency"`
	Zone     string    `bson:"zone"`
	Locale   string    `bson:"locale"`
	AsOf     time.Time `bson:"asOf"`
}

type tokensRow struct {
	Access         []byte    `bson:"access"`
	Refresh        []byte    `bson:"refresh"`
	AccessEnds     time.Time `bson:"accessEnds"`
	RefreshEnds    time.Time `bson:"refreshEnds"`
	RefreshFailed  time.Time `bson:"refreshFailed"`
	Serial         int64     `bson:"serial"`
	RefreshingTill time.Time `bson:"refreshingTill"`
	RefreshAfter   time.Time `bson:"refreshAfter"`
}

type setUpRow struct {
	Dismissed bool `bson:"dismissed"`
}

type seenRow struct {
	DeliveryAt time.Time `bson:"deliveryAt"`
	PointsAt   time.Time `bson:"pointsAt"`
}

func toShopRow(s shops.Shop) shopRow {
	row := shopRow{ID: string(s.ID), Shop: s.ID, LastSeen: seenRow(s.LastSeen), Body: shopBody{
		Version: s.Version + 1, Salt: s.Salt, Details: detailsRow(s.Details), Scopes: s.Scopes, ScopesAt: s.ScopesAt, Install: s.Install,
		Tokens: tokensRow(s.Tokens), SetUp: setUpRow(s.SetUp), InstalledAt: s.InstalledAt, UninstalledAt: s.UninstalledAt,
	}}
	if due := s.RefreshDue(); !due.IsZero() {
		row.Body.RefreshBy = &due
	}
	return row
}

func fromShopRow(r shopRow) shops.Shop {
	return shops.Shop{
		ID: r.Shop, Version: r.Body.Version, Salt: r.Body.Salt, Details: shops.Details(r.Body.Details), Scopes: r.Body.Scopes, ScopesAt: r.Body.ScopesAt, Install: r.Body.Install,
		Tokens: shops.Tokens(r.Body.Tokens), SetUp: shops.SetUp(r.Body.SetUp), LastSeen: shops.LastSeen(r.LastSeen),
		InstalledAt: r.Body.InstalledAt, UninstalledAt: r.Body.UninstalledAt,
	}
}

// Get gives a shop; models.NotFound where it is unknown.
func (r *Shops) Get(ctx context.Context, shop models.ShopID) (shops.Shop, error) {
	get := func(ctx context.Context) (shopRow, error) {
		return one[shopRow](ctx, r.collection, byID(string(shop)))
	}
	if inside(ctx) != nil || r.s.embedded() {
		row, err := get(ctx)
		return fromShopRow(row), err
	}
	row, err := r.read.get(ctx, string(shop), get)
	if err != nil {
		return shops.Shop{}, known(ctx, err, r.noun)
	}
	row.Body.Salt, row.Body.Scopes = bytes.Clone(row.Body.Salt), slices.Clone(row.Body.Scopes)
	return fromShopRow(row), nil
}

// Save keeps a shop and gives its new version; models.Conflict where somebody
// saved it meanwhile. A known shop's times of last sight are left alone.
func (r *Shops) Save(ctx context.Context, s shops.Shop) (int64, error) {
	row := toShopRow(s)
	if s.Version == 0 {
		return 1, r.insert(ctx, row)
	}
	filter := bson.D{{Key: "_id", Value: row.ID}, {Key: "version", Value: s.Version}}
	found, err := r.update(ctx, filter, bson.D{{Key: "$set", Value: row.Body}})
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, outdated(r.noun)
	}
	return row.Body.Version, nil
}

// Seen notes times without touching the version; none ever goes backwards.
func (r *Shops) Seen(ctx context.Context, shop models.ShopID, seen shops.LastSeen) error {
	var later, older bson.D
	for _, note := range []struct {
		field string
		at    time.Time
	}{{"lastSeen.deliveryAt", seen.DeliveryAt}, {"lastSeen.pointsAt", seen.PointsAt}} {
		if !note.at.IsZero() {
			later = append(later, bson.E{Key: note.field, Value: models.Instant(note.at)})
			older = append(older, bson.E{Key: note.field, Value: bson.D{{Key: "$lt", Value: models.Instant(note.at)}}})
		}
	}
	if len(later) == 0 {
		return nil
	}
	either := make(bson.A, len(older))
	for i, condition := range older {
		either[i] = bson.D{condition}
	}
	_, err := r.update(ctx, bson.D{{Key: "_id", Value: string(shop)}, {Key: "$or", Value: either}}, bson.D{{Key: "$max", Value: later}})
	return err
}

// Refreshable lists installed shops whose access token ends before a time, the
// soonest first.
func (r *Shops) Refreshable(ctx context.Context, before time.Time, limit int) ([]shops.Shop, error) {
	found, err := rows[shopRow](ctx, r.collection, bson.D{{Key: "refreshBy", Value: bson.D{{Key: "$lt", Value: before}}}},
		limit, options.Find().SetSort(bson.D{{Key: "refreshBy", Value: 1}, {Key: "_id", Value: 1}}))
	if err != nil {
		return nil, err
	}
	all := make([]shops.Shop, 0, len(found))
	for _, row := range found {
		all = append(all, fromShopRow(row))
	}
	return all, nil
}

// collections lists every collection that holds anything of a shop, in the
// order in which they are erased: the shop itself last, so that an interrupted
// erasure is found again.
var collections = []string{
	"feeds", "calendarlinks", "waitlist", "sheets", "appointments", "rosters", "services", "staff", "locations", "pools", "closeddates", "merges", "events", "products", "notices", "referrals", "referralcodes", "levelchanges", "levels", "levelcounts", "ladders", "outbox", "redemptions", "tallies", "rewards", "verifications", "sync", "inbox", "deltas", "figures", "cohorts", "commands", "entries", "lots", "accounts", "orders", "contacts", "programmes", "requests", "shops",
}

// Erase removes up to limit documents of a shop and tells how many it removed;
// zero means that nothing is left.
func (r *Shops) Erase(ctx context.Context, shop models.ShopID, limit int) (int, error) {
	removed := 0
	if kept := r.s.Sheets.kept; kept != nil {
		kept.forget(shop)
	}
	for _, name := range collections {
		all := under(shop)
		if name == r.Name() {
			all = byID(string(shop))
		}
		n, err := r.s.collection(name, name).removeUpTo(ctx, all, limit-removed)
		if err != nil {
			return removed, err
		}
		if removed += n; removed >= limit {
			break
		}
	}
	return removed, nil
}
