package products

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"clientele/models"
)

// The bounds of what is kept of a product and of an order.
const (
	// CollectionsMax is how many collections of one product are read. Of a product
	// that is in more the others are not seen.
	CollectionsMax = 1000
	// PerOrderMax is how many products of one order are looked at; what is beyond
	// counts as a product of which nothing is known.
	PerOrderMax = 250
)

// Collection is a group of products that the merchant has made.
type Collection struct {
	ID    string // platform number
	Title string
}

// Facts are what the store said of a product at one time.
type Facts struct {
	ID          string // platform number
	Title       string
	Status      string   // the platform's word in small letters, such as active or draft
	Tags        []string // as orders.Tags makes them
	Collections []Collection
	UpdatedAt   time.Time // by the platform's clock
	ReadAt      time.Time // when the store was asked
	Gone        bool      // the store has no such product any more
}

// Tagged gives the first of the tags that the product carries.
func (f Facts) Tagged(tags []string) (string, bool) {
	for _, tag := range tags {
		if slices.Contains(f.Tags, tag) {
			return tag, true
		}
	}
	return "", false
}

// Within gives the first of the collections, named by their numbers, that the
// product is in.
func (f Facts) Within(ids []string) (Collection, bool) {
	for _, c := range f.Collections {
		if slices.Contains(ids, c.ID) {
			return c, true
		}
	}
	return Collection{}, false
}

// Compare puts facts about one product in their sequence: the first that were
// read come first, and of two of one instant the choice never depends on which
// was heard of first.
func (f Facts) Compare(other Facts) int {
	return cmp.Or(f.ReadAt.Compare(other.ReadAt), cmp.Compare(fmt.Sprint(f), fmt.Sprint(other)))
}

// Ask is what somebody wants to know of products: which of these tags they
// carry, and which of these collections they are in.
type Ask struct {
	Tags        []string
	Collections []string // platform numbers
}

// Empty tells that nothing is asked.
func (a Ask) Empty() bool { return len(a.Tags) == 0 && len(a.Collections) == 0 }

// Answer is the part of the facts that is kept with an order: what was asked, and
// nothing else.
func (f Facts) Answer(a Ask) Facts {
	answer := Facts{ID: f.ID, ReadAt: f.ReadAt, Gone: f.Gone}
	for _, tag := range f.Tags {
		if slices.Contains(a.Tags, tag) {
			answer.Tags = append(answer.Tags, tag)
		}
	}
	for _, c := range f.Collections {
		if slices.Contains(a.Collections, c.ID) {
			answer.Collections = append(answer.Collections, c)
		}
	}
	return answer
}

// Entry is a product or a collection in a list to choose from.
type Entry struct {
	ID     string // platform number
	Title  string
	Status string // of a product, as in Facts; empty for a collection
	Gone   bool   // it was looked up, and the store does not have it
}

// Variant is one of the forms in which a product is sold.
type Variant struct {
	ID      string // platform number
	Title   string // empty for the only form of a product
	Product Entry
	Price   models.Money
	Gone    bool // it was looked up, and the store does not have it
}

// Kind says what an Entry is.
type Kind string

// The kinds of entries.
const (
	Products    Kind = "products"
	Collections Kind = "collections"
)
