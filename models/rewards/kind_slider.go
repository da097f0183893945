package rewards

import (
	"math/bits"
	"strconv"

	"clientele/models"
)

var sliderKind = Kind{
	Name: "slider", Effect: Discount, Variable: true,
	Title: models.Text{En: "As much as you like", Ja: "ポイント数を選べる割引", Ko: "원하는 만큼 할인"},
	Description: models.Text{
		En: "The shopper chooses how many points to turn into an amount off one order.",
		Ja: "お客様が使うポイント数を選び、その分だけ1回の注文から割り引きます。",
		Ko: "고객이 사용할 포인트를 정하면 그만큼 주문 한 건에서 할인합니다.",
	},
	Fields: []models.Field{
		{Name: "step", Type: models.IntegerField, Required: true, Default: "100", Min: "1", Max: "1000000",
			Label: models.Text{En: "Every so many points", Ja: "ポイント単位", Ko: "포인트 단위"}},
		{Name: "amount", Type: models.MoneyField, Required: true, Default: "1", Min: "0.001", Max: "1000000",
			Label: models.Text{En: "take off", Ja: "単位あたりの割引額", Ko: "단위당 할인 금액"}, Help: inShopCurrency},
		{Name: "least", Type: models.IntegerField, Default: "", Min: "1", Max: "1000000000",
			Label: models.Text{En: "At least so many points", Ja: "最小ポイント数", Ko: "최소 포인트"},
			Help:  models.Text{En: "Empty for one step", Ja: "空欄の場合は1単位", Ko: "비우면 한 단위"}},
		{Name: "most", Type: models.IntegerField, Required: true, Default: "10000", Min: "1", Max: "1000000000",
			Label: models.Text{En: "At most so many points", Ja: "最大ポイント数", Ko: "최대 포인트"}},
	},
	New: newSlider,
}

// slider takes minor off for every step of points.
type slider struct{ least, most, step, minor int64 }

// sliderMax bounds what the largest choice takes off, in minor units.
const sliderMax = 1_000_000_000_000

func newSlider(params models.Params, currency string) (Rule, error) {
	minor, err := positive(params, "amount", currency)
	if err != nil {
		return nil, err
	}
	s := slider{minor: minor}
	for name, into := range map[string]*int64{"step": &s.step, "most": &s.most, "least": &s.least} {
		if params[name] == "" {
			continue
		}
		if *into, err = strconv.ParseInt(params[name], 10, 64); err != nil {
			return nil, models.Errorf(models.Invalid, "%s must be a whole number", name)
		}
	}
	if s.least == 0 {
		s.least = s.step
	}
	switch {
	case s.least%s.step != 0 || s.most%s.step != 0:
		return nil, models.Errorf(models.Invalid, "the least and the most points must be multiples of %d", s.step)
	case s.least > s.most:
		return nil, models.Errorf(models.Invalid, "the least points must not be more than the most")
	}
	if high, low := bits.Mul64(uint64(s.most/s.step), uint64(minor)); high != 0 || low > sliderMax {
		return nil, models.Errorf(models.Invalid, "the most points would take off more than can be counted")
	}
	return s, nil
}

func (s slider) Gift(points int64) Gift {
	return Gift{Effect: Discount, Minor: points / s.step * s.minor}
}

func (s slider) Range() (least, most, step int64) { return s.least, s.most, s.step }
