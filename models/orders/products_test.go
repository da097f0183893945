package orders_test

import (
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"
	"time"

	"clientele/models/orders"
	"clientele/models/products"
)

func TestWhatWasReadFirstOfAProductStays(t *testing.T) {
	t.Parallel()
	first := products.Facts{ID: "7", Tags: []string{"winter"}, ReadAt: start}
	later := products.Facts{ID: "7", Tags: []string{"sale"}, ReadAt: start.Add(time.Hour)}
	for name, o := range map[string]orders.Order{
		"first, later": orders.Order{}.JoinProducts([]products.Facts{first}).JoinProducts([]products.Facts{later}),
		"later, first": orders.Order{}.JoinProducts([]products.Facts{later}).JoinProducts([]products.Facts{first}),
	} {
		if f, known := o.Product("7"); !known || len(o.Products) != 1 || f.Tags[0] != "winter" {
			t.Errorf("%s: %+v", name, o.Products)
		}
	}
	if _, known := (orders.Order{}).Product("7"); known {
		t.Error("something is known of a product that nobody asked about")
	}
}

func TestReadingsOfProductsJoinInAnySequence(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(7, seed))
		var told []products.Facts
		for range 6 {
			told = append(told, products.Facts{
				ID: strconv.Itoa(random.IntN(3)), ReadAt: start.Add(time.Duration(random.IntN(3)) * time.Minute), Tags: []string{strconv.Itoa(random.IntN(3))},
			})
		}
		var ends [2]orders.Order
		for i := range ends {
			random.Shuffle(len(told), func(a, b int) { told[a], told[b] = told[b], told[a] })
			cut := random.IntN(len(told))
			ends[i] = orders.Order{}.JoinProducts(told[:cut]).JoinProducts(told[cut:]).JoinProducts(told[:1])
		}
		if !reflect.DeepEqual(ends[0], ends[1]) {
			t.Fatalf("seed %d ends in two ways:\n%+v\n%+v", seed, ends[0].Products, ends[1].Products)
		}
	}
}
