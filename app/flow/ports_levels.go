package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
)

// Levels keeps the ladders of levels, where each contact stands, and how it got
// there.
type Levels interface {
	// Ladders gives all versions, oldest first; none where the shop has no levels.
	Ladders(ctx context.Context, shop models.ShopID) ([]levels.Ladder, error)
	// AddLadder saves the next version; models.Conflict when the number is taken.
	AddLadder(ctx context.Context, l levels.Ladder) error
	// State gives one of version zero where nobody has looked at a contact yet.
	State(ctx context.Context, shop models.ShopID, id models.ContactID) (levels.State, error)
	// Save keeps a state by its version, with what changed.
	Save(ctx context.Context, s levels.State, changes []levels.Change) (int64, error)
	// States gives the states that follow a contact's, by id.
	States(ctx context.Context, shop models.ShopID, after models.ContactID, limit int) ([]levels.State, error)
	Of(ctx context.Context, shop models.ShopID, ids []models.ContactID) ([]levels.State, error)
	// Due lists contacts of any shop for which a time has come.
	Due(ctx context.Context, now time.Time, limit int) ([]levels.State, error)
	// Members gives the contacts that follow one, by id, whatever they are.
	Members(ctx context.Context, shop models.ShopID, after models.ContactID, limit int) ([]contacts.Contact, error)
	// Changes pages through a contact's history, newest first.
	Changes(ctx context.Context, shop models.ShopID, id models.ContactID, cursor string, limit int) (models.Page[levels.Change], error)
	// At gives the last change that had happened by a time; nil for none.
	At(ctx context.Context, shop models.ShopID, id models.ContactID, by time.Time) (*levels.Change, error)
	// Counts tells how many stand on each level, and by which version of the
	// ladder all contacts were judged.
	Counts(ctx context.Context, shop models.ShopID) (map[string]int64, int, error)
	// Rolled notes that every contact was judged by a version.
	Rolled(ctx context.Context, shop models.ShopID, ladder int) error
	// Count adds up to limit waiting changes to the counts, in a transaction of
	// its caller, and tells how many.
	Count(ctx context.Context, limit int) (int, error)
	// Tally counts from nothing, Uncounted what no count holds yet.
	Tally(ctx context.Context, shop models.ShopID) (map[string]int64, error)
	Uncounted(ctx context.Context, shop models.ShopID) (map[string]int64, error)
	// Erase removes everything about a contact, in a transaction of its caller;
	// up to limit documents a call.
	Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error)
}
