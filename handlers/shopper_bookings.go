package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/orders"
	"clientele/models/services"
)

// bookingBodyMax bounds the body of a wish to book, answers included.
const bookingBodyMax = 64 << 10

// readBody reads a shopper's wish. A page on another site cannot send this
// content type without the storefront's leave.
func readBody(c *fiber.Ctx, most int, wish any) error {
	if kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); kind != fiber.MIMEApplicationJSON {
		return models.Errorf(models.Invalid, "send the wish as application/json")
	}
	if len(c.Body()) > most {
		return models.Errorf(models.Invalid, "the wish is too long")
	}
	decoder := json.NewDecoder(bytes.NewReader(c.Body()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(wish); err != nil {
		return models.Errorf(models.Invalid, "the wish cannot be read; load the page again")
	}
	return nil
}

// bookingWish is what a storefront page asks for.
type bookingWish struct {
	Key      string    `json:"key"`
	Service  string    `json:"service"`
	Variant  string    `json:"variant"`
	AddOns   []string  `json:"addOns"`
	Staff    string    `json:"staff"`
	Party    int       `json:"party"`
	Start    time.Time `json:"start"`
	Zone     string    `json:"zone"`
	Language string    `json:"language"`
	Answers  []struct {
		ID    string `json:"id"`
		Value string `json:"value"`
	} `json:"answers"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

func (w bookingWish) model(contact models.ContactID) appointments.Wish {
	out := appointments.Wish{
		Key: w.Key, Service: booking.ServiceID(w.Service), Variant: w.Variant, AddOns: w.AddOns, Staff: booking.StaffID(w.Staff), Party: w.Party, Start: w.Start,
		Person: appointments.Person{Contact: contact, Name: w.Name, Email: w.Email, Phone: w.Phone, Language: w.Language, Zone: w.Zone},
	}
	for _, a := range w.Answers {
		out.Answers = append(out.Answers, services.Answer{Question: a.ID, Value: a.Value})
	}
	return out
}

// madeBooking is what came of a wish.
type madeBooking struct {
	ID        string       `json:"id"`
	Token     string       `json:"token"`
	Status    string       `json:"status"`
	Start     time.Time    `json:"start"`
	End       time.Time    `json:"end"`
	ExpiresAt *time.Time   `json:"expiresAt,omitempty"`
	Cart      *bookingCart `json:"cart,omitempty"`
	Manage    string       `json:"manage"`
}

// bookingCart is what the page puts into the cart, so that the order says which
// appointment it pays.
type bookingCart struct {
	cartLine
	Others []cartLine `json:"others"` // add-ons
}

type cartLine struct {
	Variant    string            `json:"variant"`
	Quantity   int               `json:"quantity"`
	Properties map[string]string `json:"properties"`
}

// shopperBooks makes an appointment for a visitor of the storefront.
func (p *Panel) shopperBooks(c *fiber.Ctx) error {
	var wish bookingWish
	if err := readBody(c, bookingBodyMax, &wish); err != nil {
		return err
	}
	in := flow.Book{Shop: ShopperOf(c.UserContext()).Shop, Source: appointments.Storefront, Wish: wish.model(shopperContact(c))}
	made, err := p.Flow.Book(c.UserContext(), in)
	if err != nil {
		return p.near(c, err, flow.Asked{
			Shop: in.Shop, Service: in.Service, Variant: in.Variant, AddOns: in.AddOns, Staff: in.Staff, Party: in.Party, Contact: in.Contact, Source: in.Source,
		}, in.Start, in.Zone)
	}
	if !made.Replayed {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(madeBooking{
		ID: string(made.ID), Token: made.Token, Status: string(made.Status), Start: made.Start, End: made.End, ExpiresAt: moment(made.ExpiresAt),
		Cart: viewCart(made, wish.Language), Manage: p.Flow.VisitLink(made.Shop, made.ID, made.Token),
	})
}

// near adds to the refusal of a time those that are free near it.
func (p *Panel) near(c *fiber.Ctx, err error, in flow.Asked, start time.Time, zone string) error {
	var problem *Problem
	if err = takenProblem(err); !errors.As(err, &problem) {
		return err
	}
	if !booking.KnownZone(zone) {
		zone = "UTC"
	}
	near, failure := p.Flow.NearTimes(c.UserContext(), in, start, zone)
	if failure != nil {
		return failure
	}
	problem.Times = []FreeTime{}
	for _, slot := range near {
		problem.Times = append(problem.Times, viewTime(slot, false))
	}
	return problem
}

// viewCart is what pays an appointment that is held. The buyer sees when it is.
func viewCart(b flow.Booked, language string) *bookingCart {
	if b.Status != booking.Held || len(b.Cart) == 0 {
		return nil
	}
	word, when := appointments.Dated(b.Start, models.Zone(b.Zone), language)
	lines := each(b.Cart, func(i services.Item) cartLine {
		return cartLine{Variant: i.Product, Quantity: i.Quantity, Properties: map[string]string{
			orders.BookingProperty: string(b.ID), word: when,
		}}
	})
	return &bookingCart{cartLine: lines[0], Others: lines[1:]}
}

func (p *Panel) showOne(c *fiber.Ctx, b flow.Booked, err error) error {
	if err != nil {
		return err
	}
	all, err := p.shown(c, b)
	if err != nil {
		return err
	}
	return c.JSON(all[0])
}

// shopperBookings lists the signed-in visitor's own appointments.
func (p *Panel) shopperBookings(c *fiber.Ctx) error {
	contact := shopperContact(c)
	if contact == "" {
		return models.Errorf(models.Unauthorized, "sign in to the store to see your appointments")
	}
	mine, err := p.Flow.MyBookings(c.UserContext(), ShopperOf(c.UserContext()).Shop, contact)
	if err != nil {
		return err
	}
	all, err := p.shown(c, mine...)
	if err != nil {
		return err
	}
	return c.JSON(fiber.Map{"items": all})
}

// shopperReach is how a visitor got hold of an appointment.
func shopperReach(c *fiber.Ctx, token string) flow.Reach {
	return flow.Reach{Shop: ShopperOf(c.UserContext()).Shop, ID: booking.BookingID(c.Params("id")), Contact: shopperContact(c), Token: token}
}

func (p *Panel) shopperBooking(c *fiber.Ctx) error {
	b, err := p.Flow.Booking(c.UserContext(), shopperReach(c, c.Query("token")))
	return p.showOne(c, b, err)
}

// shopperMoveTimes answers with the times to which an appointment can be moved.
func (p *Panel) shopperMoveTimes(c *fiber.Ctx) error {
	r, err := askedTimes(c)
	if err != nil {
		return err
	}
	b, err := p.Flow.Booking(c.UserContext(), shopperReach(c, c.Query("token")))
	if err != nil {
		return err
	}
	free, err := p.Flow.OfferTimes(c.UserContext(), movesOf(b), r)
	if err != nil {
		return err
	}
	return c.JSON(viewTimes(free, r.Zone, false))
}

func movesOf(b flow.Booked) flow.Asked {
	return flow.Asked{Shop: b.Shop, Party: b.Seats, Moves: b.ID, Source: appointments.Storefront}
}

// changeWish is what a visitor wants to be done with an appointment.
type changeWish struct {
	Token string    `json:"token"`
	Start time.Time `json:"start"` // of a move
}

func (p *Panel) shopperMoves(c *fiber.Ctx) error {
	var wish changeWish
	if err := readBody(c, wishMax, &wish); err != nil {
		return err
	}
	reach := shopperReach(c, wish.Token)
	b, err := p.Flow.MoveBooking(c.UserContext(), flow.MoveBooking{Reach: reach, Start: wish.Start})
	if err != nil {
		return p.near(c, err, flow.Asked{Shop: reach.Shop, Moves: reach.ID, Source: appointments.Storefront}, wish.Start, c.Query("zone"))
	}
	return p.showOne(c, b, err)
}

func (p *Panel) shopperCancels(c *fiber.Ctx) error {
	var wish changeWish
	if err := readBody(c, wishMax, &wish); err != nil {
		return err
	}
	b, err := p.Flow.CancelBooking(c.UserContext(), shopperReach(c, wish.Token))
	return p.showOne(c, b, err)
}

func (p *Panel) shopperReleases(c *fiber.Ctx) error {
	var wish changeWish
	if err := readBody(c, wishMax, &wish); err != nil {
		return err
	}
	b, err := p.Flow.ReleaseBooking(c.UserContext(), shopperReach(c, wish.Token))
	return p.showOne(c, b, err)
}
