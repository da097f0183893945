package store

import (
	"context"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/notices"
)

// Notices keeps which messages each store sends.
type Notices struct{ collection }

const noticesID = "settings"

type noticesRow struct {
	ID           string        `bson:"_id"`
	Shop         models.ShopID `bson:"shop"`
	Version      int64         `bson:"version"`
	ReminderDays int           `bson:"reminderDays"`
	// ReminderHours is missing where the choice is older than bookings.
	ReminderHours *int      `bson:"reminderHours"`
	Off           []string  `bson:"off"`
	SavedAt       time.Time `bson:"savedAt"`
	SavedBy       string    `bson:"savedBy"`
}

func toNoticesRow(s notices.Settings) noticesRow {
	row := noticesRow{ID: key(s.Shop, noticesID), Shop: s.Shop, Version: s.Version + 1, ReminderDays: s.ReminderDays, ReminderHours: &s.ReminderHours, SavedAt: s.SavedAt, SavedBy: s.SavedBy}
	for name, off := range s.Off {
		if off {
			row.Off = append(row.Off, name)
		}
	}
	slices.Sort(row.Off)
	return row
}

func fromNoticesRow(r noticesRow) notices.Settings {
	s := notices.Settings{Shop: r.Shop, Version: r.Version, ReminderDays: r.ReminderDays, ReminderHours: notices.ReminderHoursDefault, Off: map[string]bool{}, SavedAt: r.SavedAt, SavedBy: r.SavedBy}
	if r.ReminderHours != nil {
		s.ReminderHours = *r.ReminderHours
	}
	for _, name := range r.Off {
		s.Off[name] = true
	}
	return s
}

// Get gives a store's choice, the default where it never chose.
func (r *Notices) Get(ctx context.Context, shop models.ShopID) (notices.Settings, error) {
	row, err := one[noticesRow](ctx, r.collection, byID(key(shop, noticesID)))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return notices.Default(shop), nil
	}
	if err != nil {
		return notices.Settings{}, err
	}
	return fromNoticesRow(row), nil
}

// Save keeps a choice and gives its new version; models.Conflict where somebody
// saved it meanwhile.
func (r *Notices) Save(ctx context.Context, s notices.Settings) (int64, error) {
	row := toNoticesRow(s)
	return r.save(ctx, row.ID, s.Version, row)
}
