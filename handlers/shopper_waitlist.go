package handlers

import (
	"errors"
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
	Staff string          `json:"staff"` // name; empty for anybody
	Party int             `json:"party"`
	From  string          `json:"from"`
	To    string          `json:"to"`
	Part  string          `json:"part"`
	Zone  string          `json:"zone"` // of the shop, which counts the days
	State string          `json:"state"`
	Until *time.Time      `json:"until,omitempty"` // of an offer
	Offer *shopperBooking `json:"offer,omitempty"`
}

func viewPlace(q flow.Queued, names map[booking.StaffID]string, zone string) shopperPlace {
	return shopperPlace{
		ID: string(q.ID), Token: q.Token, Title: q.Title, Staff: names[q.Staff], Party: q.Party, From: q.Days.First.String(), To: q.Days.Last.String(), Part: string(q.Part), Zone: zone,
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
	who := ShopperOf(c.UserContext())
	made, err := p.Flow.JoinWaitlist(c.UserContext(), flow.JoinWaitlist{
		Shop: who.Shop, Wish: wish.model(shopperContact(c)), Days: waitlist.Days{First: first, Last: last}, Part: waitlist.Part(wish.Part), Door: who.PathPrefix,
	})
	if err != nil {
		return notQueued(err, languageOf(c))
	}
	names, zone, err := p.Flow.ServedBy(c.UserContext(), who.Shop)
	if err != nil {
		return err
	}
	if !made.Replayed {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(viewPlace(made, names, zone))
}

// notQueued says in the shopper's words why they may not wait, or not leave.
func notQueued(err error, language string) error {
	for why, words := range whyNotQueued {
		if errors.Is(err, why) {
			return models.Errorf(models.Conflict, "%s", words.In(language))
		}
	}
	return err
}

var whyNotQueued = map[error]models.Text{
	waitlist.ErrAlready: {
		En: "You are already on the waitlist for one of these days.", Ja: "ご希望の期間では、すでにキャンセル待ちにお申し込みいただいています。", Ko: "선택하신 기간에는 이미 대기 신청을 하셨습니다.",
	},
	waitlist.ErrMany: {
		En: "You are on the waitlist as often as possible. Leave one of your places first.", Ja: "キャンセル待ちの登録数が上限に達しています。ほかの登録を取り消してからお申し込みください。", Ko: "대기 신청 한도에 도달했습니다. 다른 대기를 취소한 뒤 다시 신청해 주세요.",
	},
	waitlist.ErrFull: {
		En: "The waitlist is full for one of these days. Please choose other days.", Ja: "ご希望の期間にキャンセル待ちが満員の日があります。別の日をお選びください。", Ko: "선택하신 기간에 대기 인원이 가득 찬 날이 있습니다. 다른 날을 선택해 주세요.",
	},
	waitlist.ErrGiven: {
		En: "This place is yours already. Cancel the booking instead.", Ja: "すでにご予約が確定しています。取り消す場合は予約をキャンセルしてください。", Ko: "이미 예약이 확정되었습니다. 예약 취소를 이용해 주세요.",
	},
	waitlist.ErrNoLine: {
		En: "There is no waitlist for this service any more.", Ja: "このメニューのキャンセル待ちは終了しました。", Ko: "이 서비스는 더 이상 대기 신청을 받지 않습니다.",
	},
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
	names, zone, err := p.Flow.ServedBy(c.UserContext(), ShopperOf(c.UserContext()).Shop)
	if err != nil {
		return err
	}
	places := each(mine, func(q flow.Queued) shopperPlace { return viewPlace(q, names, zone) })
	for i, q := range mine {
		if q.Offer == nil {
			continue
		}
		all, err := p.shown(c, *q.Offer)
		if err != nil {
			return err
		}
		places[i].Offer = &all[0]
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
		return notQueued(err, languageOf(c))
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
