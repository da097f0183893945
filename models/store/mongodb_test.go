package store_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/referrals"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

func TestF10AMongoDBRefusesAWrongPasswordWithClearWords(t *testing.T) {
	t.Parallel()
	address, err := url.Parse(mongoURL(t))
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("nobody", "hunter2")
	_, err = store.Open(t.Context(), address.String(), store.Options{Now: frozen})
	if models.CodeOf(err) != models.Invalid || err == nil || !strings.Contains(err.Error(), "user name or password") {
		t.Errorf("got %v, want Invalid about the user name or password", err)
	}
	if err != nil && strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the refusal tells the password: %v", err)
	}
}

func TestF13MongoDBMigrationsWaitForTheLeaseOfAnother(t *testing.T) {
	t.Parallel()
	s := storetest.OpenFresh(t, mongoURL(t))
	setSchema(t, s, 0)
	lease := bson.D{{Key: "_id", Value: "migration"}, {Key: "holder", Value: "another"}, {Key: "until", Value: storetest.Start.Add(time.Minute)}}
	if _, err := s.Raw().Collection("meta").InsertOne(t.Context(), lease); err != nil {
		t.Fatal(err)
	}
	open := func(ctx context.Context, now time.Time) error {
		other, err := store.Open(ctx, mongoURL(t), store.Options{Now: func() time.Time { return now }, Database: s.Raw().Name()})
		if err == nil {
			err = other.Close(context.Background())
		}
		return err
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	if err := open(ctx, storetest.Start); models.CodeOf(err) != models.Unavailable {
		t.Fatalf("while another holds the lease: got %v, want Unavailable", err)
	}
	if err := open(t.Context(), storetest.Start.Add(time.Minute)); err != nil {
		t.Fatalf("after the lease: %v", err)
	}
	version, err := s.Schema(t.Context())
	if err != nil || version != store.Steps {
		t.Errorf("version %d, %v", version, err)
	}
}

// The server writes down how it answered; reading a whole collection would be
// as slow as the shop is large. The suite's own queries are those of the app.
func TestMongoDBAnswersEveryQueryFromAnIndex(t *testing.T) {
	t.Parallel()
	s := storetest.OpenFresh(t, mongoURL(t))
	shop := storetest.ShopFor(t)
	for _, id := range []models.ShopID{shop, shop + ".jp", "a" + shop} {
		storetest.Populate(t, s, id)
	}
	ctx := t.Context()
	if err := s.Raw().RunCommand(ctx, bson.D{{Key: "profile", Value: 2}}).Err(); err != nil {
		t.Fatal(err)
	}
	askEverything(t, s, shop)
	if err := s.Raw().RunCommand(ctx, bson.D{{Key: "profile", Value: 0}}).Err(); err != nil {
		t.Fatal(err)
	}
	cursor, err := s.Raw().Collection("system.profile").Find(ctx, bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct {
		Namespace string   `bson:"ns"`
		Operation string   `bson:"op"`
		Plan      string   `bson:"planSummary"`
		Command   bson.Raw `bson:"command"`
		Sorted    bool     `bson:"hasSortStage"`
	}
	if err := cursor.All(ctx, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) < 40 {
		t.Fatalf("the server noted %d answers, which is too few to be all", len(answers))
	}
	for _, a := range answers {
		if strings.Contains(a.Plan, "COLLSCAN") && !strings.Contains(a.Namespace, "system.") {
			t.Errorf("%s of %s reads the whole collection: %s", a.Operation, a.Namespace, a.Command)
		}
		if a.Sorted && !mayBeSorted(a.Command) {
			t.Errorf("%s of %s sorts in memory (%s): %s", a.Operation, a.Namespace, a.Plan, a.Command)
		}
	}
}

// mayBeSorted tells queries whose results are few before they are sorted: what
// search finds, the lots of one account, the days asked for by id, a claim.
func mayBeSorted(command bson.Raw) bool {
	text := command.String()
	return strings.Contains(text, `"search"`) || strings.Contains(text, `"sort": {"number"`) || strings.Contains(text, `"claim"`)
}

// askEverything calls every method that reads or looks before it writes.
func askEverything(t *testing.T, s *store.Store, shop models.ShopID) {
	t.Helper()
	ctx, now := t.Context(), storetest.Start
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	for _, sort := range []string{"recent", "name", "balance", "spent"} {
		for _, desc := range []bool{false, true} {
			for _, kind := range []string{"all", "member"} {
				p, err := s.Contacts.Page(ctx, shop, contacts.Query{Sort: sort, Desc: desc, Kind: kind, Limit: 1})
				must(p, err)
				must(s.Contacts.Page(ctx, shop, contacts.Query{Sort: sort, Desc: desc, Kind: kind, Limit: 1, Cursor: p.Next}))
			}
		}
		must(s.Contacts.Page(ctx, shop, contacts.Query{Sort: sort, Search: "an"}))
	}
	accounts := []models.ContactID{"c_7", "g_8"}
	for _, q := range []referrals.Query{{}, {Review: true}, {State: referrals.Earned}, {Contact: "c_7"}, {Contact: "c_7", Review: true}} {
		must(s.Referrals.Page(ctx, shop, q))
	}
	must(s.Referrals.ToReview(ctx, shop, 5))
	must(s.Referrals.Kin(ctx, shop, []string{"HOME:0123", "ann@example.com"}, 5))
	must(s.Orders.Earliest(ctx, shop, accounts, 5))
	must(s.Orders.Of(ctx, shop, accounts, 5))
	must(s.Orders.Between(ctx, shop, accounts, storetest.Start, storetest.Start, 5))
	must(s.Orders.Newest(ctx, shop, 5))
	must(s.Ledger.Lots(ctx, shop, "c_7", "1001"))
	must(s.Ledger.Lots(ctx, shop, "c_7"))
	must(s.Ledger.AllLots(ctx, shop, accounts, 5))
	must(s.Ledger.Entries(ctx, shop, "c_7", "", 1))
	must(s.Ledger.EntriesOfOrder(ctx, shop, "1001", 5))
	must(s.Ledger.Maturing(ctx, now, 5))
	must(s.Shops.Refreshable(ctx, now.AddDate(1, 0, 0), 5))
	must(s.Programmes.Versions(ctx, shop))
	must(s.Figures.Total(ctx, shop))
	must(s.Figures.Days(ctx, shop, "2026-01-01", "2026-12-31"))
	must(nil, s.Tx.Do(ctx, func(ctx context.Context) error { _, err := s.Figures.Fold(ctx, 5); return err }))
	for _, q := range []models.DeliveryQuery{{}, {State: models.Waiting}, {Topic: "orders/paid"}} {
		must(s.Inbox.Page(ctx, shop, q))
	}
	must(s.Inbox.Backlog(ctx, shop, now))
	must(s.Inbox.Claim(ctx, "w", now.Add(time.Hour), time.Minute, models.Wanted{Limit: 5}))
	must(s.Inbox.StripBodies(ctx, now, 5))
	must(s.Inbox.EraseBodies(ctx, shop, []string{"order:1"}))
	must(s.Requests.Page(ctx, shop, "", 5))
	must(s.Requests.OpenCount(ctx, shop, 5))
	must(s.Ledger.Erase(ctx, shop, "c_7", 100))
	must(s.Shops.Erase(ctx, shop, 100))
}
