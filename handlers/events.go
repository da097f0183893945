package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"mime"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// Event is a fact about a contact that rules may give points for.
type Event struct {
	Kind   string    `json:"kind"`
	Title  Text      `json:"title"`
	Name   string    `json:"name,omitempty" doc:"of an event of the store's own"`
	Points int64     `json:"points" doc:"what it brought and did not lose again"`
	Cut    int64     `json:"cut,omitempty" doc:"what a rule's limit cut off"`
	State  string    `json:"state" enum:"counted,missed,undone"`
	Actor  string    `json:"actor,omitempty"`
	Note   string    `json:"note,omitempty"`
	At     time.Time `json:"at"`
}

func viewEvent(e points.Event) Event {
	kind, _ := points.KindByName(e.Kind)
	out := Event{Kind: e.Kind, Title: viewText(kind.Title), Name: e.Name, Points: e.Net(), State: "counted", Actor: e.Actor, Note: e.Note, At: e.At.UTC()}
	for _, a := range e.Awards {
		out.Cut += a.Cut
	}
	switch {
	case e.Undone:
		out.State = "undone"
	case e.Missed:
		out.State = "missed"
	}
	return out
}

// Birthday is a day of the year.
type Birthday struct {
	Month   int        `json:"month" minimum:"1" maximum:"12"`
	Day     int        `json:"day" minimum:"1" maximum:"31"`
	KnownAt *time.Time `json:"knownAt,omitempty"`
	By      string     `json:"by,omitempty" doc:"user number of the staff who entered it, or contact"`
}

func viewBirthday(b contacts.Birthday) *Birthday {
	if !b.Known() {
		return nil
	}
	return &Birthday{Month: b.Month, Day: b.Day, KnownAt: moment(b.KnownAt), By: b.By}
}

// EventsOutput is what happened with a contact besides orders, newest first.
type EventsOutput struct {
	Body struct {
		Items    []Event   `json:"items"`
		More     bool      `json:"more" doc:"older ones exist"`
		Names    []string  `json:"names" doc:"events of the store's own that can be recorded now"`
		Birthday *Birthday `json:"birthday,omitempty"`
	}
}

func (p *Panel) events(ctx context.Context, in *ContactInput) (*EventsOutput, error) {
	x, err := p.Flow.ContactEvents(ctx, ShopOf(ctx), models.ContactID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &EventsOutput{}
	out.Body.Items, out.Body.More, out.Body.Birthday = each(x.Events, viewEvent), x.More, viewBirthday(x.Birthday)
	out.Body.Names = each(x.Names, func(name string) string { return name })
	return out, nil
}

// RecordInput is an event to record.
type RecordInput struct {
	ContactInput
	Body struct {
		Key  string `json:"key" minLength:"8" maxLength:"64" doc:"a fresh id made when the form opens; the same key never acts twice"`
		Name string `json:"name" minLength:"1" maxLength:"60"`
		Note string `json:"note" maxLength:"500"`
	}
}

// RecordOutput is an event as it was recorded.
type RecordOutput struct {
	Body struct {
		Event    Event `json:"event"`
		Replayed bool  `json:"replayed"`
	}
}

func (p *Panel) recordEvent(ctx context.Context, in *RecordInput) (*RecordOutput, error) {
	event, replayed, err := p.Flow.RecordEvent(ctx, flow.RecordEvent{
		Shop: ShopOf(ctx), Contact: models.ContactID(in.ID), Key: in.Body.Key, Name: in.Body.Name, Note: in.Body.Note, Actor: IdentityOf(ctx).User,
	})
	if err != nil {
		return nil, err
	}
	out := &RecordOutput{}
	out.Body.Event, out.Body.Replayed = viewEvent(event), replayed
	return out, nil
}

// BirthdayInput is a birthday to keep, or none.
type BirthdayInput struct {
	ContactInput
	Body struct {
		Month int `json:"month" minimum:"0" maximum:"12" doc:"0 to forget it"`
		Day   int `json:"day" minimum:"0" maximum:"31"`
	}
}

// BirthdayOutput is the birthday that is kept now.
type BirthdayOutput struct {
	Body struct {
		Birthday *Birthday `json:"birthday,omitempty"`
	}
}

func (p *Panel) setBirthday(ctx context.Context, in *BirthdayInput) (*BirthdayOutput, error) {
	kept, err := p.Flow.SetBirthday(ctx, flow.SetBirthday{
		Shop: ShopOf(ctx), Contact: models.ContactID(in.ID), Month: in.Body.Month, Day: in.Body.Day, Actor: IdentityOf(ctx).User,
	})
	if err != nil {
		return nil, err
	}
	out := &BirthdayOutput{}
	out.Body.Birthday = viewBirthday(kept)
	return out, nil
}

// ShopperBirthday is what the storefront knows of a visitor's birthday. It is
// asked for while that is worth something and nobody has entered it.
type ShopperBirthday struct {
	Ask   bool `json:"ask"`
	Month int  `json:"month,omitempty"`
	Day   int  `json:"day,omitempty"`
}

func (p *Panel) shopperBirthday(c *fiber.Ctx) error {
	contact, err := signedIn(c)
	if err != nil {
		return err
	}
	kept, ask, err := p.Flow.MyBirthday(c.UserContext(), ShopperOf(c.UserContext()).Shop, contact)
	if err != nil {
		return err
	}
	return c.JSON(ShopperBirthday{Ask: ask, Month: kept.Month, Day: kept.Day})
}

// tellBirthday keeps the visitor's birthday, once. A page on another site cannot
// send this content type without the storefront's leave.
func (p *Panel) tellBirthday(c *fiber.Ctx) error {
	contact, err := signedIn(c)
	if err != nil {
		return err
	}
	if kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); kind != fiber.MIMEApplicationJSON {
		return models.Errorf(models.Invalid, "send the birthday as application/json")
	}
	var wish struct {
		Month int `json:"month"`
		Day   int `json:"day"`
	}
	decoder := json.NewDecoder(bytes.NewReader(c.Body()))
	decoder.DisallowUnknownFields()
	if len(c.Body()) > wishMax || decoder.Decode(&wish) != nil {
		return models.Errorf(models.Invalid, "send {month, day}")
	}
	kept, err := p.Flow.SetBirthday(c.UserContext(), flow.SetBirthday{
		Shop: ShopperOf(c.UserContext()).Shop, Contact: contact, Month: wish.Month, Day: wish.Day, Actor: contacts.Themselves,
	})
	if err != nil {
		return err
	}
	return c.JSON(ShopperBirthday{Month: kept.Month, Day: kept.Day})
}
