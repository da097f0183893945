package referrals

import (
	"fmt"
	"time"

	"clientele/models"
)

// The most that settings may say.
const (
	PointsMax = 1_000_000
	WaitMax   = 365
	CapMax    = 1_000_000_000
	amountMax = 100_000_000_000 // minor units
)

// Settings are the merchant's choices about recommendations. They are part of
// the programme, so each order keeps those of the day it was placed.
type Settings struct {
	On             bool
	AdvocatePoints int64 // for who recommends
	FriendPoints   int64 // for who was recommended to
	MinimumMinor   int64 // what must be kept of the first order; minor units of the shop's currency
	WaitDays       int   // calendar days after the payment, in which goods may come back
	Cap            Cap
}

// Period is the stretch of the calendar that a cap is about.
type Period string

// The periods.
const (
	Month    Period = "month"
	Year     Period = "year"
	Lifetime Period = "lifetime"
)

// Cap is the most points that one advocate gets within a period. What goes
// beyond is cut off; the friend gets theirs all the same. Zero is for no cap.
type Cap struct {
	Points int64
	Period Period
}

// Default is what the panel offers to who never chose.
func Default() Settings {
	return Settings{AdvocatePoints: 500, FriendPoints: 250, WaitDays: 14, Cap: Cap{Period: Year}}
}

// Chosen is the settings, or what is offered where nobody has chosen yet.
func (s Settings) Chosen() Settings {
	if s == (Settings{}) {
		return Default()
	}
	return s
}

// Problems finds everything wrong with the settings; paths are relative to them.
func (s Settings) Problems() []models.FieldProblem {
	var problems []models.FieldProblem
	add := func(path, format string, args ...any) {
		problems = append(problems, models.FieldProblem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	for path, points := range map[string]int64{"advocatePoints": s.AdvocatePoints, "friendPoints": s.FriendPoints} {
		if points < 0 || points > PointsMax {
			add(path, "must be 0 to 1,000,000 points")
		}
	}
	if s.On && s.AdvocatePoints+s.FriendPoints == 0 {
		add("advocatePoints", "must be more than 0, unless the friend gets points")
	}
	if s.MinimumMinor < 0 || s.MinimumMinor > amountMax {
		add("minimum", "must be an amount of 0 or more")
	}
	if s.WaitDays < 0 || s.WaitDays > WaitMax {
		add("waitDays", "must be 0 to %d days", WaitMax)
	}
	if s.Cap.Points < 0 || s.Cap.Points > CapMax {
		add("cap.points", "must be 0 for no limit, or 1 to 1,000,000,000")
	}
	switch s.Cap.Period {
	case Month, Year, Lifetime:
	case "":
		if s.Cap.Points > 0 {
			add("cap.period", "must be month, year or lifetime")
		}
	default:
		add("cap.period", "must be month, year or lifetime")
	}
	return problems
}

// DueAt is when a referral whose order was paid at a time is decided for good:
// so many calendar days later, in a zone.
func (s Settings) DueAt(paidAt time.Time, zone string) time.Time {
	if paidAt.IsZero() || s.WaitDays == 0 {
		return models.Instant(paidAt)
	}
	return models.Instant(paidAt.In(models.Zone(zone)).AddDate(0, 0, s.WaitDays))
}

// Window is the period of a cap in which a time lies, from its first instant to
// that of the next one. That of a lifetime has no end.
func (c Cap) Window(at time.Time, zoneName string) (from, to time.Time) {
	zone := models.Zone(zoneName)
	y, m, _ := at.In(zone).Date()
	switch c.Period {
	case Month:
		return models.DayBegins(y, m, 1, zone), models.DayBegins(y, m+1, 1, zone)
	case Year:
		return models.DayBegins(y, 1, 1, zone), models.DayBegins(y+1, 1, 1, zone)
	}
	return time.Time{}, time.Time{}
}

// Title heads a recommendation on the pages of the store.
var Title = models.Text{En: "Recommend us to a friend", Ja: "お友だちに紹介", Ko: "친구에게 추천"}

// Say tells what both get.
func (s Settings) Say() models.Text {
	a, f := models.ShowCount(s.AdvocatePoints), models.ShowCount(s.FriendPoints)
	switch {
	case s.FriendPoints == 0:
		return models.Text{
			En: fmt.Sprintf("You get %s points for a friend’s first order.", a),
			Ja: fmt.Sprintf("お友だちの初回注文で、あなたに%sポイント進呈します。", a),
			Ko: fmt.Sprintf("친구의 첫 주문 시 %s포인트를 드립니다.", a),
		}
	case s.AdvocatePoints == 0:
		return models.Text{
			En: fmt.Sprintf("A friend gets %s points for their first order.", f),
			Ja: fmt.Sprintf("お友だちの初回注文で、お友だちに%sポイント進呈します。", f),
			Ko: fmt.Sprintf("친구의 첫 주문 시 친구에게 %s포인트를 드립니다.", f),
		}
	}
	return models.Text{
		En: fmt.Sprintf("For a friend’s first order you get %s points, and they get %s.", a, f),
		Ja: fmt.Sprintf("お友だちの初回注文で、あなたに%sポイント、お友だちに%sポイント進呈します。", a, f),
		Ko: fmt.Sprintf("친구의 첫 주문 시 나에게 %s포인트, 친구에게 %s포인트를 드립니다.", a, f),
	}
}
