package models

// PageLimitMax bounds every page of a list.
const PageLimitMax = 100

// PageLimitDefault is a page's size where none was asked for.
const PageLimitDefault = 25

// Limit brings a wished page size within bounds.
func Limit(wished int) int {
	switch {
	case wished <= 0:
		return PageLimitDefault
	case wished > PageLimitMax:
		return PageLimitMax
	}
	return wished
}

// Page is one page of a list and the cursor of the next, empty at the end.
// A cursor is opaque to everybody but the store that made it.
type Page[T any] struct {
	Items []T
	Next  string
}
