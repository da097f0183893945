package points_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/products"
)

// asking is a programme that doubles what carries the tag winter, and gives the
// usual points for the rest.
func asking(t *testing.T) points.Programme {
	t.Helper()
	settings := points.DefaultSettings("USD")
	settings.Rules = []points.RuleSetting{
		with(models.Params{"multiplier": "2", "productTags": "Winter", "notCollections": "9", "group": "spend"}),
		with(models.Params{"group": "spend"}),
	}
	must(t, settings.Check("USD"))
	return points.Programme{Version: 1, Settings: settings}
}

func TestWhatIsNotKnownYetIsNotMultipliedYet(t *testing.T) {
	t.Parallel()
	p, o := asking(t), bag()
	told := o.Products
	for _, c := range []struct {
		known   []products.Facts
		want    int64
		lacking []string
	}{{nil, 100, []string{"7", "8"}}, {told[1:], 100, []string{"7"}}, {told, 140, nil}} {
		o.Products = c.known
		worth, err := p.Worth(o, points.Circumstances{})
		must(t, err)
		if worth.Target != c.want || !slices.Equal(worth.Lacking, c.lacking) {
			t.Errorf("knowing %d products: %d points, want %d; lacking %v, want %v", len(c.known), worth.Target, c.want, worth.Lacking, c.lacking)
		}
	}
}

func TestAskingForProductsHasItsLimits(t *testing.T) {
	t.Parallel()
	plain := points.Programme{Settings: points.DefaultSettings("USD")}
	custom, many := bag(), bag()
	custom.Lines[0].Product = ""
	for i := range 2 * products.PerOrderMax {
		many.Lines = append(many.Lines, orders.Line{ID: fmt.Sprint(i), Kind: orders.Goods, Product: fmt.Sprint(1000 + i), Quantity: 1, Current: 1})
	}
	unpaid, away := bag(), bag()
	unpaid.PaidAt, away.CancelledAt = time.Time{}, start
	for name, c := range map[string]struct {
		p    points.Programme
		o    orders.Order
		want int
	}{
		"rules that ask nothing": {plain, bag(), 0}, "an order that is not paid": {asking(t), unpaid, 0}, "one that was cancelled": {asking(t), away, 0},
		"a line without a product": {asking(t), custom, 1}, "more products than are looked at": {asking(t), many, products.PerOrderMax},
	} {
		c.o.Products = nil
		if got := len(c.p.Lacking(c.o)); got != c.want {
			t.Errorf("%s: %d products are asked for, want %d", name, got, c.want)
		}
	}
	custom.Products = custom.Products[1:]
	worth, err := asking(t).Worth(custom, points.Circumstances{})
	must(t, err)
	if worth.Target != 100 || len(worth.Lacking) != 0 {
		t.Errorf("a line without a product carries no tag: %d points, lacking %v", worth.Target, worth.Lacking)
	}
}

func TestARuleSaysWhyItCountsALine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		more models.Params
		want points.Pick
	}{
		"all":          {nil, points.Pick{Line: "a"}},
		"a vendor":     {models.Params{"vendors": "fern & kiln"}, points.Pick{Line: "a"}},
		"a product":    {models.Params{"products": "7"}, points.Pick{Line: "a", By: points.ByProduct, Name: bag().Lines[0].Title}},
		"a tag":        {models.Params{"productTags": "winter"}, points.Pick{Line: "a", By: points.ByTag, Name: "winter"}},
		"a collection": {models.Params{"collections": "31", "products": "7"}, points.Pick{Line: "a", By: points.ByCollection, Name: "Cups"}},
		"left out":     {models.Params{"notProductTags": "sale"}, points.Pick{Line: "a"}},
	} {
		settings := points.DefaultSettings("USD")
		settings.Rules = []points.RuleSetting{with(c.more)}
		worth, err := points.Programme{Version: 1, Settings: settings}.Worth(bag(), points.Circumstances{})
		must(t, err)
		if lines := worth.Rules[0].Award.Lines; len(lines) == 0 || lines[0] != c.want {
			t.Errorf("%s: %+v, want %+v first", name, lines, c.want)
		}
	}
}
