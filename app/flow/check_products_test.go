package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
	"clientele/models/products"
	"clientele/models/rewards"
)

// wantFields checks that an error names exactly these fields.
func wantFields(t *testing.T, err error, want ...string) {
	t.Helper()
	var problem *models.Error
	if !errors.As(err, &problem) || problem.Code != models.Invalid {
		t.Fatalf("%v, want fields refused", err)
	}
	var got []string
	for _, f := range problem.Fields {
		got = append(got, f.Path)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("refused %q, want %q", got, want)
	}
}

func TestWhatTheStoreDoesNotHaveIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"collections": "31"})
	settings := points.DefaultSettings("USD")
	settings.Rules = append(settings.Rules,
		rule("b", "per_amount", models.Params{"points": "1", "amount": "1", "products": "11, 99", "notCollections": "31"}),
		rule("c", "per_amount", models.Params{"points": "1", "amount": "1", "notProducts": "12", "collections": "31,39"}))
	edit := flow.EditProgramme{Shop: testShop, BaseVersion: 2, Settings: settings, Actor: "42"}
	_, err := w.EditProgramme(t.Context(), edit)
	wantFields(t, err, "rules[1].params.products", "rules[2].params.collections")
	var problem *models.Error
	if errors.As(err, &problem); !strings.Contains(problem.Fields[0].Message, ": 99;") {
		t.Errorf("%+v does not say which", problem.Fields)
	}
	settings.Rules = settings.Rules[:1]
	edit.Settings = settings
	_, err = w.EditProgramme(t.Context(), edit)
	ok(t, err)
}

func TestARewardForWhatTheStoreDoesNotHaveIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"collections": "31"})
	save := func(key string, s rewards.Settings) error {
		_, err := w.EditReward(t.Context(), flow.EditReward{Shop: testShop, Key: "key-of-form-" + key, Settings: s, Actor: "42"})
		return err
	}
	free := func(product string) rewards.Settings {
		return rewards.Settings{Enabled: true, Kind: "product", Params: models.Params{"product": product}, Cost: 100}
	}
	part := rewards.Settings{Enabled: true, Kind: "percentage", Params: models.Params{"percent": "10"}, Cost: 100, Products: []string{"11", "98"}}
	wantFields(t, save("a", free("99")), "params.product")
	wantFields(t, save("b", part), "products")
	part.Products, part.Collections = nil, []string{"39"}
	wantFields(t, save("c", part), "collections")
	ok(t, save("d", free("11")))
	if all, err := w.RewardList(t.Context(), testShop); err != nil || len(all) != 1 {
		t.Errorf("%d rewards, %v: what was refused was saved", len(all), err)
	}
}

func TestAStoreThatDoesNotAnswerChangesNothing(t *testing.T) {
	t.Parallel()
	w := shelved(t, models.Params{"collections": "31"})
	w.shelf.refuse(models.Errorf(models.Unavailable, "the platform is away"))
	settings := points.DefaultSettings("USD")
	settings.Rules[0].Params["products"] = "11"
	_, err := w.EditProgramme(t.Context(), flow.EditProgramme{Shop: testShop, BaseVersion: 2, Settings: settings, Actor: "42"})
	if err == nil || models.CodeOf(err) != models.Unavailable {
		t.Errorf("%v, want to be told to try again", err)
	}
}

func TestTheFormsOfAProductAreListedAndNamed(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	if out, err := w.ProductVariants(t.Context(), testShop, "12"); err != nil || out.Granted {
		t.Errorf("without the permission: %+v, %v", out, err)
	}
	w = shelved(t, models.Params{"productTags": "winter"})
	found, err := w.ProductVariants(t.Context(), testShop, "12")
	ok(t, err)
	if !found.Granted || len(found.Variants) != 2 || found.Variants[1].Title != "Long" || found.Variants[1].Price != (models.Money{Minor: 2000, Currency: "USD"}) {
		t.Errorf("found %+v", found)
	}
	named, err := w.NamedVariants(t.Context(), testShop, []string{"120", "990"})
	ok(t, err)
	if len(named.Variants) != 2 || named.Variants[0] != found.Variants[0] || !named.Variants[1].Gone {
		t.Errorf("named %+v", named)
	}
	if _, err := w.NamedVariants(t.Context(), testShop, make([]string, flow.NamedMax+1)); models.CodeOf(err) != models.Invalid {
		t.Errorf("too many are answered %v", err)
	}
	w.shelf.refuse(models.Errorf(models.Forbidden, "withdrawn a moment ago"))
	if out, err := w.NamedVariants(t.Context(), testShop, []string{"120"}); err != nil || out.Granted {
		t.Errorf("after the permission was withdrawn: %+v, %v", out, err)
	}
}

func TestProductsAreFoundAndNamed(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	if out, err := w.SearchProducts(t.Context(), testShop, products.Products, ""); err != nil || out.Granted {
		t.Errorf("without the permission: %+v, %v", out, err)
	}
	w = shelved(t, models.Params{"productTags": "winter"})
	found, err := w.SearchProducts(t.Context(), testShop, products.Products, "12")
	ok(t, err)
	if !found.Granted || len(found.Entries) != 1 || found.Entries[0].Title != "Product 12" {
		t.Errorf("found %+v", found)
	}
	w.order(w.bought("1", goods("11", "40.00")))
	w.answer()
	w.shelf.remove("11")
	named, err := w.NamedProducts(t.Context(), testShop, products.Products, []string{"11", "12", "99"})
	ok(t, err)
	want := []products.Entry{{ID: "11", Title: "Product 11", Gone: true}, {ID: "12", Title: "Product 12"}, {ID: "99", Gone: true}}
	if !slices.Equal(named.Entries, want) {
		t.Errorf("named %+v, want %+v", named.Entries, want)
	}
	w.shelf.refuse(models.Errorf(models.Forbidden, "withdrawn a moment ago"))
	if out, err := w.NamedProducts(t.Context(), testShop, products.Collections, []string{"31"}); err != nil || out.Granted {
		t.Errorf("after the permission was withdrawn: %+v, %v", out, err)
	}
	if _, err := w.NamedProducts(t.Context(), testShop, products.Products, make([]string, flow.NamedMax+1)); models.CodeOf(err) != models.Invalid {
		t.Errorf("too many at once: %v", err)
	}
}

func TestAPreviewTakesProductsAsTheyAreNow(t *testing.T) {
	t.Parallel()
	w := shelved(t, nil) // a rule that asks nothing
	w.order(w.bought("1", goods("11", "40.00"), goods("12", "10.00")))
	trial := points.DefaultSettings("USD")
	doubled(models.Params{"productTags": "winter"})(&trial)
	preview, err := w.PreviewProgramme(t.Context(), testShop, trial)
	ok(t, err)
	if preview.Before != 100 || preview.After != 90 || preview.Unknown != 0 {
		t.Errorf("preview %+v", preview)
	}
	_, err = w.ScopesChanged(t.Context(), flow.ScopesChanged{Shop: testShop, At: w.now()})
	ok(t, err)
	w.order(w.bought("2", goods("13", "40.00")))
	preview, err = w.PreviewProgramme(t.Context(), testShop, trial)
	ok(t, err)
	if preview.Unknown != 1 {
		t.Errorf("%d orders with something unknown, want the one whose product nobody may ask for", preview.Unknown)
	}
}
