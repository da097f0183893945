package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

// keysMax bounds the keys that one more order of a contact adds to indexes and
// takes from them, from the arrival of its delivery to the sums of its day, the
// keys of _id included. They are most of what an order costs the server.
const keysMax = 30

func TestAnOrderMovesFewKeysOfIndexes(t *testing.T) {
	t.Parallel()
	s := storetest.OpenFresh(t, mongoURL(t))
	shop := storetest.ShopFor(t)
	ctx := t.Context()
	takeOrder(t, s, shop, 1)
	if err := s.Raw().RunCommand(ctx, bson.D{{Key: "profile", Value: 2}}).Err(); err != nil {
		t.Fatal(err)
	}
	takeOrder(t, s, shop, 2)
	if err := s.Raw().RunCommand(ctx, bson.D{{Key: "profile", Value: 0}}).Err(); err != nil {
		t.Fatal(err)
	}
	cursor, err := s.Raw().Collection("system.profile").Find(ctx, bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct {
		Namespace string `bson:"ns"`
		Operation string `bson:"op"`
		Inserted  int    `bson:"keysInserted"`
		Deleted   int    `bson:"keysDeleted"`
	}
	if err := cursor.All(ctx, &answers); err != nil {
		t.Fatal(err)
	}
	moved := 0
	for _, a := range answers {
		if a.Inserted+a.Deleted > 0 {
			t.Logf("%s of %s: %d keys added, %d taken away", a.Operation, a.Namespace, a.Inserted, a.Deleted)
		}
		moved += a.Inserted + a.Deleted
	}
	if moved < 20 {
		t.Fatalf("the server noted %d keys, which is too few to be all", moved)
	}
	if moved > keysMax {
		t.Errorf("an order moves %d keys, want %d at most", moved, keysMax)
	}
}

// takeOrder does what an order of a known contact leads to.
func takeOrder(t *testing.T, s *store.Store, shop models.ShopID, n int) {
	t.Helper()
	ctx, now := t.Context(), storetest.Start.Add(time.Duration(n)*time.Minute)
	id := models.OrderID(fmt.Sprint(n))
	d := models.Delivery{Shop: shop, WebhookID: fmt.Sprint("w", n), Topic: "orders/paid", ReceivedAt: now, State: models.Waiting, Subject: "order:" + string(id), Body: []byte("{}"), Size: 2}
	if _, err := s.Inbox.Put(ctx, []models.Delivery{d}); err != nil {
		t.Fatal(err)
	}
	claimed, err := s.Inbox.Claim(ctx, "w", now, time.Minute, models.Wanted{Limit: 5})
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %d, %v", len(claimed), err)
	}
	about := models.About{Shop: shop, Order: id, Contact: "c_1"}
	err = s.Tx.Share(ctx, about, func(ctx context.Context) error {
		c, err := s.Contacts.Get(ctx, shop, about.Contact)
		if models.CodeOf(err) == models.NotFound && err != nil {
			c, err = contacts.Contact{Shop: shop, ID: about.Contact, CreatedAt: now, Search: []string{"a b", "b", "a@example.com"}}, nil
		}
		if err != nil {
			return err
		}
		account, err := s.Ledger.Account(ctx, shop, about.Contact)
		if err != nil {
			return err
		}
		lots, err := s.Ledger.Lots(ctx, shop, about.Contact, id)
		if err != nil {
			return err
		}
		book := points.OpenBook(account, lots, now)
		if err := book.Adjust(points.Manual{Key: "delivery-" + d.WebhookID, Actor: "1", Reason: "other", Note: "n"}, 100); err != nil {
			return err
		}
		if err := s.Ledger.Write(ctx, book); err != nil {
			return err
		}
		c.Figures.Orders, c.Figures.LastOrderAt = c.Figures.Orders+1, now
		c.Figures.SpentMinor, c.Figures.Balance = c.Figures.SpentMinor+1000, c.Figures.Balance+100
		if _, err := s.Contacts.Save(ctx, c); err != nil {
			return err
		}
		record := points.Record{Order: orders.Order{Shop: shop, ID: id, Known: true, CreatedAt: now},
			Standing: points.Standing{Shop: shop, Order: id, Account: about.Contact, First: n == 1, Qualifies: true, CreatedAt: now}}
		if _, err := s.Orders.Save(ctx, record); err != nil {
			return err
		}
		return s.Figures.Put(ctx, points.Delta{Shop: shop, ID: d.WebhookID, Day: "2026-11-22", Sum: points.Sums{Earned: 100}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Inbox.Finish(ctx, "w", claimed[0].Succeeded(now, d.Subject, "earned")); err != nil {
		t.Fatal(err)
	}
	if err := s.Tx.Do(ctx, func(ctx context.Context) error { _, err := s.Figures.Fold(ctx, 10); return err }); err != nil {
		t.Fatal(err)
	}
}
