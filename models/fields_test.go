package models_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models"
)

var fields = []models.Field{
	{Name: "points", Type: models.IntegerField, Required: true, Min: "1", Max: "100", Default: "5"},
	{Name: "rate", Type: models.DecimalField, Min: "0.5", Max: "2"},
	{Name: "amount", Type: models.MoneyField, Min: "0.01"},
	{Name: "colour", Type: models.ChoiceField, Choices: []models.Choice{{Value: "red"}, {Value: "blue"}}},
	{Name: "on", Type: models.SwitchField},
	{Name: "products", Type: models.ProductsField},
	{Name: "product", Type: models.ProductField},
	{Name: "text", Type: models.TextField},
	{Name: "collections", Type: models.CollectionsField},
	{Name: "tags", Type: models.ProductTagsField},
}

func TestValuesAreHeldAgainstTheirFields(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, value, message string
	}{
		{"points", "", "is required"}, {"points", "1", ""}, {"points", "100", ""}, {"points", "0", "must be 1 or more"},
		{"points", "101", "must be 100 or less"}, {"points", "1.5", "must be a whole number"}, {"points", "five", "must be a whole number"},
		{"points", "+5", "must be a whole number"}, {"points", "9223372036854775807", "must be a whole number"},
		{"points", "-5", "must be 1 or more"}, {"points", " 5", "must be a whole number"},
		{"rate", "", ""}, {"rate", "1.15", ""}, {"rate", "0.49", "must be 0.5 or more"}, {"rate", "2.01", "must be 2 or less"},
		{"rate", "1e0", "must be a plain number such as 1.5"}, {"rate", "1/2", "must be a plain number such as 1.5"},
		{"amount", "0.01", ""}, {"amount", "0.00", "must be 0.01 or more"}, {"amount", "0.001", "must be an amount in USD such as 10.00"},
		{"amount", "99999999", ""}, {"colour", "red", ""}, {"colour", "green", "must be one of the offered choices"},
		{"on", "true", ""}, {"on", "yes", "must be true or false"},
		{"products", "1, 22,333", ""}, {"products", "1,,2", "must be product numbers separated by commas, at most 200"},
		{"products", "0", "must be product numbers separated by commas, at most 200"},
		{"products", strings.Repeat("1,", 200) + "1", "must be product numbers separated by commas, at most 200"},
		{"products", strings.Repeat("1,", 199) + "1", ""},
		{"product", "7", ""}, {"product", "7,8", "must be one product's number"}, {"product", "0", "must be one product's number"},
		{"collections", "1, 22", ""}, {"collections", "winter", "must be collection numbers separated by commas, at most 50"},
		{"collections", strings.Repeat("1,", 50) + "1", "must be collection numbers separated by commas, at most 50"},
		{"collections", strings.Repeat("1,", 49) + "1", ""},
		{"tags", "Winter, very warm", ""}, {"tags", ", ,", "must be tags separated by commas, at most 50"},
		{"tags", strings.Repeat("a,", 50) + "a", "must be tags separated by commas, at most 50"},
		{"text", "anything <b>", ""}, {"text", strings.Repeat("a", 2001), "is longer than 2000 characters"},
		{"moon", "full", "is not a setting of this rule; remove it"},
	} {
		params := models.Params{"points": "5"}
		params[c.name] = c.value
		var want []models.FieldProblem
		if c.message != "" {
			want = []models.FieldProblem{{Path: c.name, Message: c.message}}
		}
		if diff := cmp.Diff(want, models.CheckParams(fields, params, "USD")); diff != "" {
			t.Errorf("%s %.20q: %s", c.name, c.value, diff)
		}
	}
}

func TestNoValueMakesACheckFallOver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		params := models.Params{}
		for _, f := range fields {
			params[f.Name] = rapid.OneOf(rapid.String(), rapid.StringMatching(`[-+]?[0-9]{0,25}(\.[0-9]{0,20})?`)).Draw(t, f.Name)
		}
		models.CheckParams(fields, params, rapid.SampledFrom(currencies).Draw(t, "currency"))
	})
}

func TestMissingValuesTakeTheDefault(t *testing.T) {
	t.Parallel()
	got := models.WithDefaults(fields[:2], models.Params{"rate": "2", "moon": "full"})
	if diff := cmp.Diff(models.Params{"points": "5", "rate": "2"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestATextIsShownInTheLanguageAsked(t *testing.T) {
	t.Parallel()
	text := models.Text{En: "points", Ja: "ポイント", Ko: "포인트"}
	for language, want := range map[string]string{"en": "points", "ja": "ポイント", "ja-JP": "ポイント", "ko-KR": "포인트", "de": "points", "": "points"} {
		if got := text.In(language); got != want {
			t.Errorf("%q shows %q, want %q", language, got, want)
		}
	}
	if got := (models.Text{En: "points"}).In("ja"); got != "points" {
		t.Errorf("a missing translation shows %q", got)
	}
}
