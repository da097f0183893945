package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/products"
	"clientele/models/rewards"
	"clientele/models/shops"
)

// naming is a field in which a merchant names products or collections.
type naming struct {
	path string
	kind products.Kind
	ids  []string
}

// namedInRules finds the fields of rules that name products or collections, and
// what is wrong with those that the app may not ask about.
func namedInRules(rules []points.RuleSetting, granted bool) (named []naming, problems []models.FieldProblem) {
	for i, rule := range rules {
		kind, _ := points.KindByName(rule.Kind)
		for _, field := range kind.Fields {
			value := rule.Params[field.Name]
			if value == "" {
				continue
			}
			path := fmt.Sprintf("rules[%d].params.%s", i, field.Name)
			asks := field.Type == models.CollectionsField || field.Type == models.ProductTagsField
			switch {
			case asks && !granted:
				problems = append(problems, models.FieldProblem{Path: path,
					Message: "needs the permission to read products (" + productsScope + "): grant it to the app in the store admin, then save again"})
			case field.Type == models.ProductsField:
				named = append(named, naming{path, products.Products, models.Words(value)})
			case field.Type == models.CollectionsField:
				named = append(named, naming{path, products.Collections, models.Words(value)})
			}
		}
	}
	return named, problems
}

// checkRules refuses rules that the store cannot follow: those that ask what the
// app may not read, and those that name what the store does not have.
func (f *Flow) checkRules(ctx context.Context, shop shops.Shop, rules []points.RuleSetting) error {
	named, problems := namedInRules(rules, mayReadProducts(shop))
	if len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return f.checkNamed(ctx, shop, named)
}

// checkReward refuses a reward for what the store does not have.
func (f *Flow) checkReward(ctx context.Context, shop shops.Shop, s rewards.Settings) error {
	named := []naming{{"products", products.Products, s.Products}, {"collections", products.Collections, s.Collections}}
	if id := s.Params["product"]; id != "" {
		named = append(named, naming{"params.product", products.Products, []string{id}})
	}
	return f.checkNamed(ctx, shop, named)
}

// checkNamed tells at its field what the store does not have. Without the
// permission to read products nobody can tell, and nothing is refused.
func (f *Flow) checkNamed(ctx context.Context, shop shops.Shop, named []naming) error {
	missing := map[products.Kind]map[string]bool{}
	for _, kind := range []products.Kind{products.Products, products.Collections} {
		var ids []string
		for _, n := range named {
			if n.kind == kind {
				ids = append(ids, n.ids...)
			}
		}
		var err error
		if missing[kind], err = f.missing(ctx, shop, kind, ids); err != nil {
			return err
		}
	}
	var problems []models.FieldProblem
	for _, n := range named {
		gone := slices.DeleteFunc(slices.Clone(n.ids), func(id string) bool { return !missing[n.kind][id] })
		if len(gone) > 0 {
			problems = append(problems, models.FieldProblem{Path: n.path,
				Message: "names what the store does not have any more: " + strings.Join(gone, ", ") + "; take it out"})
		}
	}
	if len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return nil
}

// missing tells which numbers the store has nothing for.
func (f *Flow) missing(ctx context.Context, shop shops.Shop, kind products.Kind, ids []string) (map[string]bool, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	gone := map[string]bool{}
	for part := range slices.Chunk(ids, NamedMax) {
		found, err := f.NamedProducts(ctx, shop.ID, kind, part)
		if err != nil {
			return nil, err
		}
		for _, e := range found.Entries {
			gone[e.ID] = e.Gone
		}
	}
	return gone, nil
}
