package flow_test

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"clientele/app/flow"
	"clientele/app/jobs"
	"clientele/models"
	"clientele/models/points"
	"clientele/models/products"
)

// fakeCatalogue is a store's shelves as the test fills them.
type fakeCatalogue struct {
	mu          sync.Mutex
	now         func() time.Time
	products    map[string]products.Facts
	collections map[string]string // titles by number
	asked       [][]string        // the products of each question
	fail        error             // for every question; nil for none
}

// put puts a product on the shelf: its number, its tags and the numbers of its
// collections.
func (s *fakeCatalogue) put(id string, tags, collections []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := products.Facts{ID: id, Title: "Product " + id, Status: "active", Tags: tags}
	for _, c := range collections {
		s.collections[c] = "Collection " + c
		f.Collections = append(f.Collections, products.Collection{ID: c, Title: "Collection " + c})
	}
	s.products[id] = f
}

func (s *fakeCatalogue) remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.products, id)
}

func (s *fakeCatalogue) refuse(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *fakeCatalogue) questions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func (s *fakeCatalogue) Products(_ context.Context, _ models.ShopID, _ string, ids []string) ([]products.Facts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, ids)
	if s.fail != nil {
		return nil, s.fail
	}
	var told []products.Facts
	for _, id := range ids {
		f, there := s.products[id]
		f.ID, f.Gone, f.ReadAt = id, !there, models.Instant(s.now())
		told = append(told, f)
	}
	return told, nil
}

func (s *fakeCatalogue) Entries(_ context.Context, _ models.ShopID, _ string, kind products.Kind, ids []string) ([]products.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	var told []products.Entry
	for _, id := range ids {
		title, there := s.collections[id]
		if kind == products.Products {
			title, there = s.products[id].Title, s.products[id].ID != ""
		}
		told = append(told, products.Entry{ID: id, Title: title, Gone: !there})
	}
	return told, nil
}

func (s *fakeCatalogue) Search(_ context.Context, _ models.ShopID, _ string, _ products.Kind, words string) ([]products.Entry, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, false, s.fail
	}
	var found []products.Entry
	for _, id := range slices.Sorted(maps.Keys(s.products)) {
		if strings.Contains(s.products[id].Title, words) {
			found = append(found, products.Entry{ID: id, Title: s.products[id].Title})
		}
	}
	return found, false, nil
}

// Variants gives every product a short and a long form, whose numbers begin with that
// of the product.
func (s *fakeCatalogue) Variants(_ context.Context, _ models.ShopID, _, currency, product string) ([]products.Variant, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil || s.products[product].ID == "" {
		return nil, false, s.fail
	}
	var found []products.Variant
	for i, title := range []string{"Short", "Long"} {
		found = append(found, products.Variant{
			ID: product + strconv.Itoa(i), Title: title, Product: products.Entry{ID: product, Title: s.products[product].Title}, Price: models.Money{Minor: int64(i+1) * 1000, Currency: currency},
		})
	}
	return found, false, nil
}

func (s *fakeCatalogue) NamedVariants(ctx context.Context, shop models.ShopID, token, currency string, ids []string) ([]products.Variant, error) {
	var told []products.Variant
	for _, id := range ids {
		found, _, err := s.Variants(ctx, shop, token, currency, id[:len(id)-1])
		if err != nil {
			return nil, err
		}
		one := products.Variant{ID: id, Gone: true}
		for _, v := range found {
			if v.ID == id {
				one = v
			}
		}
		told = append(told, one)
	}
	return told, nil
}

// mayRead has the shop of a till let the app read products.
func mayRead(w *till) *till {
	w.t.Helper()
	_, err := w.ScopesChanged(w.t.Context(), flow.ScopesChanged{Shop: testShop, Scopes: []string{"read_orders", "read_products"}, At: w.now()})
	ok(w.t, err)
	return w
}

// answer works off what waits for the store's answer.
func (w *till) answer() {
	w.t.Helper()
	worker := &jobs.OutboxWorker{
		Name: "w", Outbox: w.store.Outbox, Dispatch: (&flow.Giving{Flow: w.Flow}).Bring, Now: w.now, Log: slog.New(slog.DiscardHandler),
	}
	_, err := worker.RunOnce(w.t.Context())
	ok(w.t, err)
}

// doubled is a programme that doubles points for what a rule asks, and gives the
// usual ones for the rest.
func doubled(asks models.Params) func(*points.Settings) {
	twice := models.Params{"points": "1", "amount": "1", "multiplier": "2", "group": "spend"}
	maps.Copy(twice, asks)
	return rules(rule("twice", "per_amount", twice), rule("once", "per_amount", models.Params{"points": "1", "amount": "1", "group": "spend"}))
}
