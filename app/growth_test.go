package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

// What a list may cost beside a hundred times the data, as a share of what it
// costs without; and what is noise below a millisecond.
const (
	growthTolerance = 1.3
	growthNoise     = 500 * time.Microsecond
	growthTries     = 100
)

func TestF46FirstPagesAndSearchAreAsFastBesideAHundredTimesTheData(t *testing.T) {
	few, many := 50, 5_000
	switch {
	case os.Getenv("FAULTS") == "":
		t.Log("small size; FAULTS=1 (make faults) compares 1,000 contacts with 100,000, and 100 with 10,000 on the embedded store, which is not for more")
	case os.Getenv(storetest.MongoVariable) != "":
		few, many = 1_000, 100_000
	default:
		few, many = 100, 10_000
	}
	small, large := filledWith(t, few), filledWith(t, many)
	for _, q := range []struct {
		name string
		contacts.Query
	}{
		{"the newest", contacts.Query{Sort: "recent", Desc: true}},
		{"by name", contacts.Query{Sort: "name"}},
		{"the richest in points", contacts.Query{Sort: "balance", Desc: true}},
		{"guests by what they spent", contacts.Query{Sort: "spent", Desc: true, Kind: "guest"}},
		{"a search for a name", contacts.Query{Search: "person 0000007"}},
		{"a search for an address", contacts.Query{Search: "p0000011@example.com"}},
		{"a search for an order", contacts.Query{Search: "#100007"}},
		{"a search that finds nobody", contacts.Query{Search: "nobody at all"}},
	} {
		t.Run(q.name, func(t *testing.T) {
			var beside [2][]float64
			for range growthTries { // in turn, so that noise falls on both alike
				for i, s := range []*store.Store{small, large} {
					begin := time.Now()
					list := flow.Flow{Contacts: s.Contacts, Orders: s.Orders}
					page, err := list.ContactPage(t.Context(), growthShop, q.Query)
					if err != nil {
						t.Fatal(err)
					}
					beside[i] = append(beside[i], float64(time.Since(begin)))
					if q.Search == "" && len(page.Items) == 0 {
						t.Fatal("the list is empty")
					}
					if strings.HasPrefix(q.Search, "#") && (len(page.Items) != 1 || page.Items[0].ID != "c_7") {
						t.Fatalf("the order leads to %v", page.Items)
					}
				}
			}
			without, with := undisturbed(beside[0]), undisturbed(beside[1])
			t.Logf("%s beside %d, %s beside %d: %.2f×", without, few, with, many, float64(with)/float64(without))
			if float64(with) > growthTolerance*float64(without)+float64(growthNoise) {
				t.Errorf("%s beside %d contacts, %s beside %d: more than %g×", without, few, with, many, growthTolerance)
			}
		})
	}
}

// undisturbed is what a reading costs while nobody else needs the machine:
// others only ever make it slower.
func undisturbed(samples []float64) time.Duration {
	return time.Duration(quantile(slices.Sorted(slices.Values(samples)), 0.1))
}

const growthShop = models.ShopID("growth.myshopify.com")

// filledWith is a database with so many contacts, every fifth of them a guest.
func filledWith(t *testing.T, n int) *store.Store {
	t.Helper()
	s := storetest.Open(t)
	const each = 50 // contacts of one story; those that come at once share a transaction
	starts := make(chan int, n/each+1)
	for from := 0; from < n; from += each {
		starts <- from
	}
	close(starts)
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for from := range starts {
				about := models.About{Shop: growthShop, Order: models.OrderID(fmt.Sprint(from))}
				err := s.Tx.Share(t.Context(), about, func(ctx context.Context) error {
					for i := from; i < min(from+each, n); i++ {
						c := numbered(i)
						if _, err := s.Contacts.Save(ctx, c); err != nil {
							return err
						}
						if _, err := s.Orders.Save(ctx, orderBy(c, i)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return s
}

// orderBy is the one order of a contact.
func orderBy(c contacts.Contact, i int) points.Record {
	id := models.OrderID(fmt.Sprint(100_000 + i))
	return points.Record{
		Order:    orders.Order{Shop: growthShop, ID: id, Known: true, Name: "#" + string(id), CreatedAt: c.CreatedAt},
		Standing: points.Standing{Shop: growthShop, Order: id, Account: c.ID, Qualifies: true, CreatedAt: c.CreatedAt},
	}
}

func numbered(i int) contacts.Contact {
	id := models.ContactID(fmt.Sprintf("c_%d", i))
	if i%5 == 0 {
		id = models.ContactID(fmt.Sprintf("g_%d", i))
	}
	c := contacts.Contact{
		Shop: growthShop, ID: id, CreatedAt: storetest.Start.Add(time.Duration(i) * time.Minute), UpdatedAt: storetest.Start,
		Profile: contacts.Profile{FirstName: "Person", LastName: fmt.Sprintf("%07d", i), Email: fmt.Sprintf("p%07d@example.com", i)},
		Search:  []string{fmt.Sprintf("person %07d", i), fmt.Sprintf("%07d", i), fmt.Sprintf("p%07d@example.com", i)},
	}
	c.Figures.Balance, c.Figures.SpentMinor = int64(i*7919%100_003), int64(i*104_729%1_000_003)
	return c
}
