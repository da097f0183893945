package rewards

import (
	"slices"
	"time"

	"clientele/models"
)

// Circumstances are what decides whether somebody may have a reward now.
type Circumstances struct {
	Available int64     // points that can be spent
	Level     string    // id of the contact's loyalty level; empty for none
	Taken     int64     // how many of the reward are taken in all
	Had       int64     // how many of them this contact has or had
	LastAt    time.Time // when this contact took the last one; zero for never
}

// Refusal says in one word why somebody may not have a reward; empty when they
// may. It is stored nowhere and shown by Say.
type Refusal string

// The refusals, the one that lasts longest first.
const (
	SwitchedOff Refusal = "off"
	TooEarly    Refusal = "not_yet"
	Over        Refusal = "over"
	SoldOut     Refusal = "sold_out"
	OtherLevel  Refusal = "level"
	HadEnough   Refusal = "limit"
	CoolingDown Refusal = "cool_down"
	WrongPoints Refusal = "points"  // not a number of points that can be chosen
	TooFew      Refusal = "balance" // not enough points
)

// Offer is what a reward is to somebody now.
type Offer struct {
	Points     int64 // what it costs; the least for a variable reward
	Most, Step int64 // for a variable reward: the most that can be spent now
	Affordable bool
	Missing    int64 // points until it is affordable
	Refusal    Refusal
}

// Offer tells whether somebody may have the reward now, for so many points; for
// zero points it tells of the least that it costs. Its dates are read on the
// clocks of a zone.
func (r Reward) Offer(c Circumstances, points int64, currency string, zone *time.Location, now time.Time) (Offer, error) {
	rule, kind, err := r.Rule(currency)
	if err != nil {
		return Offer{}, err
	}
	o := Offer{Points: r.Cost}
	least, most, step := rule.Range()
	if kind.Variable {
		o.Points, o.Step = least, step
		o.Most = max(least, min(most, c.Available/step*step))
		if points != 0 {
			o.Points = points
		}
	}
	o.Affordable = c.Available >= o.Points
	o.Missing = max(0, o.Points-c.Available)
	o.Refusal = r.refusal(c, zone, now)
	switch {
	case o.Refusal != "":
	case kind.Variable && (o.Points < least || o.Points > most || o.Points%step != 0),
		!kind.Variable && points != 0 && points != r.Cost:
		o.Refusal = WrongPoints
	case !o.Affordable:
		o.Refusal = TooFew
	}
	return o, nil
}

func (r Reward) refusal(c Circumstances, zone *time.Location, now time.Time) Refusal {
	switch {
	case !r.Enabled:
		return SwitchedOff
	case r.Dates.Ahead(now, zone):
		return TooEarly
	case r.Dates.Over(now, zone):
		return Over
	case r.Stock > 0 && c.Taken >= r.Stock:
		return SoldOut
	case len(r.Levels) > 0 && !slices.Contains(r.Levels, c.Level):
		return OtherLevel
	case r.PerMember > 0 && c.Had >= r.PerMember:
		return HadEnough
	case r.CoolDown > 0 && !c.LastAt.IsZero() && now.Before(c.LastAt.AddDate(0, 0, r.CoolDown)):
		return CoolingDown
	}
	return ""
}

// Say is the refusal as a sentence for the shopper.
func (r Refusal) Say(language string) string { return refusals[r].In(language) }

// Err is the refusal as an error: a conflict whose sentence is for the shopper.
func (r Refusal) Err(language string) error {
	return models.Errorf(models.Conflict, "%s", r.Say(language))
}

var refusals = map[Refusal]models.Text{
	SwitchedOff: {En: "This reward is not offered at the moment.", Ja: "この特典は現在ご利用いただけません。", Ko: "지금은 이 리워드를 이용할 수 없습니다."},
	TooEarly:    {En: "This reward is not offered yet.", Ja: "この特典はまだ始まっていません。", Ko: "아직 시작되지 않은 리워드입니다."},
	Over:        {En: "This reward is no longer offered.", Ja: "この特典は終了しました。", Ko: "종료된 리워드입니다."},
	SoldOut:     {En: "All of these rewards have been taken.", Ja: "この特典はすべて交換されました。", Ko: "준비된 리워드가 모두 소진되었습니다."},
	OtherLevel:  {En: "This reward is for another level.", Ja: "この特典は別のランクの方が対象です。", Ko: "다른 등급을 위한 리워드입니다."},
	HadEnough:   {En: "You have had this reward as often as you can.", Ja: "この特典の交換回数の上限に達しました。", Ko: "이 리워드를 교환할 수 있는 횟수를 모두 사용했습니다."},
	CoolingDown: {En: "You had this reward a short while ago. Please come back later.", Ja: "前回の交換から間もないため、しばらくしてからもう一度お試しください。", Ko: "최근에 이 리워드를 교환했습니다. 나중에 다시 시도해 주세요."},
	WrongPoints: {En: "This is not a number of points you can choose.", Ja: "選択できないポイント数です。", Ko: "선택할 수 없는 포인트입니다."},
	TooFew:      {En: "You do not have enough points yet.", Ja: "ポイントが足りません。", Ko: "포인트가 부족합니다."},
}
