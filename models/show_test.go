package models_test

import (
	"testing"

	"clientele/models"
)

func TestAmountsAreWrittenAsTheReaderExpects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor              int64
		currency, language string
		want               string
	}{
		{125_000, "USD", "en", "$1,250"}, {1250, "USD", "ko", "$12.50"}, {-5, "EUR", "en", "−€0.05"},
		{1000, "JPY", "ja", "1,000円"}, {1000, "JPY", "en", "¥1,000"}, {-1234567, "KRW", "ko", "−1,234,567원"},
		{1500, "KWD", "en", "1.500 KWD"}, {2000, "CHF", "ja", "20 CHF"}, {0, "USD", "en", "$0"},
	} {
		if got := models.ShowMinor(c.minor, c.currency, c.language); got != c.want {
			t.Errorf("%d %s in %s is written %q, want %q", c.minor, c.currency, c.language, got, c.want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "−1,234,567"} {
		if got := models.ShowCount(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}
