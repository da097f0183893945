package team

import (
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
)

// Member is somebody who serves.
type Member struct {
	Shop    models.ShopID
	ID      booking.StaffID
	Version int64 // bumped by each save; an edit names the one it was made on
	MemberSettings
	CreatedAt time.Time
	UpdatedAt time.Time
	SavedBy   string
}

// MemberSettings are the merchant's choices.
type MemberSettings struct {
	Enabled  bool
	Name     string
	Text     string // a sentence about them; may be empty
	Colour   string // in the calendar, as #rrggbb
	PhotoURL string // https, or empty
	Location string // id of where they work; empty for none
	// Hours are what the slot engine knows of them; its ID is left empty here.
	Hours booking.Staff
}

// Location is where services take place.
type Location struct {
	Shop    models.ShopID
	ID      string
	Version int64
	LocationSettings
	UpdatedAt time.Time
	SavedBy   string
}

// LocationSettings are the merchant's choices.
type LocationSettings struct {
	Name    string
	Address string
	Zone    string // IANA name; empty for the shop's
}

// Pool is a number of rooms or pieces of equipment that can stand in for each
// other.
type Pool struct {
	Shop    models.ShopID
	ID      booking.PoolID
	Version int64
	PoolSettings
	UpdatedAt time.Time
	SavedBy   string
}

// PoolSettings are the merchant's choices.
type PoolSettings struct {
	Name           string
	CleanUpMinutes int // after each use
	Units          []Unit
}

// Unit is one room or piece of equipment.
type Unit struct {
	ID   booking.UnitID
	Name string
}

// Calendar are the days on which a shop is closed.
type Calendar struct {
	Shop    models.ShopID
	Version int64
	Closed  []ClosedDate
	// Holidays names the country, or country and region, whose public holidays
	// are closed dates, too, as ISO 3166; empty for none.
	Holidays  string
	UpdatedAt time.Time
	SavedBy   string
}

// ClosedDate is a day of the shop's zone on which nobody works.
type ClosedDate struct {
	Date times.Date
	Name string
}
