package rewards

import (
	"strings"

	"clientele/models"
)

// Name is what a reward is called: the merchant's own words, or some made of
// what it gives for so many points.
func (s Settings) Name(points int64, currency, language string) string {
	if s.Title != "" {
		return s.Title
	}
	rule, kind, err := s.Rule(currency)
	if err != nil {
		return kind.Title.In(language)
	}
	if kind.Variable && points == 0 {
		return kind.Title.In(language)
	}
	return rule.Gift(points).Say(kind.Name, currency, language)
}

// Say is a gift in a few words.
func (g Gift) Say(kind, currency, language string) string {
	if kind == bookingKind.Name && g.Percent == "100" {
		return freeBooking.In(language)
	}
	form, ok := forms[kind]
	if !ok {
		form = forms[amountKind.Name]
	}
	amount := models.ShowMinor(g.Minor, currency, language)
	return strings.NewReplacer("{amount}", amount, "{percent}", g.Percent).Replace(form.In(language))
}

// Called is what a redemption is called for people who read a language: the
// merchant's own words, or some made of what it gives.
func (r Redemption) Called(language string) string {
	if !r.Nameless {
		return r.Name
	}
	return r.Gift.Say(r.Kind, r.Currency, language)
}

var freeBooking = models.Text{En: "A free appointment", Ja: "予約1回無料", Ko: "무료 예약 1회"}

var forms = map[string]models.Text{
	"amount":     {En: "{amount} off", Ja: "{amount} 割引", Ko: "{amount} 할인"},
	"slider":     {En: "{amount} off", Ja: "{amount} 割引", Ko: "{amount} 할인"},
	"percentage": {En: "{percent}% off", Ja: "{percent}% 割引", Ko: "{percent}% 할인"},
	"shipping":   {En: "Free shipping", Ja: "送料無料", Ko: "무료 배송"},
	"product":    {En: "A free product", Ja: "商品プレゼント", Ko: "무료 상품"},
	"booking":    {En: "{percent}% off an appointment", Ja: "予約 {percent}% 割引", Ko: "예약 {percent}% 할인"},
	"credit":     {En: "{amount} store credit", Ja: "{amount} 分のストアクレジット", Ko: "스토어 크레딧 {amount}"},
	"card":       {En: "{amount} gift card", Ja: "{amount} のギフトカード", Ko: "{amount} 기프트 카드"},
}
