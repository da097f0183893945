package points

import (
	"slices"
	"time"

	"clientele/models"
	"clientele/models/orders"
)

// conditionFields are asked for with every rule: when it holds, for which
// orders, and with which other rules it does not add up.
var conditionFields = []models.Field{
	{Name: "from", Type: models.InstantField, More: true,
		Label: models.Text{En: "From", Ja: "開始日時", Ko: "시작 일시"},
		Help: models.Text{En: "For orders placed from this minute on, in the shop's time zone; empty for always",
			Ja: "この日時以降の注文が対象（ショップのタイムゾーン、空欄は制限なし）", Ko: "이 시각 이후에 접수된 주문에 적용(스토어 시간대 기준, 비우면 제한 없음)"}},
	{Name: "to", Type: models.InstantField, More: true,
		Label: models.Text{En: "Until", Ja: "終了日時", Ko: "종료 일시"},
		Help: models.Text{En: "For orders placed until the end of this minute; what counts is when an order is placed, not when it is paid",
			Ja: "この分の終わりまでの注文が対象（支払日時ではなく注文日時で判定）", Ko: "이 분이 끝날 때까지 접수된 주문에 적용(결제 시각이 아닌 주문 시각 기준)"}},
	{Name: "orderTags", Type: models.WordsField, More: true,
		Label: models.Text{En: "Only orders with a tag", Ja: "対象の注文タグ", Ko: "주문 태그 한정"},
		Help: models.Text{En: "Any of these tags, separated by commas; empty for all orders",
			Ja: "いずれかのタグが付いた注文（カンマ区切り、空欄はすべての注文）", Ko: "이 중 하나의 태그가 있는 주문(쉼표로 구분, 비우면 모든 주문)"}},
	{Name: "notOrderTags", Type: models.WordsField, More: true,
		Label: models.Text{En: "Not orders with a tag", Ja: "除外する注文タグ", Ko: "제외할 주문 태그"},
		Help:  models.Text{En: "Such as wholesale", Ja: "例：卸売", Ko: "예: 도매"}},
	{Name: "group", Type: models.TextField, More: true,
		Label: models.Text{En: "Group", Ja: "グループ", Ko: "그룹"},
		Help: models.Text{En: "Rules with the same group do not add up: each item counts for the first of them in this list, and of fixed points the most are given",
			Ja: "同じグループのルールは合算されません。商品ごとに一覧の最初のルールだけが適用され、固定ポイントは最も多いものだけが付与されます",
			Ko: "같은 그룹의 규칙은 합산하지 않습니다. 상품마다 목록에서 먼저 나오는 규칙만 적용되고, 고정 포인트는 가장 많은 것만 적립됩니다"}},
}

// Reasons for which a rule gives nothing although the order counts.
const (
	OutOfDates  = "dates"
	OutOfOrders = "order_tags"
	OutOfGroup  = "group" // another rule of its group counts instead
)

// conditions are what a setting asks of an order besides what its kind does.
type conditions struct {
	dates             models.Window
	tags, withoutTags []string
	group             string
}

func conditionsOf(params models.Params) conditions {
	return conditions{
		dates: models.Window{From: params["from"], Until: params["to"]}, tags: models.Words(params["orderTags"]), withoutTags: models.Words(params["notOrderTags"]),
		group: params["group"],
	}
}

// refusal says why the rule does not look at an order; empty where it does.
// What counts is when the order was placed, so that a late payment changes
// nothing.
func (c conditions) refusal(o orders.Order, zone *time.Location) string {
	if !c.within(o.CreatedAt, zone) {
		return OutOfDates
	}
	has := func(tag string) bool { return slices.Contains(o.Tags, tag) }
	if len(c.tags) > 0 && !slices.ContainsFunc(c.tags, has) || slices.ContainsFunc(c.withoutTags, has) {
		return OutOfOrders
	}
	return ""
}

// within tells whether a time lies within the dates of the rule.
func (c conditions) within(at time.Time, zone *time.Location) bool {
	return !c.dates.Ahead(at, zone) && !c.dates.Over(at, zone)
}

// problems finds what the fields alone cannot tell.
func (c conditions) problems() []models.FieldProblem {
	if c.dates.Reversed() {
		return []models.FieldProblem{{Path: ".params.to", Message: "must not be before the beginning"}}
	}
	return nil
}
