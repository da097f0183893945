package store

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
)

// cursorMax bounds the text of a cursor before anybody reads it.
const cursorMax = 2048

// mark is where a page ended: the list it belongs to, the sort key and the id
// of the last item. Ids in it never carry the shop, so a cursor taken to
// another shop cannot show anything of the first one.
type mark struct {
	List   string `json:"l"`
	Number int64  `json:"n,omitempty"`
	Text   string `json:"t,omitempty"`
	ID     string `json:"i,omitempty"`
}

func (m mark) time() time.Time { return time.UnixMilli(m.Number).UTC() }

// older matches what follows a mark in a list with the newest at the front, by a
// time and the _id.
func (m mark) older(field string, shop models.ShopID) bson.D {
	return bson.D{
		{Key: field, Value: bson.D{{Key: "$lte", Value: m.time()}}},
		{Key: "$or", Value: bson.A{
			bson.D{{Key: field, Value: bson.D{{Key: "$lt", Value: m.time()}}}},
			bson.D{{Key: "_id", Value: bson.D{{Key: "$lt", Value: key(shop, m.ID)}}}},
		}},
	}
}

func (m mark) String() string {
	body, err := json.Marshal(m)
	if err != nil { // only texts and numbers: cannot happen
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(body)
}

// readMark reads a cursor of a list; found is false for the first page.
func readMark(list, cursor string) (m mark, found bool, err error) {
	if cursor == "" {
		return m, false, nil
	}
	wrong := models.InvalidFields([]models.FieldProblem{{Path: "cursor", Message: "is not a cursor of this list; start at its first page"}})
	if len(cursor) > cursorMax {
		return m, false, wrong
	}
	body, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return m, false, wrong
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&m) != nil || m.List != list {
		return m, false, wrong
	}
	if _, err := decoder.Token(); err != io.EOF {
		return m, false, wrong
	}
	return m, true, nil
}

// page cuts one item too many off and marks where the next page begins.
func page[R, T any](found []R, limit int, read func(R) T, end func(R) mark) models.Page[T] {
	result := models.Page[T]{Items: make([]T, 0, min(limit, len(found)))}
	for i, row := range found {
		if i == limit {
			result.Next = end(found[i-1]).String()
			break
		}
		result.Items = append(result.Items, read(row))
	}
	return result
}
