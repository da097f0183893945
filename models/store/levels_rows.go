package store

import (
	"fmt"
	"maps"
	"time"

	"clientele/models"
	"clientele/models/levels"
)

type ladderRow struct {
	ID            string           `bson:"_id"`
	Shop          models.ShopID    `bson:"shop"`
	Version       int              `bson:"version"`
	Period        periodRow        `bson:"period"`
	Keep          levels.Keep      `bson:"keep"`
	GraceDays     int              `bson:"graceDays"`
	OnRefund      levels.OnRefund  `bson:"onRefund"`
	Downgrade     levels.Downgrade `bson:"downgrade"`
	Levels        []stepOfLadder   `bson:"levels"`
	Zone          string           `bson:"zone"`
	Currency      string           `bson:"currency"`
	EffectiveFrom time.Time        `bson:"effectiveFrom"`
	SavedBy       string           `bson:"savedBy"`
	Note          string           `bson:"note"`
}

type periodRow struct {
	Kind   levels.PeriodKind `bson:"kind"`
	Months int               `bson:"months"`
}

type stepOfLadder struct {
	ID         string         `bson:"id"`
	Name       textRow        `bson:"name"`
	Colour     string         `bson:"colour"`
	Perks      []textRow      `bson:"perks"`
	Extras     []string       `bson:"extras"`
	Multiplier string         `bson:"multiplier"`
	Reward     int64          `bson:"reward"`
	Any        bool           `bson:"any"`
	Rules      []levelRuleRow `bson:"rules"`
	Stage      string         `bson:"stage"`
	Closed     bool           `bson:"closed"`
}

type textRow struct {
	En string `bson:"en"`
	Ja string `bson:"ja"`
	Ko string `bson:"ko"`
}

type levelRuleRow struct {
	Kind   string        `bson:"kind"`
	Params models.Params `bson:"params"`
}

func toLadderRow(l levels.Ladder) ladderRow {
	s := l.Settings
	row := ladderRow{
		ID: key(l.Shop, fmt.Sprintf("%0*d", numberDigits, l.Version)), Shop: l.Shop, Version: l.Version, Period: periodRow(s.Period),
		Keep: s.Keep, GraceDays: s.GraceDays, OnRefund: s.OnRefund, Downgrade: s.Downgrade,
		Zone: l.Zone, Currency: l.Currency, EffectiveFrom: l.EffectiveFrom, SavedBy: l.SavedBy, Note: l.Note,
	}
	for _, level := range s.Levels {
		step := stepOfLadder{
			ID: level.ID, Name: textRow(level.Name), Colour: level.Colour, Extras: level.Extras, Multiplier: level.Multiplier,
			Reward: level.Reward, Any: level.Any, Stage: level.Stage, Closed: level.Closed,
		}
		for _, perk := range level.Perks {
			step.Perks = append(step.Perks, textRow(perk))
		}
		for _, rule := range level.Rules {
			step.Rules = append(step.Rules, levelRuleRow(rule))
		}
		row.Levels = append(row.Levels, step)
	}
	return row
}

func fromLadderRow(r ladderRow) levels.Ladder {
	l := levels.Ladder{
		Shop: r.Shop, Version: r.Version, Zone: r.Zone, Currency: r.Currency, EffectiveFrom: r.EffectiveFrom, SavedBy: r.SavedBy, Note: r.Note,
		Settings: levels.Settings{
			Period: levels.Period(r.Period), Keep: r.Keep, GraceDays: r.GraceDays, OnRefund: r.OnRefund, Downgrade: r.Downgrade,
		},
	}
	for _, step := range r.Levels {
		level := levels.Level{
			ID: step.ID, Name: models.Text(step.Name), Colour: step.Colour, Extras: step.Extras, Multiplier: step.Multiplier,
			Reward: step.Reward, Any: step.Any, Stage: step.Stage, Closed: step.Closed,
		}
		for _, perk := range step.Perks {
			level.Perks = append(level.Perks, models.Text(perk))
		}
		for _, rule := range step.Rules {
			rule.Params = maps.Clone(rule.Params) // readings may be shared
			level.Rules = append(level.Rules, levels.RuleSetting(rule))
		}
		l.Settings.Levels = append(l.Settings.Levels, level)
	}
	return l
}

type levelRow struct {
	ID      string           `bson:"_id"`
	Shop    models.ShopID    `bson:"shop"`
	Contact models.ContactID `bson:"contact"`
	Version int64            `bson:"version"`

	Ladder int       `bson:"ladder"`
	Level  string    `bson:"level"`
	Since  time.Time `bson:"since"`
	Until  time.Time `bson:"until"`
	SeenAt time.Time `bson:"seenAt"`
	NextAt time.Time `bson:"nextAt"`
	Waits  bool      `bson:"waits"` // has to be looked at again at NextAt

	Rows         []rowRow     `bson:"rows"`
	MonthsBefore levels.Date  `bson:"monthsBefore"`
	Kept         keptRow      `bson:"kept"`
	Rewards      []entryBonus `bson:"rewards"`
	Changes      int64        `bson:"changes"`
}

// rowRow has short names, because a contact may have many.
type rowRow struct {
	Day     levels.Date `bson:"d"`
	Lost    levels.Date `bson:"l,omitempty"`
	From    time.Time   `bson:"f,omitempty"`
	Figures partsRow    `bson:"n"`
}

type partsRow struct {
	Points     int64 `bson:"p,omitempty"`
	SpentMinor int64 `bson:"s,omitempty"`
	Orders     int64 `bson:"o,omitempty"`
	Visits     int64 `bson:"v,omitempty"`
}

type keptRow struct {
	Level  string      `bson:"level"`
	Until  time.Time   `bson:"until"`
	Ladder int         `bson:"ladder"`
	From   levels.Date `bson:"from"`
	To     levels.Date `bson:"to"`
}

type entryBonus struct {
	Level  string `bson:"level"`
	Points int64  `bson:"points"`
	Taken  int64  `bson:"taken"`
}

func toLevelRow(s levels.State) levelRow {
	row := levelRow{
		ID: key(s.Shop, string(s.Contact)), Shop: s.Shop, Contact: s.Contact, Version: s.Version + 1, Ladder: s.Ladder, Level: s.Level,
		Since: s.Since, Until: s.Until, SeenAt: s.SeenAt, NextAt: s.NextAt, Waits: !s.NextAt.IsZero(),
		MonthsBefore: s.MonthsBefore, Kept: keptRow(s.Kept), Changes: s.Changes,
	}
	for _, r := range s.Rows {
		row.Rows = append(row.Rows, rowRow{Day: r.Day, Lost: r.Lost, From: r.From, Figures: partsRow(r.Figures)})
	}
	for _, r := range s.Rewards {
		row.Rewards = append(row.Rewards, entryBonus(r))
	}
	return row
}

func fromLevelRow(r levelRow) levels.State {
	s := levels.State{
		Shop: r.Shop, Contact: r.Contact, Version: r.Version, Ladder: r.Ladder, Level: r.Level,
		Since: r.Since, Until: r.Until, SeenAt: r.SeenAt, NextAt: r.NextAt,
		MonthsBefore: r.MonthsBefore, Kept: levels.Kept(r.Kept), Changes: r.Changes,
	}
	for _, row := range r.Rows {
		s.Rows = append(s.Rows, levels.Row{Day: row.Day, Lost: row.Lost, From: row.From, Figures: levels.Figures(row.Figures)})
	}
	for _, reward := range r.Rewards {
		s.Rewards = append(s.Rewards, levels.Reward(reward))
	}
	return s
}

type changeRow struct {
	ID        string           `bson:"_id"`
	Shop      models.ShopID    `bson:"shop"`
	Contact   models.ContactID `bson:"contact"`
	Seq       int64            `bson:"seq"`
	From      string           `bson:"from"`
	To        string           `bson:"to"`
	Ladder    int              `bson:"ladder"`
	Cause     causeRow         `bson:"cause"`
	Figures   partsRow         `bson:"figures"`
	Effective time.Time        `bson:"effective"`
	At        time.Time        `bson:"at"`
	Uncounted bool             `bson:"uncounted"` // the counts of levels do not hold it yet
}

// changeKey fills the number up, so that a contact's changes sort by _id.
func changeKey(shop models.ShopID, id models.ContactID, seq int64) string {
	return entryKey(shop, id, seq)
}

func toChangeRow(c levels.Change) changeRow {
	return changeRow{
		ID: changeKey(c.Shop, c.Contact, c.Seq), Shop: c.Shop, Contact: c.Contact, Seq: c.Seq, From: c.From, To: c.To, Ladder: c.Ladder,
		Cause: causeRow(c.Cause), Figures: partsRow(c.Figures), Effective: c.Effective, At: c.At, Uncounted: true,
	}
}

func fromChangeRow(r changeRow) levels.Change {
	return levels.Change{
		Shop: r.Shop, Contact: r.Contact, Seq: r.Seq, From: r.From, To: r.To, Ladder: r.Ladder,
		Cause: levels.Cause(r.Cause), Figures: levels.Figures(r.Figures), Effective: r.Effective, At: r.At,
	}
}
