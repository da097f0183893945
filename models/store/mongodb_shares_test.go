package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/256dpi/lungo"
	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

// A process that is killed leaves its transactions open, and the server keeps
// what they wrote from others for up to a minute.
func TestF11ADocumentThatSomebodyLeftBlockedHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	const crowd = 40
	s := storetest.OpenMongo(t, mongoURL(t))
	shop := storetest.ShopFor(t)
	for i := range crowd {
		if _, err := s.Contacts.Save(t.Context(), contacts.Contact{Shop: shop, ID: numberedContact(i)}); err != nil {
			t.Fatal(err)
		}
	}
	free := block(t, s, string(shop)+"|c_3", string(shop)+"|c_20")
	var blocked, done sync.WaitGroup
	var first, second error
	var healthy atomic.Int64
	for i := range crowd {
		switch i {
		case 3:
			blocked.Go(func() { first = countOrder(t.Context(), s, shop, i) })
		case 20:
			blocked.Go(func() { second = countOrder(t.Context(), s, shop, i) })
		default:
			done.Go(func() {
				if err := countOrder(t.Context(), s, shop, i); err != nil {
					t.Errorf("story %d: %v", i, err)
				}
				healthy.Add(1)
			})
		}
	}
	done.Wait() // while the two are still blocked
	free()
	blocked.Wait()
	if healthy.Load() != crowd-2 {
		t.Errorf("%d stories came to their end", healthy.Load())
	}
	// On a slow machine the two may have given up before; then they come again.
	for i, err := range map[int]error{3: first, 20: second} {
		if models.CodeOf(err) == models.Unavailable && err != nil {
			err = countOrder(t.Context(), s, shop, i)
		}
		if err != nil {
			t.Errorf("story %d after the way was free: %v", i, err)
		}
	}
	for i := range crowd {
		c, err := s.Contacts.Get(t.Context(), shop, numberedContact(i))
		if err != nil || c.Figures.Orders != 1 {
			t.Errorf("contact %d has %d orders, %v", i, c.Figures.Orders, err)
		}
	}
}

func TestAStoryThatIsBlockedForLongIsToldToComeAgain(t *testing.T) {
	t.Parallel()
	s := storetest.OpenMongo(t, mongoURL(t))
	shop := storetest.ShopFor(t)
	if _, err := s.Contacts.Save(t.Context(), contacts.Contact{Shop: shop, ID: numberedContact(0)}); err != nil {
		t.Fatal(err)
	}
	free := block(t, s, string(shop)+"|c_0")
	err := countOrder(t.Context(), s, shop, 0)
	if models.CodeOf(err) != models.Unavailable || err == nil {
		t.Fatalf("while somebody is in the way: %v, want Unavailable", err)
	}
	free()
	if err := countOrder(t.Context(), s, shop, 0); err != nil {
		t.Errorf("after the way was free: %v", err)
	}
}

func numberedContact(i int) models.ContactID { return models.ContactID(fmt.Sprintf("c_%d", i)) }

// countOrder is a story that reads a contact and writes it.
func countOrder(ctx context.Context, s *store.Store, shop models.ShopID, i int) error {
	about := models.About{Shop: shop, Contact: numberedContact(i)}
	return s.Tx.Share(ctx, about, func(ctx context.Context) error {
		c, err := s.Contacts.Get(ctx, shop, about.Contact)
		if err != nil {
			return err
		}
		c.Figures.Orders++
		_, err = s.Contacts.Save(ctx, c)
		return err
	})
}

// block leaves a transaction open that has written contacts, until free is called.
func block(t *testing.T, s *store.Store, ids ...string) (free func()) {
	t.Helper()
	session, err := s.Raw().Client().StartSession()
	if err != nil {
		t.Fatal(err)
	}
	err = session.StartTransaction()
	for _, id := range ids {
		err = errors.Join(err, lungo.WithSession(t.Context(), session, func(ctx lungo.ISessionContext) error {
			_, err := s.Raw().Collection("contacts").UpdateOne(ctx, bson.D{{Key: "_id", Value: id}}, bson.D{{Key: "$set", Value: bson.D{{Key: "name", Value: "x"}}}})
			return err
		}))
	}
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	free = func() {
		once.Do(func() {
			_ = session.AbortTransaction(context.Background())
			session.EndSession(context.Background())
		})
	}
	t.Cleanup(free)
	return free
}
