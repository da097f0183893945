package sandbox

import (
	"slices"
	"strings"
	"time"
)

// Collection is a group of products.
type Collection struct {
	ID       int64
	Title    string
	Products []int64
}

const (
	maxTags      = 250
	maxTagLength = 255
	// maxCollections bounds the collections of a store.
	maxCollections = 1000
	// collectionIDs begin here; the seed gives them out one by one.
	collectionIDs = int64(4_400_000_000_001)
)

// arrange puts what the seed has on the shelf into collections, and tags it.
// lists name products by their handles.
func (sh *shopState) arrange(at time.Time, collections, tags [][]string) {
	byHandle := map[string]*Product{}
	for i := range sh.Products {
		sh.Products[i].UpdatedAt = at
		byHandle[sh.Products[i].Handle] = &sh.Products[i]
	}
	for i, list := range collections {
		c := Collection{ID: collectionIDs + int64(i), Title: list[0]}
		for _, handle := range list[1:] {
			c.Products = append(c.Products, byHandle[handle].ID)
		}
		sh.Collections = append(sh.Collections, c)
	}
	for _, list := range tags {
		for _, handle := range list[1:] {
			byHandle[handle].Tags = append(byHandle[handle].Tags, list[0])
		}
	}
}

// Collections lists a store's collections.
func (s *Server) Collections(shop string) (out []Collection) {
	s.look(shop, func(sh *shopState) {
		for _, c := range sh.Collections {
			c.Products = slices.Clone(c.Products)
			out = append(out, c)
		}
	})
	return out
}

// ArrangeProduct says which tags a product carries and which collections it is in.
func (s *Server) ArrangeProduct(shop string, id int64, tags []string, collections []int64) error {
	var clean []string
	for _, tag := range tags {
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(clean, tag) {
			clean = append(clean, tag)
		}
	}
	if len(clean) > maxTags || slices.ContainsFunc(clean, func(tag string) bool { return len(tag) > maxTagLength }) {
		return refuse("a product carries up to 250 tags of up to 255 letters")
	}
	return s.withShop(shop, func(_ *state, sh *shopState) error {
		at := slices.IndexFunc(sh.Products, func(p Product) bool { return p.ID == id })
		if at < 0 {
			return missing("this product")
		}
		sh.Products[at].Tags, sh.Products[at].UpdatedAt = clean, s.now()
		for i, c := range sh.Collections {
			c.Products = slices.DeleteFunc(slices.Clone(c.Products), func(other int64) bool { return other == id })
			if slices.Contains(collections, c.ID) {
				c.Products = append(c.Products, id)
			}
			sh.Collections[i] = c
		}
		return nil
	})
}

// RemoveProduct takes a product out of a store for good. Orders keep their lines.
func (s *Server) RemoveProduct(shop string, id int64) error {
	return s.withShop(shop, func(_ *state, sh *shopState) error {
		at := slices.IndexFunc(sh.Products, func(p Product) bool { return p.ID == id })
		switch {
		case at < 0:
			return missing("this product")
		case len(sh.Products) == 1:
			return refuse("the last product stays, so that there is something to sell")
		}
		sh.Products = slices.Delete(slices.Clone(sh.Products), at, at+1)
		return nil
	})
}

// AddCollection makes a collection of products.
func (s *Server) AddCollection(shop, title string, products []int64) error {
	return s.withShop(shop, func(st *state, sh *shopState) error {
		if title = strings.TrimSpace(title); title == "" || len(sh.Collections) >= maxCollections {
			return refuse("a collection needs a title, and a store has up to 1000 here")
		}
		sh.Collections = append(sh.Collections, Collection{ID: st.id(), Title: title, Products: slices.Clone(products)})
		return nil
	})
}

// RemoveCollection takes a collection away; its products stay.
func (s *Server) RemoveCollection(shop string, id int64) error {
	return s.withShop(shop, func(_ *state, sh *shopState) error {
		before := len(sh.Collections)
		sh.Collections = slices.DeleteFunc(slices.Clone(sh.Collections), func(c Collection) bool { return c.ID == id })
		if len(sh.Collections) == before {
			return missing("this collection")
		}
		return nil
	})
}
