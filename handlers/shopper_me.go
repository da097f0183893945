package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/levels"
)

// ShopperMe is what the storefront shows to a visitor about themselves.
type ShopperMe struct {
	SignedIn bool           `json:"signedIn"`
	Name     string         `json:"name,omitempty"` // first name where there is one
	Points   *ShopperPoints `json:"points,omitempty"`
	Level    *ShopperLevel  `json:"level"`
	// AskBirthday tells the page to ask for it: it would earn points.
	AskBirthday bool `json:"askBirthday,omitempty"`
}

// ShopperPoints are a visitor's points by what can be done with them.
type ShopperPoints struct {
	Balance        int64      `json:"balance"` // available less debt; may be negative
	Available      int64      `json:"available"`
	Pending        int64      `json:"pending"`
	Reserved       int64      `json:"reserved"`
	Debt           int64      `json:"debt"`
	ExpiringPoints int64      `json:"expiringPoints"`
	ExpiringAt     *time.Time `json:"expiringAt"`
}

// ShopperLevel is the visitor's place on the ladder.
type ShopperLevel struct {
	ID     string       `json:"id"`
	Name   string       `json:"name"`
	Colour string       `json:"colour"`
	Perks  []string     `json:"perks"`
	Next   *ShopperNext `json:"next"`
}

// ShopperNext is the level above and how far it is.
type ShopperNext struct {
	Name    string `json:"name"`
	Missing int64  `json:"missing"`
	Unit    string `json:"unit"`
	Percent int    `json:"percent"` // 0 to 100 of the way
}

// shopperMe answers the storefront with the signed-in visitor's points. Who
// that is comes from the signed query and from nowhere else.
func (p *Panel) shopperMe(c *fiber.Ctx) error {
	ctx := c.UserContext()
	who := ShopperOf(ctx)
	if who.CustomerID == "" {
		return c.JSON(ShopperMe{})
	}
	mine, err := p.Flow.MyPoints(ctx, who.Shop, models.MemberContact(who.CustomerID))
	if err != nil {
		return err
	}
	out := viewMine(mine)
	level, err := p.Flow.ShopperLevel(ctx, who.Shop, mine.Contact, languageOf(c))
	if err != nil {
		return err
	}
	out.Level = viewShopperLevel(level)
	return c.JSON(out)
}

func viewMine(mine flow.Mine) ShopperMe {
	b := mine.Account.Balances
	return ShopperMe{SignedIn: true, Name: mine.Profile.FirstName, AskBirthday: mine.AskBirthday, Points: &ShopperPoints{
		Balance: b.Shown(), Available: b.Available, Pending: b.Pending, Reserved: b.Reserved, Debt: b.Debt,
		ExpiringPoints: mine.NextExpiryPoints, ExpiringAt: moment(mine.NextExpiry),
	}}
}

// viewShopperLevel tells money in the currency's code as the unit, so that the
// page can write it as an amount.
func viewShopperLevel(l *flow.ShopperLevel) *ShopperLevel {
	if l == nil {
		return nil
	}
	out := &ShopperLevel{ID: l.ID, Name: l.Name, Colour: l.Colour, Perks: l.Perks}
	if n := l.Next; n != nil {
		out.Next = &ShopperNext{Name: n.Name, Missing: n.Missing, Unit: string(n.Unit), Percent: int(n.Percent)}
		if n.Unit == levels.Money {
			out.Next.Unit = n.Currency
		}
	}
	return out
}

// languageOf is the language a storefront page asked for.
func languageOf(c *fiber.Ctx) string { return models.LanguageOf(c.Query("locale")) }
