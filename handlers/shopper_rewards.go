package handlers

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/rewards"
)

// shopperReward is a reward as the storefront shows it.
type shopperReward struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Text       string `json:"text"`
	Kind       string `json:"kind"`
	Cost       int64  `json:"cost"`
	Most       int64  `json:"most"`
	Step       int64  `json:"step"`
	Affordable bool   `json:"affordable"`
	Missing    int64  `json:"missing"`
	Refusal    string `json:"refusal"`
}

// shopperRedemption is what a shopper has redeemed.
type shopperRedemption struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Points   int64      `json:"points"`
	State    string     `json:"state"`
	Code     string     `json:"code"`
	Link     string     `json:"link"`
	LapsesAt *time.Time `json:"lapsesAt"`
}

// viewShopperRedemption shows a code only while it is of use.
func viewShopperRedemption(r rewards.Redemption, language string) shopperRedemption {
	out := shopperRedemption{ID: r.ID, Title: r.Called(language), Points: r.Points, State: string(r.State), LapsesAt: moment(r.LapsesAt)}
	if r.State == rewards.Ready || r.State == rewards.Used && r.Gift.Effect == rewards.GiftCard {
		out.Code = r.Code
	}
	if r.State == rewards.Ready && r.Gift.Effect == rewards.Discount {
		out.Link = "/discount/" + url.PathEscape(r.Code)
	}
	return out
}

// shopperRewards answers the storefront with what points can be turned into.
func (p *Panel) shopperRewards(c *fiber.Ctx) error {
	c.Set("Cache-Control", "no-store")
	who, language := ShopperOf(c.UserContext()), languageOf(c)
	contact := models.ContactID("")
	if who.CustomerID != "" {
		contact = models.MemberContact(who.CustomerID)
	}
	shelf, err := p.Flow.Shelf(c.UserContext(), who.Shop, contact)
	if err != nil {
		return err
	}
	list := each(shelf.Offers, func(o flow.Offered) shopperReward {
		return shopperReward{
			ID: o.Reward.ID, Title: o.Reward.Name(o.Reward.Cost, shelf.Currency, language), Text: o.Reward.Text, Kind: o.Reward.Kind, Cost: o.Offer.Points,
			Most: o.Offer.Most, Step: o.Offer.Step, Affordable: o.Offer.Affordable, Missing: o.Offer.Missing, Refusal: refusalOf(o.Offer, language),
		}
	})
	redemptions := each(shelf.Redemptions, func(r rewards.Redemption) shopperRedemption { return viewShopperRedemption(r, language) })
	return c.JSON(fiber.Map{"available": shelf.Available, "rewards": list, "redemptions": redemptions})
}

// refusalOf says why a reward cannot be had, unless the points that are missing
// say so already.
func refusalOf(o rewards.Offer, language string) string {
	if o.Refusal == rewards.TooFew && o.Missing > 0 {
		return ""
	}
	return o.Refusal.Say(language)
}

// signedIn is the contact behind a signed request of a customer.
func signedIn(c *fiber.Ctx) (models.ContactID, error) {
	who := ShopperOf(c.UserContext())
	if who.CustomerID == "" {
		return "", models.Errorf(models.Forbidden, "sign in to use your points")
	}
	return models.MemberContact(who.CustomerID), nil
}

// wishMax bounds the body of a shopper's wish.
const wishMax = 4 << 10

// redeem holds the shopper's points for a reward. A page on another site cannot
// send this content type without the storefront's leave.
func (p *Panel) redeem(c *fiber.Ctx) error {
	contact, err := signedIn(c)
	if err != nil {
		return err
	}
	if kind, _, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); kind != fiber.MIMEApplicationJSON {
		return models.Errorf(models.Invalid, "send the wish as application/json")
	}
	var wish struct {
		Reward string `json:"reward"`
		Points int64  `json:"points"`
		Key    string `json:"key"`
	}
	if len(c.Body()) > wishMax {
		return models.Errorf(models.Invalid, "the wish is too long")
	}
	decoder := json.NewDecoder(bytes.NewReader(c.Body()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wish); err != nil || len(wish.Reward) > 40 {
		return models.Errorf(models.Invalid, "send {reward, points, key}")
	}
	out, err := p.Flow.Redeem(c.UserContext(), flow.RedeemPoints{
		Shop: ShopperOf(c.UserContext()).Shop, Contact: contact, Reward: wish.Reward, Points: wish.Points, Key: wish.Key, Language: languageOf(c),
	})
	if err != nil {
		return err
	}
	p.wakeJob("outbox")
	if !out.Replayed {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(viewShopperRedemption(out.Redemption, languageOf(c)))
}

func (p *Panel) shopperRedemption(c *fiber.Ctx) error {
	contact, err := signedIn(c)
	if err != nil {
		return err
	}
	r, err := p.Flow.RedemptionOf(c.UserContext(), ShopperOf(c.UserContext()).Shop, contact, c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewShopperRedemption(r, languageOf(c)))
}

// giveUp gives a redemption's points back to the shopper.
func (p *Panel) giveUp(c *fiber.Ctx) error {
	contact, err := signedIn(c)
	if err != nil {
		return err
	}
	r, err := p.Flow.GiveBack(c.UserContext(), flow.GiveBack{Shop: ShopperOf(c.UserContext()).Shop, ID: c.Params("id"), Contact: contact})
	if err != nil {
		return err
	}
	p.wakeJob("outbox")
	return c.JSON(viewShopperRedemption(r, languageOf(c)))
}
