package notices

import (
	"maps"
	"strconv"
	"time"

	"clientele/models"
)

// ReminderDaysMax bounds how many days ahead a contact is reminded. It is less
// than what was sent is remembered, so that nobody is reminded twice.
const (
	ReminderDaysMax     = 28
	reminderDaysDefault = 14
)

// ReminderHoursMax bounds how many hours ahead somebody is reminded of an
// appointment; likewise.
const (
	ReminderHoursMax     = 7 * 24
	ReminderHoursDefault = 24
)

// Settings are a store's choices. A message that is not mentioned is sent.
type Settings struct {
	Shop         models.ShopID
	Version      int64
	ReminderDays int // how many days before points run out; 0 for no reminder
	// ReminderHours is how many hours before an appointment; 0 for no reminder.
	ReminderHours int
	Off           map[string]bool
	SavedAt       time.Time
	SavedBy       string // the platform's user number
}

// Default is what a store has that never chose.
func Default(shop models.ShopID) Settings {
	return Settings{Shop: shop, ReminderDays: reminderDaysDefault, ReminderHours: ReminderHoursDefault, Off: map[string]bool{}}
}

// Wants tells whether the store sends a message.
func (s Settings) Wants(name string) bool {
	if _, known := KindOf(name); !known || s.Off[name] {
		return false
	}
	switch name {
	case Expiring:
		return s.ReminderDays > 0
	case Soon:
		return s.ReminderHours > 0
	}
	return true
}

// With is the settings with a message switched on or off.
func (s Settings) With(name string, on bool) Settings {
	s.Off = maps.Clone(s.Off)
	if s.Off == nil {
		s.Off = map[string]bool{}
	}
	delete(s.Off, name)
	if !on {
		s.Off[name] = true
	}
	return s
}

// Check refuses what cannot be meant.
func (s Settings) Check() error {
	var problems []models.FieldProblem
	if s.ReminderDays < 0 || s.ReminderDays > ReminderDaysMax {
		problems = append(problems, models.FieldProblem{Path: "reminderDays", Message: "must be 0 for no reminder, or 1 to " + strconv.Itoa(ReminderDaysMax) + " days"})
	}
	if s.ReminderHours < 0 || s.ReminderHours > ReminderHoursMax {
		problems = append(problems, models.FieldProblem{Path: "reminderHours", Message: "must be 0 for no reminder, or 1 to " + strconv.Itoa(ReminderHoursMax) + " hours"})
	}
	for name := range s.Off {
		if _, known := KindOf(name); !known {
			problems = append(problems, models.FieldProblem{Path: "off", Message: "there is no such message"})
			break
		}
	}
	if len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return nil
}
