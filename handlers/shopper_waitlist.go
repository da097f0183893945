package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/waitlist"
)

// waitingWish is what a storefront page asks for where no time fits. Its start is
// left out.
type waitingWish struct {
	bookingWish
	From string `json:"from"` // days of the shop, such as 2026-12-01
	To   string `json:"to"`
	Part string `json:"part"` // of the day
}

// shopperPlace is a place on the waitlist as whoever waits sees it.
type shopperPlace struct {
	ID    string          `json:"id"`
	Token string          `json:"token"`
	Title string          `json:"title"`
	From  string          `json:"from"`
	To    string          `json:"to"`
	Part  string          `json:"part"`
	State string          `json:"state"`
	Until *time.Time      `json:"until,omitempty"` // of an offer
	Offer *shopperBooking `json:"offer,omitempty"`
	Cart  *bookingCart    `json:"cart,omitempty"` // what has to be paid to take it
}

func viewPlace(q flow.Queued) shopperPlace {
	return shopperPlace{
		ID: string(q.ID), Token: q.Token, Title: q.Title, From: q.Days.First.String(), To: q.Days.Last.String(), Part: string(q.Part),
		State: string(q.State), Until: moment(q.Until),
	}
}

// shopperWaits puts a visitor of the storefront on the waitlist.
func (p *Panel) shopperWaits(c *fiber.Ctx) error {
	var wish waitingWish
	if err := readBody(c, bookingBodyMax, &wish); err != nil {
		return err
	}
	first, last, err := days(wish.From, wish.To, waitlist.DaysMax)
	if err != nil {
		return err
	}
	made, err := p.Flow.JoinWaitlist(c.UserContext(), flow.JoinWaitlist{
		Shop: ShopperOf(c.UserContext()).Shop, Wish: wish.model(shopperContact(c)), Days: waitlist.Days{First: first, Last: last}, Part: waitlist.Part(wish.Part),
	})
	if err != nil {
		return err
	}
	if !made.Replayed {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(viewPlace(made))
}

// shopperPlaces lists where the signed-in visitor waits.
func (p *Panel) shopperPlaces(c *fiber.Ctx) error {
	contact := shopperContact(c)
	if contact == "" {
		return models.Errorf(models.Unauthorized, "sign in to the store to see what you wait for")
	}
	mine, err := p.Flow.MyPlaces(c.UserContext(), ShopperOf(c.UserContext()).Shop, contact)
	if err != nil {
		return err
	}
	places := each(mine, viewPlace)
	for i, q := range mine {
		if q.Offer == nil {
			continue
		}
		all, err := p.shown(c, *q.Offer)
		if err != nil {
			return err
		}
		places[i].Offer, places[i].Cart = &all[0], viewCart(*q.Offer, languageOf(c))
	}
	return c.JSON(fiber.Map{"items": places})
}

func (p *Panel) shopperTakes(c *fiber.Ctx) error {
	var wish changeWish
	if err := readBody(c, wishMax, &wish); err != nil {
		return err
	}
	b, err := p.Flow.TakePlace(c.UserContext(), shopperReach(c, wish.Token))
	return p.showOne(c, b, err)
}

func (p *Panel) shopperLeaves(c *fiber.Ctx) error {
	if err := p.Flow.LeaveWaitlist(c.UserContext(), shopperReach(c, c.Query("token"))); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// offered tells whether the appointment is a place that is offered and not taken
// yet.
func offered(b flow.Booked, now time.Time) bool { return b.Offer() && b.Live(now) }

// statusOf is how an appointment stands, whether or not anybody noticed.
func statusOf(b flow.Booked, now time.Time) string {
	if b.Lapsed(now) {
		return string(booking.Cancelled)
	}
	return string(b.Status)
}
