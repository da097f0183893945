package models

import "strings"

// languages are those of the storefront, the mails and the panel.
var languages = []string{"en", "ja", "ko"}

// Languages lists the languages in which everything is worded.
func Languages() []string { return append([]string(nil), languages...) }

// LanguageOf is the first of some locales (such as ja-JP) in whose language
// everything is worded; English where there is none.
func LanguageOf(locales ...string) string {
	for _, locale := range locales {
		head, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(locale), "_", "-"), "-")
		for _, l := range languages {
			if l == head {
				return l
			}
		}
	}
	return languages[0]
}
