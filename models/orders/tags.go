package orders

import (
	"slices"
	"strings"
)

// TagsMax bounds the tags of an order; the platform allows as many.
const TagsMax = 250

// Tags are words as they are kept and compared: trimmed, in small letters, each
// once, sorted. More than TagsMax of them are cut off.
func Tags(words []string) []string {
	var tags []string
	for _, word := range words {
		if word = strings.ToLower(strings.TrimSpace(word)); word != "" {
			tags = append(tags, word)
		}
	}
	slices.Sort(tags)
	tags = slices.Compact(tags)
	return tags[:min(len(tags), TagsMax)]
}
