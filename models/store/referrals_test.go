package store_test

import (
	"context"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/store"
)

func TestPeopleFromBeforeAreFoundByTheirMailbox(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := store.Open(ctx, "memory:", store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(ctx) })
	const shop = "demo-shop.myshopify.com"
	now := time.Now()
	for id, email := range map[models.ContactID]string{"c_1": "b.ob+x@gmail.com", "c_2": "ann@example.com"} {
		c := contacts.Contact{Shop: shop, ID: id, CreatedAt: now}
		if _, err := s.Contacts.Save(ctx, c.With(contacts.Profile{Email: email, AsOf: now}, now)); err != nil {
			t.Fatal(err)
		}
	}
	words := bson.A{"b.ob+x@gmail.com", "gmail.com"} // as an earlier version wrote them
	if _, err := s.Raw().Collection("contacts").UpdateOne(ctx, bson.M{"_id": shop + "|c_1"}, bson.M{"$set": bson.M{"search": words}}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time as after an interruption
		if err := store.IndexIdentities(ctx, s); err != nil {
			t.Fatal(err)
		}
		kin, err := s.Referrals.Kin(ctx, shop, []string{"bob@gmail.com"}, 10)
		if err != nil || len(kin) != 1 || kin[0].ID != "c_1" || kin[0].Profile.Email != "b.ob+x@gmail.com" {
			t.Fatalf("found %+v, %v", kin, err)
		}
	}
}
