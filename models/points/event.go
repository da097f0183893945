package points

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"clientele/models"
)

// Kinds of events. Each is the name of the rule that gives points for it.
const (
	SignUp      = "sign_up"
	Birthday    = "birthday"
	Newsletter  = "newsletter"
	CustomEvent = "custom_event"
	Visit       = "visit"
	Rebooked    = "rebooked"
)

// EventNameMax bounds the name of a merchant's own event, EventSourceMax the id
// that its source gives it.
const (
	EventNameMax   = 60
	EventSourceMax = 64
)

// Event is a fact other than an order that rules may give points for. It is
// kept whether it earns anything or not. What it earns is decided by the
// version of the programme that was in force when it happened.
type Event struct {
	Shop    models.ShopID
	Contact models.ContactID // record it was noted under
	Kind    string
	Source  string // tells it from the contact's other events of its kind: a year, the id of a booking
	Version int64

	Name    string    // of a merchant's own event
	At      time.Time // when it happened
	NotedAt time.Time
	// Missed marks what had happened before anybody told; Undone what turned out
	// not to hold. Neither earns anything.
	Missed, Undone bool
	Actor, Note    string // who noted it, and why, where a person did

	Programme  int    // version that decides; zero while there was none
	Multiplier string // of the contact's level, as a fraction; empty for 1
	Awards     []EventAward

	// LevelDay is the day on which the event counts for the contact's level, as
	// 2006-01-02 in the shop's zone; empty where it does not.
	LevelDay string
}

// EventAward is what one rule gives for an event, and what of that was posted.
type EventAward struct {
	Rule  string
	Due   int64 // what the rule gives within its limit
	Cut   int64 // what the limit cut off
	Given int64 // credited
	Taken int64 // taken back
}

// Net is what the event brought and did not lose again.
func (e Event) Net() int64 {
	var points int64
	for _, a := range e.Awards {
		points += a.Given - a.Taken
	}
	return points
}

// eventFields are asked for with every rule for events.
var eventFields = []models.Field{
	{Name: "from", Type: models.InstantField, More: true,
		Label: models.Text{En: "From", Ja: "開始日時", Ko: "시작 일시"},
		Help: models.Text{En: "For what happens from this minute on, in the shop's time zone; empty for as soon as the rule is saved",
			Ja: "この日時以降の出来事が対象（ショップのタイムゾーン、空欄はルールの保存時から）", Ko: "이 시각 이후에 일어난 일에 적용(스토어 시간대 기준, 비우면 규칙 저장 시점부터)"}},
	{Name: "to", Type: models.InstantField, More: true,
		Label: models.Text{En: "Until", Ja: "終了日時", Ko: "종료 일시"},
		Help: models.Text{En: "For what happens until the end of this minute",
			Ja: "この分の終わりまでの出来事が対象", Ko: "이 분이 끝날 때까지 일어난 일에 적용"}},
	{Name: "holdDays", Type: models.IntegerField, Default: "0", Min: "0", Max: "365", More: true,
		Label: models.Text{En: "Days until they can be spent", Ja: "利用可能になるまでの日数", Ko: "사용 가능해질 때까지의 일수"},
		Help: models.Text{En: "The holding time of orders does not apply here", Ja: "注文の保留期間はここには適用されません",
			Ko: "주문의 대기 기간은 여기에 적용되지 않습니다"}},
}

// repeatFields are those of rules for what a contact may do again and again.
var repeatFields = []models.Field{
	{Name: "most", Type: models.IntegerField, Min: "1", Max: "1000000",
		Label: models.Text{En: "At most, in points", Ja: "上限ポイント", Ko: "최대 포인트"},
		Help: models.Text{En: "For each contact within the period; what goes beyond is cut off. Empty for no limit",
			Ja: "期間内に会員ごとに付与する上限。超えた分は付与されません（空欄は制限なし）", Ko: "기간 내 고객별 한도이며 넘는 만큼은 적립하지 않습니다. 비우면 제한 없음"}},
	{Name: "period", Type: models.ChoiceField, Default: string(Month),
		Label: models.Text{En: "Within", Ja: "上限の期間", Ko: "한도 기간"},
		Choices: []models.Choice{
			{Value: string(Day), Label: models.Text{En: "a day", Ja: "1日", Ko: "하루"}},
			{Value: string(Week), Label: models.Text{En: "a week", Ja: "1週間", Ko: "일주일"}},
			{Value: string(Month), Label: models.Text{En: "a month", Ja: "1か月", Ko: "한 달"}},
			{Value: string(Year), Label: models.Text{En: "a year", Ja: "1年", Ko: "1년"}},
		}},
	{Name: "levels", Type: models.SwitchField, Default: "false", More: true,
		Label: models.Text{En: "Multiply by the contact's level", Ja: "会員ランクの倍率を適用", Ko: "등급 배율 적용"},
		Help: models.Text{En: "The multiplier of the level held when it happened; fractions are rounded down", Ja: "その時点のランクの倍率を使用します（端数切り捨て）",
			Ko: "그 시점 등급의 배율을 사용합니다(소수점 이하 버림)"}},
}

// pointsField asks how many points a rule for events gives.
func pointsField(points string) models.Field {
	return models.Field{Name: "points", Type: models.IntegerField, Required: true, Default: points, Min: "1", Max: "1000000",
		Label: models.Text{En: "Points", Ja: "ポイント", Ko: "포인트"}}
}

// eventRule gives fixed points for an event and none for orders.
type eventRule struct {
	points   int64
	name     string
	limit    Cap
	holdDays int
	levels   bool
}

// Award implements Rule.
func (eventRule) Award(Basis) Award { return Award{Exact: new(big.Rat), Formula: "0"} }

func newEventRule(params models.Params, _ string) (Rule, error) {
	return eventRuleOf(params)
}

func eventRuleOf(params models.Params) (eventRule, error) {
	whole := func(name string) int64 {
		number, ok := models.Decimal(params[name])
		if !ok || !number.IsInt() || !number.Num().IsInt64() {
			return 0
		}
		return number.Num().Int64()
	}
	r := eventRule{
		points: whole("points"), name: EventName(params["name"]), limit: Cap{Points: whole("most"), Period: Period(params["period"])},
		holdDays: int(whole("holdDays")), levels: params["levels"] == "true",
	}
	if r.points <= 0 {
		return r, models.Errorf(models.Invalid, "points must be a whole number")
	}
	return r, nil
}

// due is what the rule gives for an event before any limit.
func (r eventRule) due(e Event) int64 {
	factor, ok := new(big.Rat).SetString(cmp.Or(e.Multiplier, "1"))
	if !r.levels || !ok {
		return r.points
	}
	product := new(big.Rat).Mul(big.NewRat(r.points, 1), factor)
	return new(big.Int).Quo(product.Num(), product.Denom()).Int64()
}

// Awards is what every rule of the version gives for an event. others are the
// person's other events of the kind; what rules have limits for is counted
// among them.
func (p Programme) Awards(e Event, others []Event) ([]EventAward, error) {
	var awards []EventAward
	if e.Missed || e.Undone || !p.Settings.Enabled || !p.began(e.At) || e.Contact.Guest() && !p.Settings.Guests {
		return nil, nil
	}
	for _, setting := range p.Settings.Rules {
		rule, gives, err := p.eventRule(setting, e)
		if err != nil {
			return nil, err
		}
		if !gives {
			continue
		}
		a := EventAward{Rule: setting.ID, Due: rule.due(e)}
		if rule.limit.On() {
			from, to := rule.limit.Period.around(e.At, zoneOf(p.Zone))
			a.Cut = max(0, a.Due-max(0, rule.limit.Points-within(others, setting.ID, from, to)))
			a.Due -= a.Cut
		}
		awards = append(awards, a)
	}
	return awards, nil
}

// eventRule makes the rule of a setting, and tells whether it gives points for
// an event.
func (p Programme) eventRule(setting RuleSetting, e Event) (eventRule, bool, error) {
	rule, gives, err := p.ruleOfKind(setting, e.Kind)
	return rule, gives && rule.name == EventName(e.Name) && conditionsOf(setting.Params).within(e.At, zoneOf(p.Zone)), err
}

// ruleOfKind makes the rule of a setting, if it is one for a kind of events.
func (p Programme) ruleOfKind(setting RuleSetting, name string) (eventRule, bool, error) {
	kind, ok := KindByName(setting.Kind)
	if !ok || !kind.Event || kind.Name != name {
		return eventRule{}, false, nil
	}
	rule, err := eventRuleOf(models.WithDefaults(kind.Fields, setting.Params))
	if err != nil {
		return rule, false, models.Wrap(models.Internal, err, "programme version %d cannot give points for %s", p.Version, name)
	}
	return rule, true, nil
}

// within adds up what a rule gave for events of a stretch of time.
func within(events []Event, rule string, from, to time.Time) int64 {
	var points int64
	for _, e := range events {
		for _, a := range e.Awards {
			if a.Rule == rule && !e.At.Before(from) && e.At.Before(to) {
				points += a.Due
			}
		}
	}
	return points
}

// SettleEvent brings the book to what an event is worth now. It posts only the
// difference to what was posted before, so repeating it changes nothing. Points
// that somebody has used already are not asked back.
func (b *Book) SettleEvent(e Event, p Programme, others []Event) (Event, error) {
	due, err := p.Awards(e, others)
	if err != nil {
		return e, err
	}
	e.Programme, e.Awards = p.Version, slices.Clone(e.Awards)
	for i := range e.Awards {
		e.Awards[i].Due, e.Awards[i].Cut = 0, 0
	}
	for _, d := range due {
		i := slices.IndexFunc(e.Awards, func(a EventAward) bool { return a.Rule == d.Rule })
		if i < 0 {
			i, e.Awards = len(e.Awards), append(e.Awards, EventAward{Rule: d.Rule})
		}
		e.Awards[i].Due, e.Awards[i].Cut = d.Due, d.Cut
	}
	for i := range e.Awards {
		a := &e.Awards[i]
		g := e.grant(*a, p)
		switch difference := a.Due - (a.Given - a.Taken); {
		case difference > 0:
			g.Points = difference
			b.Grant(g, p)
			a.Given += difference
		case difference < 0:
			a.Taken += b.Withdraw(g, -difference, p)
		}
	}
	return e, nil
}

// grant is what the ledger says of an award.
func (e Event) grant(a EventAward, p Programme) Grant {
	g := Grant{Cause: Cause{Kind: e.Kind, ID: e.Source, Name: e.Name}, Rule: a.Rule, At: e.At, Actor: e.Actor, Note: e.Note}
	for _, setting := range p.Settings.Rules {
		if setting.ID != a.Rule {
			continue
		}
		if rule, gives, err := p.eventRule(setting, e); err == nil && gives {
			g.HoldDays = rule.holdDays
		}
	}
	return g
}

// TakeEvent takes back what nobody has used of an event's points, because the
// person turns out to have had the event before, under another record.
func (b *Book) TakeEvent(e Event, p Programme) Event {
	e.Awards = slices.Clone(e.Awards)
	for i := range e.Awards {
		a := &e.Awards[i]
		a.Due, a.Cut = 0, 0
		a.Taken += b.Withdraw(e.grant(*a, p), a.Given-a.Taken, p)
	}
	e.Undone = true
	return e
}
