package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/feeds"
	"clientele/models/rosters"
	"clientele/models/services"
	"clientele/models/team"
)

// Services keeps what can be booked.
type Services interface {
	Get(ctx context.Context, shop models.ShopID, id booking.ServiceID) (services.Service, error)
	Save(ctx context.Context, s services.Service) (int64, error)
	// All lists a shop's services, the one made first at the front.
	All(ctx context.Context, shop models.ShopID) ([]services.Service, error)
	Delete(ctx context.Context, shop models.ShopID, id booking.ServiceID) error
}

// Team keeps who serves and where.
type Team interface {
	Member(ctx context.Context, shop models.ShopID, id booking.StaffID) (team.Member, error)
	SaveMember(ctx context.Context, m team.Member) (int64, error)
	// Members lists a shop's staff, who was added first at the front.
	Members(ctx context.Context, shop models.ShopID) ([]team.Member, error)
	DeleteMember(ctx context.Context, shop models.ShopID, id booking.StaffID) error

	Location(ctx context.Context, shop models.ShopID, id string) (team.Location, error)
	SaveLocation(ctx context.Context, l team.Location) (int64, error)
	Locations(ctx context.Context, shop models.ShopID) ([]team.Location, error)
	DeleteLocation(ctx context.Context, shop models.ShopID, id string) error

	Pool(ctx context.Context, shop models.ShopID, id booking.PoolID) (team.Pool, error)
	SavePool(ctx context.Context, p team.Pool) (int64, error)
	Pools(ctx context.Context, shop models.ShopID) ([]team.Pool, error)
	DeletePool(ctx context.Context, shop models.ShopID, id booking.PoolID) error

	// Calendar gives the closed dates; of a shop that has none, an empty one.
	Calendar(ctx context.Context, shop models.ShopID) (team.Calendar, error)
	SaveCalendar(ctx context.Context, c team.Calendar) (int64, error)
}

// Rosters gives all of that at once, for who looks at free times.
type Rosters interface {
	Get(ctx context.Context, shop models.ShopID) (rosters.Roster, error)
}

// Holidays knows public holidays.
type Holidays interface {
	// Places are the countries and regions there are, as ISO 3166 names them.
	Places() []string
	// On gives the holidays of a place from one date to another, both included, by
	// date.
	On(place string, from, to times.Date) []team.ClosedDate
}

// Appointments keeps bookings with all that is known about them.
type Appointments interface {
	Get(ctx context.Context, shop models.ShopID, id booking.BookingID) (appointments.Appointment, error)
	Save(ctx context.Context, a appointments.Appointment) (int64, error)
	// Between lists what meets a span, by beginning.
	Between(ctx context.Context, shop models.ShopID, q appointments.Query) ([]appointments.Appointment, error)
	// Of lists the appointments of some contacts, the latest first.
	Of(ctx context.Context, shop models.ShopID, contacts []models.ContactID, limit int) ([]appointments.Appointment, error)
	// Expired lists holds of all shops whose time was over before a moment.
	Expired(ctx context.Context, before time.Time, limit int) ([]appointments.Appointment, error)
}

// Sheets say which times are taken. They follow from the appointments, and are
// changed in the same transaction.
type Sheets interface {
	// Touch moves the versions of sheets on: of two transactions that touch the
	// same one at once, the second begins anew.
	Touch(ctx context.Context, shop models.ShopID, sheets []appointments.Sheet) error
	// Put strikes off what a booking took and enters what it takes now; either may
	// be nil. The sheets must have been touched.
	Put(ctx context.Context, shop models.ShopID, was, is *booking.Booking) error
	// Taken gives what is booked in a span, of some staff or of everybody.
	Taken(ctx context.Context, shop models.ShopID, staff []booking.StaffID, span times.Span) ([]booking.Booking, error)
	// Runs gives at least that as the slot engine reads it, in lists that are only read.
	Runs(ctx context.Context, shop models.ShopID, staff []booking.StaffID, span times.Span) ([]slots.Run, error)
	// LastWeek is the last week of which there is a sheet; false for none.
	LastWeek(ctx context.Context, shop models.ShopID) (appointments.Week, bool, error)
}

// Feeds keeps other calendars of the staff, and links to ours.
type Feeds interface {
	Get(ctx context.Context, shop models.ShopID, staff booking.StaffID, id string) (feeds.Feed, error)
	Save(ctx context.Context, f feeds.Feed) (int64, error)
	Delete(ctx context.Context, shop models.ShopID, staff booking.StaffID, id string) error
	// Of lists the calendars of a member of the staff, or of everybody where none
	// is named.
	Of(ctx context.Context, shop models.ShopID, staff booking.StaffID) ([]feeds.Feed, error)
	// Due lists calendars of all shops that are to be read, the longest due first.
	Due(ctx context.Context, now time.Time, limit int) ([]feeds.Feed, error)
	// Busy gives when the calendars of some staff, or of everybody where none are
	// named, are taken: spans that meet the given one, merged for each.
	Busy(ctx context.Context, shop models.ShopID, staff []booking.StaffID, span times.Span) (map[booking.StaffID][]times.Span, error)

	// Links lists the links of a shop.
	Links(ctx context.Context, shop models.ShopID) ([]feeds.Link, error)
	// Link finds one by the digest of its token.
	Link(ctx context.Context, shop models.ShopID, digest string) (feeds.Link, error)
	// PutLink keeps a link in place of the one that there was for the same staff.
	PutLink(ctx context.Context, l feeds.Link) error
	DeleteLink(ctx context.Context, shop models.ShopID, staff booking.StaffID) error
}

// Subscriptions reads calendars that are kept elsewhere.
type Subscriptions interface {
	// Address reads what a merchant entered; models.Invalid for what is no
	// address of a calendar.
	Address(text string) (string, error)
	// Read reads a calendar, in a zone and within a span of time; false where it
	// has not changed since the mark. Errors are *feeds.Failure. What ends with
	// ownUIDs are bookings of ours, which are known already.
	Read(ctx context.Context, address string, known feeds.Mark, zone string, within times.Span, ownUIDs string) (feeds.Reading, bool, error)
}
