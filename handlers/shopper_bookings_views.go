package handlers

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
)

// shopperBooking is an appointment as whoever it is for sees it.
type shopperBooking struct {
	ID        string     `json:"id"`
	Token     string     `json:"token"`
	Title     string     `json:"title"`
	Start     time.Time  `json:"start"`
	End       time.Time  `json:"end"`
	Zone      string     `json:"zone"` // of the shop
	Staff     string     `json:"staff"`
	Status    string     `json:"status"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
	CanMove   bool       `json:"canMove"`
	CanCancel bool       `json:"canCancel"`
	Refund    string     `json:"refund"` // if it were cancelled now; empty for nothing
	Policy    []string   `json:"policy"`
	Manage    string     `json:"manage"`
	Offered   bool       `json:"offered,omitempty"` // from the waitlist, and not taken yet

	Cart *bookingCart `json:"cart,omitempty"` // what has to be paid to take what is offered
}

// shown adds to appointments what the shopper wants to read beside them.
func (p *Panel) shown(c *fiber.Ctx, all ...flow.Booked) ([]shopperBooking, error) {
	who, language := ShopperOf(c.UserContext()), languageOf(c)
	names, zone, err := p.Flow.ServedBy(c.UserContext(), who.Shop)
	if err != nil {
		return nil, err
	}
	now := p.Flow.Now()
	return each(all, func(b flow.Booked) shopperBooking {
		ahead := b.Upcoming(now)
		out := shopperBooking{
			ID: string(b.ID), Token: b.Token, Title: b.Title, Start: b.Start, End: b.End, Zone: zone, Staff: names[b.Staff], Status: statusOf(b, now),
			ExpiresAt: moment(b.ExpiresAt), CanMove: ahead && !b.Offer(), CanCancel: ahead, Offered: offered(b, now), Policy: []string{}, Manage: p.Flow.VisitLink(b.Shop, b.ID, b.Token),
		}
		if out.Offered {
			out.Cart = viewCart(b, language)
		}
		if !ahead || b.DueMinor == 0 {
			return out
		}
		if back := b.RefundIf(appointments.ByShopper, now); back > 0 {
			out.Refund = models.ShowMinor(back, b.Price.Currency, language)
		}
		out.Policy = each(b.Policy, func(s booking.Step) string { return fmt.Sprintf(policyWords.In(language), s.HoursBefore, s.Percent) })
		return out
	}), nil
}

var policyWords = models.Text{
	En: "Until %[1]d hours before: %[2]d%% back.", Ja: "%[1]d時間前まで：%[2]d%%返金", Ko: "%[1]d시간 전까지: %[2]d%% 환불",
}
