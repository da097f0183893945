package points

import (
	"slices"
	"strings"

	"clientele/models"
)

var customEventKind = Kind{
	Name:  CustomEvent,
	Title: models.Text{En: "Points for an event of your own", Ja: "独自イベントのポイント", Ko: "직접 정한 이벤트 포인트"},
	Description: models.Text{
		En: "Whatever you want to thank for: a review, a photo, a visit to your stand. You record it on the contact's page.",
		Ja: "レビュー、写真の投稿、イベントへの来場など、感謝を伝えたいことに付与します。会員ページから記録します。",
		Ko: "리뷰, 사진, 행사 방문 등 감사하고 싶은 모든 일에 적립합니다. 고객 페이지에서 기록합니다.",
	},
	Fields: slices.Concat([]models.Field{
		{Name: "name", Type: models.TextField, Required: true, Default: "Review",
			Label: models.Text{En: "Name of the event", Ja: "イベント名", Ko: "이벤트 이름"},
			Help: models.Text{En: "As you pick it on the contact's page and as shoppers read it", Ja: "会員ページで選ぶ名前で、お客様にも表示されます",
				Ko: "고객 페이지에서 선택하는 이름이며 고객에게도 표시됩니다"}},
		pointsField("50"),
	}, repeatFields),
	Event: true,
	New: func(params models.Params, _ string) (Rule, error) {
		if name := EventName(params["name"]); name == "" || len([]rune(name)) > EventNameMax {
			return nil, models.Errorf(models.Invalid, "the name must have 1 to %d characters", EventNameMax)
		}
		return eventRuleOf(params)
	},
	Tell: func(params models.Params, _ string) models.Text {
		points, ok := models.Decimal(params["points"])
		name := strings.TrimSpace(params["name"])
		if !ok || name == "" {
			return models.Text{}
		}
		text := pointsText(points)
		return models.Text{En: name + ": " + text.En, Ja: name + "：" + text.Ja, Ko: name + ": " + text.Ko}
	},
}

// EventName is the name of a merchant's own event in the form by which it is
// compared: in small letters, with single spaces.
func EventName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// EventNames lists the merchant's own events that this version gives points
// for, as they are written in the rules.
func (p Programme) EventNames() []string {
	var names []string
	seen := map[string]bool{}
	for _, r := range p.Settings.Rules {
		name := strings.Join(strings.Fields(r.Params["name"]), " ")
		if r.Kind == CustomEvent && name != "" && !seen[EventName(name)] {
			seen[EventName(name)] = true
			names = append(names, name)
		}
	}
	return names
}
