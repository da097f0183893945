package store

import (
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/services"
	"clientele/models/waitlist"
)

type waitRow struct {
	ID      string            `bson:"_id"`
	Shop    models.ShopID     `bson:"shop"`
	Entry   booking.BookingID `bson:"entry"`
	Version int64             `bson:"version"`

	Service booking.ServiceID `bson:"service"`
	Variant string            `bson:"variant"`
	AddOns  []string          `bson:"addOns,omitempty"`
	Staff   booking.StaffID   `bson:"staff"`
	Party   int               `bson:"party"`
	Answers []answerRow       `bson:"answers,omitempty"`

	Contact  models.ContactID `bson:"contact"`
	Name     string           `bson:"name"`
	Email    string           `bson:"email"`
	Phone    string           `bson:"phone"`
	Language string           `bson:"language"`
	Zone     string           `bson:"zone"`
	Digest   string           `bson:"digest"`
	Door     string           `bson:"door,omitempty"`

	First int           `bson:"first"`
	Last  int           `bson:"last"`
	Part  waitlist.Part `bson:"part"`

	State     waitlist.State `bson:"state"`
	Until     time.Time      `bson:"until"`
	LookAt    time.Time      `bson:"lookAt"`
	MadeAt    time.Time      `bson:"madeAt"`
	UpdatedAt time.Time      `bson:"updatedAt"`

	Open  bool `bson:"open"`
	Waits bool `bson:"waits"` // for a place to be looked for
}

func toWaitRow(e waitlist.Entry) waitRow {
	p := e.Person
	return waitRow{
		ID: key(e.Shop, string(e.ID)), Shop: e.Shop, Entry: e.ID, Version: e.Version + 1,
		Service: e.Service, Variant: e.Variant, AddOns: e.AddOns, Staff: e.Staff, Party: e.Party,
		Answers: converted(e.Answers, func(a services.Answer) answerRow { return answerRow(a) }),
		Contact: p.Contact, Name: p.Name, Email: p.Email, Phone: p.Phone, Language: p.Language, Zone: p.Zone, Digest: e.Digest, Door: e.Door,
		First: int(e.Days.First), Last: int(e.Days.Last), Part: e.Part,
		State: e.State, Until: e.Until, LookAt: e.LookAt, MadeAt: e.MadeAt, UpdatedAt: e.UpdatedAt,
		Open: e.Open(), Waits: e.State == waitlist.Waiting,
	}
}

func fromWaitRow(r waitRow) waitlist.Entry {
	return waitlist.Entry{
		Shop: r.Shop, ID: r.Entry, Version: r.Version,
		Service: r.Service, Variant: r.Variant, AddOns: r.AddOns, Staff: r.Staff, Party: r.Party,
		Answers: converted(r.Answers, func(a answerRow) services.Answer { return services.Answer(a) }),
		Person:  appointments.Person{Contact: r.Contact, Name: r.Name, Email: r.Email, Phone: r.Phone, Language: r.Language, Zone: r.Zone},
		Digest:  r.Digest, Door: r.Door, Days: waitlist.Days{First: times.Date(r.First), Last: times.Date(r.Last)}, Part: r.Part,
		State: r.State, Until: r.Until, LookAt: r.LookAt, MadeAt: r.MadeAt, UpdatedAt: r.UpdatedAt,
	}
}
