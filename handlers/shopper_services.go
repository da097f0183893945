package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/services"
	"clientele/models/team"
)

// shopperService is a service as the storefront shows it.
type shopperService struct {
	ID        string            `json:"id"`
	Title     string            `json:"title"`
	Text      string            `json:"text"`
	Payment   string            `json:"payment"`
	Party     int               `json:"party"` // the most seats of one booking
	Variants  []shopperVariant  `json:"variants"`
	AddOns    []shopperVariant  `json:"addOns"`
	Questions []shopperQuestion `json:"questions"`
	Staff     []shopperStaff    `json:"staff"`
	Bookable  bool              `json:"bookable"`
	Waitlist  bool              `json:"waitlist,omitempty"` // the shopper may wait where nothing is free
	Refusal   string            `json:"refusal"`            // why not
}

// shopperVariant is one length of a service, or an add-on.
type shopperVariant struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Minutes int    `json:"minutes"`
	Price   string `json:"price"` // as it is written; empty for nothing
}

type shopperQuestion struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Kind     string   `json:"kind"`
	Required bool     `json:"required"`
	Choices  []string `json:"choices"`
}

type shopperStaff struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Text     string `json:"text"`
	Photo    string `json:"photo"`
	Location string `json:"location"`
}

// shopperContact is the contact behind a signed request; empty for a guest.
func shopperContact(c *fiber.Ctx) models.ContactID {
	if who := ShopperOf(c.UserContext()); who.CustomerID != "" {
		return models.MemberContact(who.CustomerID)
	}
	return ""
}

// shopperServices answers the storefront with what can be booked.
func (p *Panel) shopperServices(c *fiber.Ctx) error {
	menu, err := p.Flow.BookableServices(c.UserContext(), ShopperOf(c.UserContext()).Shop, shopperContact(c))
	if err != nil {
		return err
	}
	language := languageOf(c)
	return c.JSON(fiber.Map{"zone": menu.Shop.Location().String(), "services": each(menu.Services, func(s flow.Bookable) shopperService {
		return viewShopperService(s, menu, language)
	})})
}

func viewShopperService(s flow.Bookable, menu flow.Menu, language string) shopperService {
	price := func(minor int64) string {
		if minor = s.Access.Reduced(minor, s.Level); minor == 0 {
			return ""
		}
		return models.ShowMinor(minor, menu.Shop.Details.Currency, language)
	}
	out := shopperService{
		ID: string(s.ID), Title: s.Title, Text: s.Text, Payment: string(s.Payment.How), Party: max(1, s.PartyMax), Bookable: s.Admits, Waitlist: s.Admits && s.Waiting,
		Variants: each(s.Variants, func(v services.Variant) shopperVariant {
			return shopperVariant{ID: v.ID, Title: v.Title, Minutes: v.DurationMinutes, Price: price(v.PriceMinor)}
		}),
		AddOns: each(s.AddOns, func(a services.AddOn) shopperVariant {
			return shopperVariant{ID: a.ID, Title: a.Title, Minutes: a.Minutes, Price: price(a.PriceMinor)}
		}),
		Questions: each(s.Questions, func(q services.Question) shopperQuestion {
			return shopperQuestion{ID: q.ID, Label: q.Label, Kind: string(q.Kind), Required: q.Required, Choices: append([]string{}, q.Choices...)}
		}),
		Staff: each(s.Members, func(m team.Member) shopperStaff {
			return shopperStaff{ID: string(m.ID), Name: m.Name, Text: m.Text, Photo: m.PhotoURL, Location: menu.Locations[m.Location]}
		}),
	}
	if !s.Admits {
		if out.Refusal = s.Access.Refusal; out.Refusal == "" {
			out.Refusal = notAdmitted.In(language)
		}
	}
	return out
}

var notAdmitted = models.Text{
	En: "This service is for members of a higher level.", Ja: "このサービスは上位ランクの会員限定です。", Ko: "이 서비스는 더 높은 등급의 회원만 예약할 수 있습니다.",
}

// The most that a question about times may say.
const (
	idMax          = 64
	shownDaysMax   = 42
	shopperListMax = 1_000
)

// askedTimes reads a storefront's question about times.
func askedTimes(c *fiber.Ctx) (slots.Range, error) {
	from, to, err := days(c.Query("from"), c.Query("to"), shownDaysMax)
	if err != nil {
		return slots.Range{}, err
	}
	zone := c.Query("zone")
	if !booking.KnownZone(zone) {
		return slots.Range{}, models.InvalidFields([]models.FieldProblem{{Path: "zone", Message: "must be a time zone such as Europe/London"}})
	}
	return slots.Range{From: from, To: to, Zone: zone}, nil
}

// shopperTimes answers the storefront with the free times of a service.
func (p *Panel) shopperTimes(c *fiber.Ctx) error {
	r, err := askedTimes(c)
	if err != nil {
		return err
	}
	party, err := strconv.Atoi(c.Query("party", "1"))
	if err != nil || party < 1 || party > booking.CapacityMax || len(c.Query("addons")) > shopperListMax {
		return models.Errorf(models.Invalid, "send ?variant&addons&staff&party&from&to&zone")
	}
	free, err := p.Flow.OfferTimes(c.UserContext(), flow.Asked{
		Shop: ShopperOf(c.UserContext()).Shop, Service: booking.ServiceID(c.Params("id")), Variant: c.Query("variant"), AddOns: idList(c.Query("addons")),
		Staff: booking.StaffID(c.Query("staff")), Party: party, Contact: shopperContact(c), Source: appointments.Storefront,
	}, r)
	if err != nil {
		return err
	}
	return c.JSON(viewTimes(free, r.Zone, false))
}
