package shopify_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/products"
)

// onShelf gives the number of a product on the demonstration store's shelf.
func (s *stage) onShelf(handle string) string {
	s.t.Helper()
	p, ok := s.Product("demo-shop", handle)
	if !ok {
		s.t.Fatalf("there is no %s", handle)
	}
	return strconv.FormatInt(p.ID, 10)
}

func TestFactsOfProductsComeAsTheStoreHasThem(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", true)
	if err := s.SetScopes("demo-shop", []string{"read_products"}); err != nil {
		t.Fatal(err)
	}
	ids := []string{s.onShelf("river-mug"), "1", s.onShelf("gift-card")}
	for _, p := range s.Server.Products("demo-shop") { // more than fit into one query
		if id := strconv.FormatInt(p.ID, 10); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	told, err := s.client.Products(t.Context(), s.shop, s.token, ids)
	if err != nil || len(told) != len(ids) {
		t.Fatalf("%d of %d products, %v", len(told), len(ids), err)
	}
	mug, gone := told[0], told[1]
	if mug.Title != "River mug" || mug.Status != "active" || !slices.Equal(mug.Tags, []string{"handmade", "winter"}) || len(mug.Collections) != 1 ||
		mug.Collections[0].Title != "From the kiln" || mug.ReadAt.IsZero() || mug.ReadAt.After(s.Now()) || mug.UpdatedAt.IsZero() || mug.Gone {
		t.Errorf("the mug is %+v", mug)
	}
	if !gone.Gone || gone.ID != "1" || gone.ReadAt.IsZero() || told[2].Tags != nil {
		t.Errorf("one that is not there is %+v, one without tags %+v", gone, told[2])
	}
}

func TestAProductInManyCollectionsIsReadToTheEnd(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", false)
	if err := s.SetScopes("demo-shop", []string{"read_products"}); err != nil {
		t.Fatal(err)
	}
	for i := range 320 {
		if err := s.AddCollection("demo-shop", fmt.Sprint("Shelf ", i), []int64{s.Server.Products("demo-shop")[0].ID}); err != nil {
			t.Fatal(err)
		}
	}
	told, err := s.client.Products(t.Context(), s.shop, s.token, []string{s.onShelf("morning-oolong")})
	if err != nil || len(told[0].Collections) != 321 {
		t.Fatalf("%d collections, %v, want 321", len(told[0].Collections), err)
	}
}

func TestProductsAndCollectionsAreFoundAndNamed(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", false)
	if err := s.SetScopes("demo-shop", []string{"read_products"}); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{"fig": "Fig leaf candle", `ti"tle:mug* OR (x)`: "", "LINEN tea": "Linen tea cloth", "a.b": ""} {
		found, more, err := s.client.Search(t.Context(), s.shop, s.token, products.Products, words)
		var titles []string
		for _, e := range found {
			titles = append(titles, e.Title)
		}
		if err != nil || more || strings.Join(titles, ",") != want {
			t.Errorf("%q finds %q, %v, want %q", words, titles, err, want)
		}
	}
	all, _, err := s.client.Search(t.Context(), s.shop, s.token, products.Collections, "")
	if err != nil || len(all) != 3 {
		t.Fatalf("collections %+v, %v", all, err)
	}
	named, err := s.client.Entries(t.Context(), s.shop, s.token, products.Collections, []string{all[1].ID, "5", s.onShelf("river-mug")})
	want := []products.Entry{all[1], {ID: "5", Gone: true}, {ID: s.onShelf("river-mug"), Gone: true}}
	if err != nil || !slices.Equal(named, want) {
		t.Errorf("named %+v, %v, want %+v", named, err, want)
	}
}

func TestAskingForProductsMeetsTheFaultsOfThePlatform(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", false)
	if err := s.SetScopes("demo-shop", []string{"read_products"}); err != nil {
		t.Fatal(err)
	}
	ask := func() error {
		_, err := s.client.Products(t.Context(), s.shop, s.token, []string{s.onShelf("river-mug")})
		return err
	}
	for _, c := range []struct {
		name  string
		fault sandbox.Faults
		code  models.Code
	}{
		{"throttled once", sandbox.Faults{Throttle: true, Times: 1}, ""}, {"throttled for good", sandbox.Faults{Throttle: true}, models.TooMany},
		{"a failure of its own", sandbox.Faults{APIStatus: http.StatusServiceUnavailable}, models.Unavailable},
		{"a dead token", sandbox.Faults{APIStatus: http.StatusUnauthorized}, models.Unauthorized},
	} {
		if err := s.SetFaults(c.fault); err != nil {
			t.Fatal(err)
		}
		if err := ask(); c.code == "" && err != nil || c.code != "" && (err == nil || models.CodeOf(err) != c.code) {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
	if err := s.SetFaults(sandbox.Faults{}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetScopes("demo-shop", []string{"read_orders"}); err != nil {
		t.Fatal(err)
	}
	if err := ask(); err == nil || models.CodeOf(err) != models.Forbidden || !strings.Contains(err.Error(), "grant read_products") {
		t.Errorf("without the permission: %v", err)
	}
}

func TestTheFormsOfAProductAreListedAndFoundByTheirNumbers(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", true)
	if err := s.SetScopes("demo-shop", []string{"read_products"}); err != nil {
		t.Fatal(err)
	}
	mug, _ := s.Product("demo-shop", "river-mug")
	number := strconv.FormatInt(mug.Variants[0].ID, 10)
	found, more, err := s.client.Variants(t.Context(), s.shop, s.token, "USD", s.onShelf("river-mug"))
	if err != nil || more || len(found) != len(mug.Variants) {
		t.Fatalf("%d of %d forms, %t, %v", len(found), len(mug.Variants), more, err)
	}
	want := products.Variant{
		ID: number, Title: mug.Variants[0].Title, Product: products.Entry{ID: s.onShelf("river-mug"), Title: "River mug", Status: "active"},
		Price: models.Money{Minor: mug.Variants[0].Price, Currency: "USD"},
	}
	if found[0] != want {
		t.Errorf("found %+v, want %+v", found[0], want)
	}
	named, err := s.client.NamedVariants(t.Context(), s.shop, s.token, "USD", []string{"1", number})
	if err != nil || len(named) != 2 || named[0] != (products.Variant{ID: "1", Gone: true}) || named[1] != want {
		t.Errorf("named %+v, %v", named, err)
	}
	if none, _, err := s.client.Variants(t.Context(), s.shop, s.token, "USD", "1"); err != nil || none != nil {
		t.Errorf("of what the store does not have %+v, %v", none, err)
	}
	if err := s.SetScopes("demo-shop", []string{"read_orders"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.client.Variants(t.Context(), s.shop, s.token, "USD", "1"); models.CodeOf(err) != models.Forbidden {
		t.Errorf("without the permission: %v", err)
	}
}
