package store

import (
	"cmp"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/team"
)

// Dates are kept as days since 1970, times of day as minutes since midnight.
type memberOfTeamRow struct {
	ID        string          `bson:"_id"`
	Shop      models.ShopID   `bson:"shop"`
	Member    booking.StaffID `bson:"member"`
	Version   int64           `bson:"version"`
	Enabled   bool            `bson:"enabled"`
	Name      string          `bson:"name"`
	Text      string          `bson:"text"`
	Colour    string          `bson:"colour"`
	PhotoURL  string          `bson:"photo"`
	Location  string          `bson:"location"`
	Hours     hoursRow        `bson:"hours"`
	CreatedAt time.Time       `bson:"createdAt"`
	UpdatedAt time.Time       `bson:"updatedAt"`
	SavedBy   string          `bson:"savedBy"`
}

type hoursRow struct {
	ID        booking.StaffID `bson:"id"`
	Zone      string          `bson:"zone"`
	Weekly    [][]windowRow   `bson:"weekly"` // seven, Sunday first
	Seasons   []seasonRow     `bson:"seasons"`
	Overrides []overrideRow   `bson:"overrides"` // by date
	TimeOff   []spanRow       `bson:"timeOff"`
	MaxPerDay int             `bson:"perDay"`
	Priority  int             `bson:"priority"`
	Weight    int             `bson:"weight"`
}

type windowRow struct {
	From times.Minute `bson:"from"`
	To   times.Minute `bson:"to"`
}

type seasonRow struct {
	First  times.Date    `bson:"first"`
	Last   times.Date    `bson:"last"`
	Weekly [][]windowRow `bson:"weekly"`
}

type overrideRow struct {
	Date    times.Date  `bson:"date"`
	Windows []windowRow `bson:"windows"`
}

type spanRow struct {
	From time.Time `bson:"from"`
	To   time.Time `bson:"to"`
}

func toMemberOfTeamRow(m team.Member) memberOfTeamRow {
	return memberOfTeamRow{
		ID: key(m.Shop, string(m.ID)), Shop: m.Shop, Member: m.ID, Version: m.Version + 1, Enabled: m.Enabled, Name: m.Name, Text: m.Text,
		Colour: m.Colour, PhotoURL: m.PhotoURL, Location: m.Location, Hours: toHoursRow(m.Hours),
		CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt, SavedBy: m.SavedBy,
	}
}

func fromMemberOfTeamRow(r memberOfTeamRow) team.Member {
	return team.Member{
		Shop: r.Shop, ID: r.Member, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, SavedBy: r.SavedBy,
		MemberSettings: team.MemberSettings{
			Enabled: r.Enabled, Name: r.Name, Text: r.Text, Colour: r.Colour, PhotoURL: r.PhotoURL, Location: r.Location, Hours: fromHoursRow(r.Hours),
		},
	}
}

func toHoursRow(s booking.Staff) hoursRow {
	row := hoursRow{
		ID: s.ID, Zone: s.Zone, Weekly: toWeekRow(s.Weekly),
		Seasons: translated(s.Seasons, func(s booking.Season) seasonRow {
			return seasonRow{First: s.First, Last: s.Last, Weekly: toWeekRow(s.Weekly)}
		}),
		TimeOff: translated(s.TimeOff, func(s times.Span) spanRow {
			return spanRow{From: s.From.In(time.UTC), To: s.To.In(time.UTC)}
		}),
		MaxPerDay: s.MaxPerDay, Priority: s.Priority, Weight: s.Weight,
	}
	for date, windows := range s.Overrides {
		row.Overrides = append(row.Overrides, overrideRow{Date: date, Windows: toWindowRows(windows)})
	}
	slices.SortFunc(row.Overrides, func(a, b overrideRow) int { return cmp.Compare(a.Date, b.Date) })
	return row
}

func fromHoursRow(r hoursRow) booking.Staff {
	s := booking.Staff{
		ID: r.ID, Zone: r.Zone, Weekly: fromWeekRow(r.Weekly),
		Seasons: translated(r.Seasons, func(s seasonRow) booking.Season {
			return booking.Season{First: s.First, Last: s.Last, Weekly: fromWeekRow(s.Weekly)}
		}),
		TimeOff:   translated(r.TimeOff, func(s spanRow) times.Span { return times.Between(s.From, s.To) }),
		MaxPerDay: r.MaxPerDay, Priority: r.Priority, Weight: r.Weight,
	}
	if len(r.Overrides) > 0 {
		s.Overrides = map[times.Date][]booking.Window{}
	}
	for _, o := range r.Overrides {
		s.Overrides[o.Date] = fromWindowRows(o.Windows)
	}
	return s
}

func toWeekRow(w booking.Week) [][]windowRow { return translated(w[:], toWindowRows) }

func fromWeekRow(days [][]windowRow) (w booking.Week) {
	copy(w[:], translated(days, fromWindowRows))
	return w
}

func toWindowRows(all []booking.Window) []windowRow {
	return translated(all, func(w booking.Window) windowRow { return windowRow(w) })
}

func fromWindowRows(all []windowRow) []booking.Window {
	return translated(all, func(w windowRow) booking.Window { return booking.Window(w) })
}

type locationRow struct {
	ID        string        `bson:"_id"`
	Shop      models.ShopID `bson:"shop"`
	Location  string        `bson:"location"`
	Version   int64         `bson:"version"`
	Name      string        `bson:"name"`
	Address   string        `bson:"address"`
	Zone      string        `bson:"zone"`
	UpdatedAt time.Time     `bson:"updatedAt"`
	SavedBy   string        `bson:"savedBy"`
}

func toLocationRow(l team.Location) locationRow {
	return locationRow{
		ID: key(l.Shop, l.ID), Shop: l.Shop, Location: l.ID, Version: l.Version + 1, Name: l.Name, Address: l.Address, Zone: l.Zone,
		UpdatedAt: l.UpdatedAt, SavedBy: l.SavedBy,
	}
}

func fromLocationRow(r locationRow) team.Location {
	return team.Location{
		Shop: r.Shop, ID: r.Location, Version: r.Version, UpdatedAt: r.UpdatedAt, SavedBy: r.SavedBy,
		LocationSettings: team.LocationSettings{Name: r.Name, Address: r.Address, Zone: r.Zone},
	}
}

type poolRow struct {
	ID             string         `bson:"_id"`
	Shop           models.ShopID  `bson:"shop"`
	Pool           booking.PoolID `bson:"pool"`
	Version        int64          `bson:"version"`
	Name           string         `bson:"name"`
	CleanUpMinutes int            `bson:"cleanUp"`
	Units          []unitRow      `bson:"units"`
	UpdatedAt      time.Time      `bson:"updatedAt"`
	SavedBy        string         `bson:"savedBy"`
}

type unitRow struct {
	ID   booking.UnitID `bson:"id"`
	Name string         `bson:"name"`
}

func toPoolRow(p team.Pool) poolRow {
	return poolRow{
		ID: key(p.Shop, string(p.ID)), Shop: p.Shop, Pool: p.ID, Version: p.Version + 1, Name: p.Name, CleanUpMinutes: p.CleanUpMinutes,
		Units: translated(p.Units, func(u team.Unit) unitRow { return unitRow(u) }), UpdatedAt: p.UpdatedAt, SavedBy: p.SavedBy,
	}
}

func fromPoolRow(r poolRow) team.Pool {
	return team.Pool{
		Shop: r.Shop, ID: r.Pool, Version: r.Version, UpdatedAt: r.UpdatedAt, SavedBy: r.SavedBy,
		PoolSettings: team.PoolSettings{
			Name: r.Name, CleanUpMinutes: r.CleanUpMinutes, Units: translated(r.Units, func(u unitRow) team.Unit { return team.Unit(u) }),
		},
	}
}

type calendarRow struct {
	ID        string        `bson:"_id"`
	Shop      models.ShopID `bson:"shop"`
	Version   int64         `bson:"version"`
	Closed    []closedRow   `bson:"closed"`
	Holidays  string        `bson:"holidays"`
	UpdatedAt time.Time     `bson:"updatedAt"`
	SavedBy   string        `bson:"savedBy"`
}

type closedRow struct {
	Date times.Date `bson:"date"`
	Name string     `bson:"name"`
}

func toCalendarRow(c team.Calendar) calendarRow {
	return calendarRow{
		ID: key(c.Shop, calendarID), Shop: c.Shop, Version: c.Version + 1, Holidays: c.Holidays,
		Closed: translated(c.Closed, func(d team.ClosedDate) closedRow { return closedRow(d) }), UpdatedAt: c.UpdatedAt, SavedBy: c.SavedBy,
	}
}

func fromCalendarRow(r calendarRow) team.Calendar {
	return team.Calendar{
		Shop: r.Shop, Version: r.Version, Holidays: r.Holidays, UpdatedAt: r.UpdatedAt, SavedBy: r.SavedBy,
		Closed: translated(r.Closed, func(d closedRow) team.ClosedDate { return team.ClosedDate(d) }),
	}
}

func byName() *options.FindOptions {
	return options.Find().SetSort(bson.D{{Key: "name", Value: 1}, {Key: "_id", Value: 1}})
}
