package points

import (
	"slices"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/products"
)

// Asks is what the rules want to know of the products in an order.
func (s Settings) Asks() products.Ask {
	var ask products.Ask
	for _, rule := range s.Rules {
		kind, _ := KindByName(rule.Kind)
		for _, field := range kind.Fields {
			words := models.Words(rule.Params[field.Name])
			switch field.Type {
			case models.CollectionsField:
				ask.Collections = append(ask.Collections, words...)
			case models.ProductTagsField:
				ask.Tags = append(ask.Tags, words...)
			}
		}
	}
	return ask
}

// Lacking names the products of which the store has yet to say something before
// the order is worth what the rules mean; none for an order that does not count.
func (p Programme) Lacking(o orders.Order) []string {
	if p.refusal(o) != "" || p.Settings.Asks().Empty() {
		return nil
	}
	var lacking []string
	for _, line := range o.Lines {
		if line.Product == "" || !p.Settings.counts(line.Kind) || slices.Contains(lacking, line.Product) {
			continue
		}
		if _, known := o.Product(line.Product); !known {
			lacking = append(lacking, line.Product)
		}
	}
	return lacking[:max(0, min(len(lacking), products.PerOrderMax-len(o.Products)))]
}
