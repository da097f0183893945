package points

import (
	"math/big"
	"strings"

	"clientele/models"
	"clientele/models/referrals"
)

// Way is one way to earn, in the words of the storefront.
type Way struct {
	Kind        string
	Title, Text models.Text
}

// Ways lists what this version gives points for; nothing while it is switched
// off. Amounts are in the shop's currency.
func (p Programme) Ways(currency string) []Way {
	if !p.Settings.Enabled {
		return nil
	}
	ways := make([]Way, 0, len(p.Settings.Rules))
	for _, rule := range p.Settings.Rules {
		kind, ok := KindByName(rule.Kind)
		if !ok {
			continue
		}
		params := models.WithDefaults(kind.Fields, rule.Params)
		ways = append(ways, Way{Kind: kind.Name, Title: kind.Title, Text: kind.tell(params, currency)})
	}
	if r := p.Settings.Referrals; r.On {
		ways = append(ways, Way{Kind: "referral", Title: referrals.Title, Text: r.Say()})
	}
	return ways
}

// tell says what a rule gives. A kind without words of its own tells its
// points and the least amount it asks for, else its description.
func (k Kind) tell(params models.Params, currency string) models.Text {
	if k.Tell != nil {
		if text := k.Tell(params, currency); text != (models.Text{}) {
			return text
		}
	}
	points, ok := models.Decimal(params["points"])
	if !ok || !points.IsInt() || !points.Num().IsInt64() {
		return k.Description
	}
	text := pointsText(points)
	if minor, err := models.ParseMinor(params["minimum"], currency); err == nil && minor > 0 {
		text.En += ", for orders of " + models.ShowMinor(minor, currency, "en") + " or more"
		text.Ja = models.ShowMinor(minor, currency, "ja") + "以上のご注文で" + text.Ja
		text.Ko = models.ShowMinor(minor, currency, "ko") + " 이상 주문 시 " + text.Ko
	}
	return text
}

// pointsText is a number of points: exact, with separators where it is whole.
func pointsText(points *big.Rat) models.Text {
	number := Exact(points)
	if points.IsInt() && points.Num().IsInt64() {
		number = models.ShowCount(points.Num().Int64())
	}
	text := models.Text{En: number + " points", Ja: number + "ポイント", Ko: number + "포인트"}
	if number == "1" {
		text.En = "1 point"
	}
	return text
}

// tellPerAmount is the rate, and whether only some products count; nothing for
// parameters that cannot be read in this currency.
func tellPerAmount(params models.Params, currency string) models.Text {
	rate, ok := models.Decimal(params["points"])
	minor, err := models.ParseMinor(params["amount"], currency)
	if !ok || err != nil {
		return models.Text{}
	}
	if multiplier, ok := models.Decimal(params["multiplier"]); ok {
		rate.Mul(rate, multiplier)
	}
	text := pointsText(rate)
	text.En += " for every " + models.ShowMinor(minor, currency, "en") + " you spend"
	text.Ja = models.ShowMinor(minor, currency, "ja") + "のお買い上げごとに" + text.Ja
	text.Ko = models.ShowMinor(minor, currency, "ko") + " 구매할 때마다 " + text.Ko
	if strings.TrimSpace(params["products"]+params["collections"]+params["productTags"]) != "" {
		text.En += " on selected products"
		text.Ja = "対象商品" + text.Ja
		text.Ko = "대상 상품 " + text.Ko
	}
	return text
}
