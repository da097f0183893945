package sandbox

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// row is one entry of a list: its place in the order and the object.
type row struct {
	key   string
	build func() object
}

// placeAt orders by a time and then by id.
func placeAt(t time.Time, id int64) string { return fmt.Sprintf("%020d/%020d", t.UnixNano(), id) }

const maxPage = 250

// bulkArg asks for all rows at once, as bulk operations do.
const bulkArg = "(bulk)"

// connection answers a page of rows with cursors that stay valid when rows
// before them come and go.
func connection(kind string, rows []row, args map[string]any) (any, error) {
	slices.SortStableFunc(rows, func(a, b row) int { return strings.Compare(a.key, b.key) })
	reverse, _ := args["reverse"].(bool)
	if reverse {
		slices.Reverse(rows)
	}
	past := func(key, cursor string) bool { return (key > cursor) != reverse && key != cursor }
	cursor := func(name string) (string, bool, error) {
		text := textArg(args, name)
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			//lint:ignore ST1005 these are the platform's own words
			return "", false, errors.New("Invalid cursor for current pagination sort.")
		}
		return string(raw), text != "", nil
	}
	after, fromAfter, err1 := cursor("after")
	before, toBefore, err2 := cursor("before")
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	all := len(rows)
	if fromAfter {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return !past(r.key, after) })
	}
	skipped := all - len(rows)
	if toBefore {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.key == before || past(r.key, before) })
	}
	first, hasFirst := intArg(args, "first")
	last, hasLast := intArg(args, "last")
	if bulk, _ := args[bulkArg].(bool); bulk {
		return pageOf(kind, rows, false, false), nil
	}
	if !hasFirst && !hasLast {
		return nil, errors.New("you must provide one of first or last")
	}
	if hasFirst && (first < 0 || first > maxPage) || hasLast && (last < 0 || last > maxPage) {
		return nil, errors.New("first and last must be between 0 and 250")
	}
	next, previous := false, skipped > 0
	if hasFirst && len(rows) > first {
		rows, next = rows[:first], true
	}
	if hasLast && len(rows) > last {
		rows, previous = rows[len(rows)-last:], true
	}
	return pageOf(kind, rows, next, previous), nil
}

func pageOf(kind string, rows []row, next, previous bool) object {
	nodes, edges := make([]object, 0, len(rows)), make([]object, 0, len(rows))
	info := object{"__typename": "PageInfo", "hasNextPage": next, "hasPreviousPage": previous, "startCursor": nil, "endCursor": nil}
	for i, r := range rows {
		node := r.build()
		cursor := base64.StdEncoding.EncodeToString([]byte(r.key))
		nodes = append(nodes, node)
		edges = append(edges, object{"__typename": kind + "Edge", "cursor": cursor, "node": node})
		if i == 0 {
			info["startCursor"] = cursor
		}
		info["endCursor"] = cursor
	}
	return object{"__typename": kind + "Connection", "nodes": nodes, "edges": edges, "pageInfo": info}
}

// fixed is a connection over a list that is complete already.
func fixed(kind string, list []object) field {
	return func(args map[string]any) (any, error) {
		rows := make([]row, 0, len(list))
		for i, o := range list {
			rows = append(rows, row{key: fmt.Sprintf("%08d", i), build: func() object { return o }})
		}
		return connection(kind, rows, args)
	}
}

// term is one condition of a search: field, comparison and value.
type term struct {
	name, compare, value string
}

// fits tells whether a thing with tags and a status meets all conditions of a search.
func fits(terms []term, noun string, tags []string, status string) (bool, error) {
	all := true
	for _, t := range terms {
		switch t.name {
		case "tag":
			all = all && slices.Contains(tags, t.value)
		case "status":
			all = all && strings.EqualFold(t.value, status)
		default:
			return false, errors.New("the sandbox does not search " + noun + " by " + t.name)
		}
	}
	return all, nil
}

// searchTerms splits "updated_at:>='2026-01-01' AND test:true". Only
// conditions joined by AND or a space are understood.
func searchTerms(query string) ([]term, error) {
	var out []term
	for _, word := range splitQuoted(query) {
		if word == "AND" {
			continue
		}
		name, rest, ok := strings.Cut(word, ":")
		if !ok || strings.ContainsAny(name, "()") || word == "OR" {
			return nil, errors.New("the sandbox does not understand the search " + query)
		}
		t := term{name: name, compare: "=", value: rest}
		for _, sign := range []string{">=", "<=", ">", "<"} {
			if v, found := strings.CutPrefix(rest, sign); found {
				t.compare, t.value = sign, v
				break
			}
		}
		t.value = strings.Trim(t.value, `'"`)
		out = append(out, t)
	}
	return out, nil
}

// splitQuoted splits at spaces outside quotation marks.
func splitQuoted(text string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	for _, c := range text + " " {
		switch {
		case quote == 0 && c == ' ':
			if word.Len() > 0 {
				words = append(words, word.String())
				word.Reset()
			}
			continue
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == quote:
			quote = 0
		}
		word.WriteRune(c)
	}
	return words
}

// meets compares an instant with the term's, which is a day or an instant.
func (t term) meets(at time.Time) (bool, error) {
	limit, err := time.Parse(time.RFC3339, t.value)
	if err != nil {
		if limit, err = time.Parse(time.DateOnly, t.value); err != nil {
			return false, errors.New("not a date: " + t.value)
		}
	}
	// The platform compares whole seconds.
	at = at.Truncate(time.Second)
	switch t.compare {
	case ">=":
		return !at.Before(limit), nil
	case "<=":
		return !at.After(limit), nil
	case ">":
		return at.After(limit), nil
	case "<":
		return at.Before(limit), nil
	}
	return at.Equal(limit), nil
}
