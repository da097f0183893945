package models_test

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"clientele/models"
)

var currencies = []string{"USD", "EUR", "JPY", "KRW", "KWD", "XYZ"}

func TestAnAmountReadsBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom(currencies).Draw(t, "currency")
		minor := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "minor")
		got, err := models.ParseMinor(models.FormatMinor(minor, currency), currency)
		if err != nil || got != minor {
			t.Fatalf("%d %s is written %s and read %d, %v", minor, currency, models.FormatMinor(minor, currency), got, err)
		}
	})
}

func TestAmountsAreReadExactly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount, currency string
		want             int64
		ok               bool
	}{
		{"49.95", "USD", 4995, true}, {"49.9", "USD", 4990, true}, {"49", "USD", 4900, true}, {"-0.01", "USD", -1, true},
		{"49.9500", "USD", 4995, true}, {"49.951", "USD", 0, false}, {"12345", "JPY", 12345, true}, {"12345.00", "JPY", 12345, true},
		{"12345.50", "JPY", 0, false}, {"1.234", "KWD", 1234, true}, {"0.1", "KWD", 100, true}, {"-0.00", "USD", 0, true},
		{"999999999999999.99", "USD", 99999999999999999, true}, {"1000000000000000", "USD", 0, false},
		{"", "USD", 0, false}, {".5", "USD", 0, false}, {"5.", "USD", 0, false}, {"+5", "USD", 0, false}, {"1e3", "USD", 0, false},
		{"NaN", "USD", 0, false}, {"1,000.00", "USD", 0, false}, {" 5", "USD", 0, false}, {"5\n", "USD", 0, false}, {"٥", "USD", 0, false},
		{"--5", "USD", 0, false}, {"0x10", "USD", 0, false},
	} {
		got, err := models.ParseMinor(c.amount, c.currency)
		if (err == nil) != c.ok || got != c.want {
			t.Errorf("%q in %s: %d, %v; want %d", c.amount, c.currency, got, err, c.want)
		}
		if err != nil && models.CodeOf(err) != models.Invalid {
			t.Errorf("%q is refused as %s", c.amount, models.CodeOf(err))
		}
	}
}

func TestAmountsAreWrittenWithTheDecimalsOfTheirCurrency(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]models.Money{
		"0.00": {Minor: 0, Currency: "USD"}, "0.05": {Minor: 5, Currency: "USD"}, "-0.05": {Minor: -5, Currency: "USD"},
		"1234.56": {Minor: 123456, Currency: "USD"}, "5": {Minor: 5, Currency: "JPY"}, "-5": {Minor: -5, Currency: "JPY"}, "0.005": {Minor: 5, Currency: "KWD"},
	} {
		if got := models.FormatMinor(c.Minor, c.Currency); got != want {
			t.Errorf("%+v is written %q, want %q", c, got, want)
		}
	}
}

func TestCurrencyCodesAreThreeCapitals(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"USD": true, "usd": false, "US": false, "USDT": false, "": false, "US1": false, "USD\n": false} {
		if models.ValidCurrency(code) != want {
			t.Errorf("%q is valid: %t", code, !want)
		}
	}
}

func FuzzParseMinor(f *testing.F) {
	for _, seed := range []string{"49.95", "-0.01", "12345", "999999999999999.999", "1e308", "", "0.0000000000001", "NaN"} {
		f.Add(seed, "USD")
		f.Add(seed, "JPY")
	}
	f.Fuzz(func(t *testing.T, amount, currency string) {
		minor, err := models.ParseMinor(amount, currency)
		if err != nil {
			return
		}
		exact, ok := new(big.Rat).SetString(amount)
		if !ok {
			t.Fatalf("%q was read, but is no number", amount)
		}
		if want := new(big.Rat).Mul(exact, new(big.Rat).SetInt64(models.Pow10(models.Exponent(currency)))); want.Cmp(new(big.Rat).SetInt64(minor)) != 0 {
			t.Fatalf("%q in %q was read as %d, want %v", amount, currency, minor, want)
		}
		if again, err := models.ParseMinor(models.FormatMinor(minor, currency), currency); err != nil || again != minor {
			t.Fatalf("%d %s reads back as %d, %v", minor, currency, again, err)
		}
	})
}

func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{"1.15", "-2", "0.333333333333", "1/3", "1e9", "0x1p-2", "", "Inf"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := models.Decimal(s)
		if ok != (r != nil) {
			t.Fatalf("%q: ok is %t and the number %v", s, ok, r)
		}
		if !ok {
			return
		}
		if strings.ContainsAny(s, "eE/xXpP_+ \n") {
			t.Fatalf("%q is not a plain decimal", s)
		}
		if back, ok := models.Decimal(r.FloatString(12)); !ok || back.Cmp(r) != 0 {
			t.Fatalf("%q was read as %v", s, r)
		}
	})
}
