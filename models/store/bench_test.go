package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

// What a write costs grows with the documents on the embedded engine: every
// changed document copies the list of its collection. Run with
//
//	go test -run '^$' -bench Writes -benchtime 200x ./models/store
func BenchmarkWrites(b *testing.B) {
	for _, engine := range []string{"memory", "file", "mongodb"} {
		for _, documents := range []int{1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", engine, documents), func(b *testing.B) {
				s := filled(b, engine, documents)
				b.Run("delivery", func(b *testing.B) { benchDelivery(b, s, documents) })
				b.Run("batch-of-50", func(b *testing.B) { benchBatch(b, s, documents) })
				b.Run("claim-and-finish", func(b *testing.B) { benchClaim(b, s) })
				b.Run("story", func(b *testing.B) { benchStory(b, s) })
				b.Run("page", func(b *testing.B) { benchPage(b, s) })
			})
		}
	}
}

const benchShop = models.ShopID("bench.example")

// filled is a store that holds so many contacts, orders and deliveries.
func filled(b *testing.B, engine string, documents int) *store.Store {
	b.Helper()
	var s *store.Store
	switch url := os.Getenv(storetest.MongoVariable); {
	case engine == "memory":
		s = storetest.OpenAt(b, "memory:", "")
	case engine == "file":
		s = storetest.OpenAt(b, "file:"+filepath.Join(b.TempDir(), "clientele.db"), "")
	case url == "":
		b.Skipf("SKIPPED: set %s to measure MongoDB", storetest.MongoVariable)
	default:
		s = storetest.OpenFresh(b, url)
	}
	ctx := context.Background()
	const chunk = 250 // writes in one commit
	for from := 0; from < documents; from += chunk {
		deliveries := make([]models.Delivery, 0, chunk)
		err := s.Tx.Do(ctx, func(ctx context.Context) error {
			deliveries = deliveries[:0]
			for i := from; i < min(from+chunk, documents); i++ {
				id := strconv.Itoa(i)
				contact := contacts.Contact{Shop: benchShop, ID: models.ContactID("c_" + id), Search: []string{"name " + id}}
				if _, err := s.Contacts.Save(ctx, contact); err != nil {
					return err
				}
				order := points.Record{}
				order.Order.Shop, order.Order.ID, order.Standing.Account = benchShop, models.OrderID(id), contact.ID
				if _, err := s.Orders.Save(ctx, order); err != nil {
					return err
				}
				deliveries = append(deliveries, models.Delivery{Shop: benchShop, WebhookID: id, State: models.Done, Body: make([]byte, 1000)})
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Inbox.Put(ctx, deliveries); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func benchDelivery(b *testing.B, s *store.Store, documents int) {
	for i := 0; b.Loop(); i++ {
		d := models.Delivery{Shop: benchShop, WebhookID: fmt.Sprintf("%s-%d", b.Name(), i), State: models.Waiting, Body: make([]byte, 1000)}
		if _, err := s.Inbox.Put(b.Context(), []models.Delivery{d}); err != nil {
			b.Fatal(err)
		}
	}
}

func benchBatch(b *testing.B, s *store.Store, documents int) {
	for i := 0; b.Loop(); i++ {
		batch := make([]models.Delivery, 50)
		for n := range batch {
			batch[n] = models.Delivery{Shop: benchShop, WebhookID: fmt.Sprintf("%s-%d-%d", b.Name(), i, n), State: models.Waiting, Body: make([]byte, 1000)}
		}
		if _, err := s.Inbox.Put(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}

func benchClaim(b *testing.B, s *store.Store) {
	for b.Loop() {
		claimed, err := s.Inbox.Claim(b.Context(), "w", storetest.Start, lease, models.Wanted{Limit: 1})
		if err != nil {
			b.Fatal(err)
		}
		for _, d := range claimed {
			if err := s.Inbox.Finish(b.Context(), "w", d.Succeeded(storetest.Start, "order:1", "earned")); err != nil {
				b.Fatal(err)
			}
		}
	}
}

const lease = 30e9

// benchStory writes what one paid order writes, in one transaction.
func benchStory(b *testing.B, s *store.Store) {
	for i := 0; b.Loop(); i++ {
		err := s.Tx.Do(b.Context(), func(ctx context.Context) error {
			contact, err := s.Contacts.Get(ctx, benchShop, "c_7")
			if err != nil {
				return err
			}
			if _, err := s.Contacts.Save(ctx, contact); err != nil {
				return err
			}
			order, err := s.Orders.Get(ctx, benchShop, "7")
			if err != nil {
				return err
			}
			if _, err := s.Orders.Save(ctx, order); err != nil {
				return err
			}
			account, err := s.Ledger.Account(ctx, benchShop, "c_7")
			if err != nil {
				return err
			}
			lots, err := s.Ledger.Lots(ctx, benchShop, "c_7")
			if err != nil {
				return err
			}
			book := points.OpenBook(account, lots, storetest.Start)
			amount := int64(1 - 2*(i%2)) // give and take, so that lots do not pile up
			wish := points.Manual{Key: fmt.Sprintf("benchmark-%d", i), Actor: "1", Reason: "other", Note: "n", AllowDebt: true}
			if err := book.Adjust(wish, amount); err != nil {
				return err
			}
			return s.Ledger.Write(ctx, book)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func benchPage(b *testing.B, s *store.Store) {
	for b.Loop() {
		if _, err := s.Contacts.Page(b.Context(), benchShop, contacts.Query{Sort: "balance", Desc: true}); err != nil {
			b.Fatal(err)
		}
	}
}
