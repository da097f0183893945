package models

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Text is a sentence in every language of the panel.
type Text struct {
	En, Ja, Ko string
}

// In gives the text in a language, English where the language is unknown.
func (t Text) In(language string) string {
	switch {
	case strings.HasPrefix(language, "ja") && t.Ja != "":
		return t.Ja
	case strings.HasPrefix(language, "ko") && t.Ko != "":
		return t.Ko
	}
	return t.En
}

// FieldType says how a field is asked for and how its value is read.
type FieldType string

// The field types the panel can show.
const (
	IntegerField  FieldType = "integer"
	DecimalField  FieldType = "decimal" // exact decimal, never a float
	MoneyField    FieldType = "money"   // decimal amount in the shop's currency
	TextField     FieldType = "text"
	ChoiceField   FieldType = "choice"
	SwitchField   FieldType = "switch"
	ProductField  FieldType = "product"  // one product number
	ProductsField FieldType = "products" // comma-separated product numbers
	WordsField    FieldType = "words"    // comma-separated words, compared without case
	InstantField  FieldType = "instant"  // day and minute in the shop's zone, as InstantForm

	// What a field of these types says can only be told once the store has said
	// something of its products.
	CollectionsField FieldType = "collections"  // comma-separated collection numbers
	ProductTagsField FieldType = "product_tags" // comma-separated words, compared without case
)

// Choice is one answer of a ChoiceField.
type Choice struct {
	Value string
	Label Text
}

// Field describes one parameter of a kind, so that a form can be drawn from it.
type Field struct {
	Name     string
	Label    Text
	Help     Text
	Type     FieldType
	Required bool
	Default  string
	Min, Max string // decimals, empty for none
	Choices  []Choice
	// More marks a field that few need; the panel folds it away.
	More bool
}

// Params holds the values of a kind's fields as text, keyed by field name.
type Params map[string]string

const fieldLengthMax = 2000

// InstantForm is how an InstantField is written.
const InstantForm = "2006-01-02T15:04"

const (
	listMax = 200
	// asksMax bounds a list that is held against what the store says of products.
	asksMax = 50
)

var numberList = regexp.MustCompile(`^[1-9][0-9]{0,18}( *, *[1-9][0-9]{0,18})*$`)

// CheckParams holds values against their fields and returns what is wrong.
// Unknown names are refused, so that a typing error is not silently ignored.
func CheckParams(fields []Field, params Params, currency string) []FieldProblem {
	var problems []FieldProblem
	known := map[string]bool{}
	for _, f := range fields {
		known[f.Name] = true
		if message := f.check(params[f.Name], currency); message != "" {
			problems = append(problems, FieldProblem{Path: f.Name, Message: message})
		}
	}
	for name := range params {
		if !known[name] {
			problems = append(problems, FieldProblem{Path: name, Message: "is not a setting of this rule; remove it"})
		}
	}
	return problems
}

func (f Field) check(value, currency string) string {
	if value == "" {
		if f.Required {
			return "is required"
		}
		return ""
	}
	if len(value) > fieldLengthMax {
		return fmt.Sprintf("is longer than %d characters", fieldLengthMax)
	}
	switch f.Type {
	case IntegerField:
		// Both forms: a number that only one of them reads has no place here.
		if _, err := strconv.ParseInt(value, 10, 64); err != nil || !decimalForm.MatchString(value) {
			return "must be a whole number"
		}
		return f.checkRange(value)
	case DecimalField:
		if _, ok := Decimal(value); !ok {
			return "must be a plain number such as 1.5"
		}
		return f.checkRange(value)
	case MoneyField:
		if _, err := ParseMinor(value, currency); err != nil {
			return "must be an amount in " + currency + " such as " + FormatMinor(Pow10(Exponent(currency))*10, currency)
		}
		return f.checkRange(value)
	case ChoiceField:
		for _, c := range f.Choices {
			if c.Value == value {
				return ""
			}
		}
		return "must be one of the offered choices"
	case SwitchField:
		if value != "true" && value != "false" {
			return "must be true or false"
		}
	case ProductField:
		if !PlatformNumber(value) {
			return "must be one product's number"
		}
	case ProductsField:
		if !numberList.MatchString(value) || strings.Count(value, ",") >= listMax {
			return "must be product numbers separated by commas, at most 200"
		}
	case CollectionsField:
		if !numberList.MatchString(value) || strings.Count(value, ",") >= asksMax {
			return "must be collection numbers separated by commas, at most 50"
		}
	case ProductTagsField:
		if len(Words(value)) == 0 || strings.Count(value, ",") >= asksMax {
			return "must be tags separated by commas, at most 50"
		}
	case WordsField:
		if len(Words(value)) == 0 || strings.Count(value, ",") >= listMax {
			return "must be words separated by commas, at most 200"
		}
	case InstantField:
		if _, err := time.Parse(InstantForm, value); err != nil {
			return "must be a day and a time such as 2026-11-27T09:00"
		}
	}
	return ""
}

func (f Field) checkRange(value string) string {
	v, _ := Decimal(value)
	if low, ok := Decimal(f.Min); ok && v.Cmp(low) < 0 {
		return "must be " + f.Min + " or more"
	}
	if high, ok := Decimal(f.Max); ok && v.Cmp(high) > 0 {
		return "must be " + f.Max + " or less"
	}
	return ""
}

// Words reads a comma-separated list as it is compared: trimmed, in small
// letters, without what is empty.
func Words(value string) []string {
	var words []string
	for _, word := range strings.Split(value, ",") {
		if word = strings.ToLower(strings.TrimSpace(word)); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// Decimal reads a plain decimal as an exact fraction.
func Decimal(s string) (*big.Rat, bool) {
	if !decimalForm.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// WithDefaults fills missing values with the fields' defaults.
func WithDefaults(fields []Field, params Params) Params {
	full := Params{}
	for _, f := range fields {
		full[f.Name] = f.Default
		if v, ok := params[f.Name]; ok {
			full[f.Name] = v
		}
	}
	return full
}
