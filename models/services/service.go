package services

import (
	"time"

	"clientele/models"
	"clientele/models/booking"
)

// Service is something that can be booked, with the merchant's conditions.
type Service struct {
	Shop    models.ShopID
	ID      booking.ServiceID
	Version int64 // bumped by each save; an edit names the one it was made on
	Settings
	CreatedAt time.Time
	UpdatedAt time.Time
	SavedBy   string
}

// Settings are the merchant's choices.
type Settings struct {
	Enabled bool
	Title   string
	Text    string // a sentence or two below the title; may be empty
	// Timing are the rules of the slot engine. Its ID, duration and segments are
	// left empty here: they come from the service and the variant.
	Timing    booking.Service
	Variants  []Variant // at least one
	AddOns    []AddOn
	Questions []Question
	PartyMax  int // seats that one booking may take, at least 1
	Access    Access
	Payment   Payment
	Policy    booking.Policy
	// PaysBack has what is due of a payment go back by itself when an appointment is
	// cancelled; else staff is told and does it.
	PaysBack bool
	// HoldMinutes is how long a time is kept for somebody who pays.
	HoldMinutes int
	// Waiting lets people wait for times that are taken.
	Waiting    bool
	Assignment booking.Assignment
}

// Variant is one length and price of a service, such as short or long hair.
type Variant struct {
	ID              string
	Title           string // empty where there is only one
	DurationMinutes int
	Segments        []booking.Segment
	PriceMinor      int64  // minor units of the shop's currency, for one seat
	Product         string // number of the platform's product variant that sells it; empty for none
}

// AddOn makes an appointment longer and dearer.
type AddOn struct {
	ID         string
	Title      string
	Minutes    int
	PriceMinor int64
	Product    string // likewise
}

// Access says who may book a service. Relationship stages join here.
type Access struct {
	// Levels are the ids of the loyalty levels whose members may book; empty for
	// everybody.
	Levels []string
	// Hidden leaves the service out for all others. Else they read Refusal.
	Hidden  bool
	Refusal string
	// Terms are better conditions of some levels.
	Terms []Terms
}

// Terms are what members of a level get.
type Terms struct {
	Level      string
	PercentOff int // of the price
	EarlyDays  int // how many days further ahead they can book
}

// PayHow says when a booking is paid.
type PayHow string

// The ways to pay.
const (
	Free     PayHow = "free"
	OnSite   PayHow = "on_site"
	Checkout PayHow = "checkout" // in the store's own checkout, before it is confirmed
)

// Payment says how a booking is paid.
type Payment struct {
	How PayHow
	// DepositPercent is what is paid in the checkout, of the price; 100 for all.
	// With less, DepositProduct sells it.
	DepositPercent int
	DepositProduct string // number of the platform's product variant
}

// QuestionKind is how a question is answered.
type QuestionKind string

// The kinds of questions.
const (
	ShortText QuestionKind = "text"
	LongText  QuestionKind = "long_text"
	OneOf     QuestionKind = "choice"
	YesOrNo   QuestionKind = "yes_no"
	Number    QuestionKind = "number"
	Day       QuestionKind = "date"
)

// Question is asked when a service is booked.
type Question struct {
	ID       string
	Label    string
	Kind     QuestionKind
	Required bool
	Choices  []string // of OneOf
}

// Answer is what somebody said to a question, with its words of that day.
type Answer struct {
	Question string
	Label    string
	Value    string
}
