package store

import (
	"cmp"
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
)

// ahead is what was read for several stories at once. What is not in it is read
// when it is asked for.
type ahead struct {
	rows map[string]any // by collection and _id; nil for what is not there
	// lots of whole accounts, by account key: those that hold something, and
	// those of the orders. Of accounts that are part of them those of the orders
	// alone.
	lots, part map[string][]lotRow
	orders     map[string]bool
	// firsts are the orders that count as the first one of an account, by
	// account key.
	firsts map[string]*orderRow
}

// byShop is what is looked for in one shop.
type byShop struct {
	shop             models.ShopID
	contacts, orders []string
}

// lookAhead reads what stories about these are going to look at: the orders,
// their contacts with account and lots, each contact's first order, and what a
// redemption is about.
func (s *Store) lookAhead(ctx context.Context, abouts []models.About) (*ahead, error) {
	a := &ahead{rows: map[string]any{}, lots: map[string][]lotRow{}, part: map[string][]lotRow{}, orders: map[string]bool{}, firsts: map[string]*orderRow{}}
	if err := s.redemptionsAhead(ctx, a, abouts); err != nil {
		return nil, err
	}
	ids := idsOf(abouts, func(about models.About) string { return string(about.Order) })
	orders, err := readAhead(ctx, a, s.Orders.collection, ids, func(row orderRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	for _, row := range orders {
		abouts = append(abouts, models.About{Shop: row.Shop, Order: row.Order, Contact: row.Standing.Account})
	}
	shops := sortByShop(abouts)
	var accounts []string
	for _, in := range shops {
		for _, contact := range in.contacts {
			accounts = append(accounts, key(in.shop, contact))
		}
	}
	if _, err = readAhead(ctx, a, s.Contacts.collection, accounts, func(row contactRow) string { return row.ID }); err != nil {
		return nil, err
	}
	known, err := readAhead(ctx, a, s.Ledger.accounts, accounts, func(row accountRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	for _, row := range known {
		if fromAccountRow(row).Large() && ofOrder(abouts, row) {
			a.part[row.ID] = []lotRow{}
		}
	}
	if _, err = readAhead(ctx, a, s.Levels.states, accounts, func(row levelRow) string { return row.ID }); err != nil {
		return nil, err
	}
	if err := s.firstsAhead(ctx, a, shops, accounts); err != nil {
		return nil, err
	}
	return a, s.lotsAhead(ctx, a, shops, accounts)
}

// ofOrder tells whether an account is looked at because of orders alone.
func ofOrder(abouts []models.About, row accountRow) bool {
	return !slices.ContainsFunc(abouts, func(about models.About) bool {
		return about.Shop == row.Shop && about.Contact == row.Account && about.Order == ""
	})
}

// redemptionsAhead reads redemptions with their rewards and messages.
func (s *Store) redemptionsAhead(ctx context.Context, a *ahead, abouts []models.About) error {
	ids := idsOf(abouts, func(about models.About) string { return about.Redemption })
	if _, err := readAhead(ctx, a, s.Redemptions.collection, ids, func(row redemptionRow) string { return row.ID }); err != nil {
		return err
	}
	ids = idsOf(abouts, func(about models.About) string { return about.Reward })
	if _, err := readAhead(ctx, a, s.Rewards.collection, ids, func(row rewardRow) string { return row.ID }); err != nil {
		return err
	}
	ids = idsOf(abouts, func(about models.About) string { return about.Message })
	_, err := readAhead(ctx, a, s.Outbox.collection, ids, func(row messageRow) string { return row.ID })
	return err
}

// idsOf gives one _id of each story that names something, none twice.
func idsOf(abouts []models.About, named func(models.About) string) []string {
	var ids []string
	for _, about := range abouts {
		if name := named(about); name != "" {
			if id := key(about.Shop, name); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// readAhead reads documents by _id, and notes which are not there.
func readAhead[T any](ctx context.Context, a *ahead, c collection, ids []string, idOf func(T) string) ([]T, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := rows[T](ctx, c, among("_id", ids), len(ids))
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		a.rows[c.Name()+separator+id] = nil
	}
	for _, row := range found {
		a.rows[c.Name()+separator+idOf(row)] = row
	}
	return found, nil
}

func sortByShop(abouts []models.About) []*byShop {
	var all []*byShop
	for _, about := range abouts {
		i := slices.IndexFunc(all, func(b *byShop) bool { return b.shop == about.Shop })
		if i < 0 {
			i = len(all)
			all = append(all, &byShop{shop: about.Shop})
		}
		if about.Contact != "" && !slices.Contains(all[i].contacts, string(about.Contact)) {
			all[i].contacts = append(all[i].contacts, string(about.Contact))
		}
		if about.Order != "" && !slices.Contains(all[i].orders, string(about.Order)) {
			all[i].orders = append(all[i].orders, string(about.Order))
		}
	}
	return all
}

// firstsAhead reads the order of each account that is its first one, and wants
// the lots of it, too.
func (s *Store) firstsAhead(ctx context.Context, a *ahead, shops []*byShop, accounts []string) error {
	var either bson.A
	for _, in := range shops {
		if len(in.contacts) > 0 {
			either = append(either, bson.D{{Key: "shop", Value: in.shop},
				{Key: "standing.account", Value: bson.D{{Key: "$in", Value: in.contacts}}}, {Key: "standing.first", Value: true}})
		}
	}
	if len(either) == 0 {
		return nil
	}
	// Two of one account would be a mistake that the check of the books finds.
	found, err := rows[orderRow](ctx, s.Orders.collection, bson.D{{Key: "$or", Value: either}}, 2*len(accounts))
	if err != nil {
		return err
	}
	for _, account := range accounts {
		a.firsts[account] = nil
	}
	for _, row := range found {
		a.firsts[key(row.Shop, string(row.Standing.Account))] = &row
		for _, in := range shops {
			if in.shop == row.Shop && !slices.Contains(in.orders, string(row.Order)) {
				in.orders = append(in.orders, string(row.Order))
			}
		}
	}
	return nil
}

func (s *Store) lotsAhead(ctx context.Context, a *ahead, shops []*byShop, accounts []string) error {
	var either bson.A
	for _, in := range shops {
		if len(in.contacts) == 0 {
			continue
		}
		whose := bson.D{{Key: "shop", Value: in.shop}, {Key: "account", Value: bson.D{{Key: "$in", Value: in.contacts}}}}
		if whole := a.whole(in); len(whole) > 0 {
			either = append(either, bson.D{{Key: "shop", Value: in.shop}, {Key: "account", Value: bson.D{{Key: "$in", Value: whole}}}, {Key: "open", Value: true}})
		}
		if len(in.orders) > 0 {
			either = append(either, append(slices.Clone(whose), among("order", in.orders)...))
		}
	}
	if len(either) == 0 {
		return nil
	}
	found, err := rows[lotRow](ctx, s.Ledger.lots, bson.D{{Key: "$or", Value: either}}, lotsMax)
	if err != nil || len(found) == lotsMax {
		clear(a.part)
		return err // too many for all at once: each account reads its own
	}
	for _, account := range accounts {
		if a.part[account] == nil {
			a.lots[account] = []lotRow{}
		}
	}
	slices.SortFunc(found, func(x, y lotRow) int { return cmp.Compare(x.Number, y.Number) })
	for _, row := range found {
		account, lots := key(row.Shop, string(row.Account)), a.lots
		if a.part[account] != nil {
			lots = a.part
		}
		lots[account] = append(lots[account], row)
	}
	for _, in := range shops {
		for _, order := range in.orders {
			a.orders[key(in.shop, order)] = true
		}
	}
	return nil
}

// whole are the contacts of a shop of whose accounts all lots are wanted that hold
// something.
func (a *ahead) whole(in *byShop) []string {
	var whole []string
	for _, contact := range in.contacts {
		if a.part[key(in.shop, contact)] == nil {
			whole = append(whole, contact)
		}
	}
	return whole
}

// lotsOfOrders gives an account's lots of some orders.
func (a *ahead) lotsOfOrders(shop models.ShopID, id models.ContactID, orders []models.OrderID) ([]lotRow, bool) {
	if a == nil {
		return nil, false
	}
	all, ok := a.part[accountKey(shop, id)]
	if !ok {
		all, ok = a.lots[accountKey(shop, id)]
	}
	if !ok || slices.ContainsFunc(orders, func(order models.OrderID) bool { return !a.orders[key(shop, string(order))] }) {
		return nil, false
	}
	return slices.DeleteFunc(slices.Clone(all), func(row lotRow) bool { return !slices.Contains(orders, row.Order) }), true
}

// lotsOf gives an account's lots as far as they were read: those that hold
// something, and those of the orders.
func (a *ahead) lotsOf(shop models.ShopID, id models.ContactID, orders []models.OrderID) ([]lotRow, bool) {
	if a == nil {
		return nil, false
	}
	all, ok := a.lots[accountKey(shop, id)]
	if !ok {
		return nil, false
	}
	for _, order := range orders {
		if !a.orders[key(shop, string(order))] {
			return nil, false
		}
	}
	var wanted []lotRow
	for _, row := range all {
		if row.Open || slices.Contains(orders, row.Order) {
			wanted = append(wanted, row)
		}
	}
	return wanted, true
}

// firstBut gives an account's first order, unless it is the one left out.
func (a *ahead) firstBut(shop models.ShopID, id models.ContactID, but models.OrderID) (row *orderRow, ok bool) {
	if a == nil {
		return nil, false
	}
	row, ok = a.firsts[accountKey(shop, id)]
	return row, ok && (row == nil || row.Order != but)
}
