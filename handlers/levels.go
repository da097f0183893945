package handlers

import (
	"context"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/levels"
)

// LadderSettings are the merchant's choices about levels.
type LadderSettings struct {
	Period    string  `json:"period" enum:"lifetime,calendar,rolling"`
	Months    int     `json:"months" minimum:"0" maximum:"36" doc:"of a rolling period"`
	Keep      string  `json:"keep" enum:"period,following"`
	GraceDays int     `json:"graceDays" minimum:"0" maximum:"92"`
	OnRefund  string  `json:"onRefund" enum:"immediate,period_end"`
	Downgrade string  `json:"downgrade" enum:"one_down,balance_based"`
	Levels    []Level `json:"levels" maxItems:"20" nullable:"false" doc:"the lowest first"`
}

// Level is one step of the ladder.
type Level struct {
	ID         string      `json:"id" maxLength:"40"`
	Name       Text        `json:"name"`
	Colour     string      `json:"colour" maxLength:"7"`
	Perks      []Text      `json:"perks" maxItems:"20" nullable:"false"`
	Extras     []string    `json:"extras" maxItems:"20" nullable:"false" doc:"names of further perks"`
	Multiplier string      `json:"multiplier" maxLength:"20" doc:"of points, an exact decimal; empty for 1"`
	Reward     int64       `json:"reward" doc:"points that are given once on entry"`
	Any        bool        `json:"any" doc:"one of the rules is enough"`
	Rules      []LevelRule `json:"rules" maxItems:"10" nullable:"false"`
	Stage      string      `json:"stage" maxLength:"40"`
	Closed     bool        `json:"closed" doc:"nobody enters any more"`
}

// LevelRule is one thing that a level asks for.
type LevelRule struct {
	Kind   string            `json:"kind" maxLength:"40"`
	Params map[string]string `json:"params"`
}

func (s LadderSettings) model() levels.Settings {
	m := levels.Settings{
		Period: levels.Period{Kind: levels.PeriodKind(s.Period), Months: s.Months}, Keep: levels.Keep(s.Keep), GraceDays: s.GraceDays,
		OnRefund: levels.OnRefund(s.OnRefund), Downgrade: levels.Downgrade(s.Downgrade),
	}
	if m.Period.Kind != levels.Rolling {
		m.Period.Months = 0
	}
	for _, l := range s.Levels {
		level := levels.Level{
			ID: l.ID, Name: models.Text(l.Name), Colour: l.Colour, Extras: l.Extras, Multiplier: l.Multiplier, Reward: l.Reward,
			Any: l.Any, Stage: l.Stage, Closed: l.Closed,
		}
		for _, perk := range l.Perks {
			level.Perks = append(level.Perks, models.Text(perk))
		}
		for _, rule := range l.Rules {
			level.Rules = append(level.Rules, levels.RuleSetting{Kind: rule.Kind, Params: models.Params(rule.Params)})
		}
		m.Levels = append(m.Levels, level)
	}
	return m
}

func viewLadder(s levels.Settings) LadderSettings {
	return LadderSettings{
		Period: string(s.Period.Kind), Months: s.Period.Months, Keep: string(s.Keep), GraceDays: s.GraceDays, OnRefund: string(s.OnRefund),
		Downgrade: string(s.Downgrade), Levels: each(s.Levels, viewLevel),
	}
}

func viewLevel(l levels.Level) Level {
	return Level{
		ID: l.ID, Name: viewText(l.Name), Colour: l.Colour, Perks: each(l.Perks, viewText), Extras: each(l.Extras, func(s string) string { return s }),
		Multiplier: l.Multiplier, Reward: l.Reward, Any: l.Any, Stage: l.Stage, Closed: l.Closed,
		Rules: each(l.Rules, func(r levels.RuleSetting) LevelRule { return LevelRule{Kind: r.Kind, Params: r.Params} }),
	}
}

// LevelsOutput is the ladder in force and how many stand on it.
type LevelsOutput struct {
	Body struct {
		Version  int             `json:"version" doc:"0 where the shop has no levels"`
		Currency string          `json:"currency"`
		Settings *LadderSettings `json:"settings,omitempty"`
		History  []Version       `json:"history"`
		Counts   []LevelCount    `json:"counts" doc:"contacts on each level, the lowest first"`
		Settled  bool            `json:"settled" doc:"the newest version has reached every contact"`
		Kinds    []LevelKind     `json:"kinds"`
	}
}

// LevelCount tells how many contacts stand on a level.
type LevelCount struct {
	Level    string `json:"level"`
	Contacts int64  `json:"contacts"`
}

// LevelKind is one way to qualify.
type LevelKind struct {
	Name        string `json:"name"`
	Title       Text   `json:"title"`
	Description Text   `json:"description"`
	Unit        string `json:"unit" enum:"points,money,orders,visits"`
	Field       Field  `json:"field"`
}

func (p *Panel) levels(ctx context.Context, _ *struct{}) (*LevelsOutput, error) {
	ladders, err := p.Flow.Ladders(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	return p.viewLadders(ctx, ladders)
}

func (p *Panel) viewLadders(ctx context.Context, ladders []levels.Ladder) (*LevelsOutput, error) {
	counts, settled, err := p.Flow.LevelCounts(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &LevelsOutput{}
	out.Body.Currency, err = p.Flow.ShopCurrency(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	out.Body.History, out.Body.Counts, out.Body.Settled = []Version{}, []LevelCount{}, settled
	out.Body.Kinds = each(levels.Kinds(), func(k levels.Kind) LevelKind {
		return LevelKind{Name: k.Name, Title: viewText(k.Title), Description: viewText(k.Description), Unit: string(k.Unit), Field: viewField(k.Field)}
	})
	if len(ladders) == 0 {
		return out, nil
	}
	for i := len(ladders) - 1; i >= 0 && len(out.Body.History) < historyShown; i-- {
		l := ladders[i]
		out.Body.History = append(out.Body.History, Version{Version: l.Version, SavedAt: l.EffectiveFrom, SavedBy: l.SavedBy, Note: l.Note})
	}
	newest := ladders[len(ladders)-1]
	settings := viewLadder(newest.Settings)
	out.Body.Version, out.Body.Settings = newest.Version, &settings
	for _, level := range newest.Settings.Levels {
		out.Body.Counts = append(out.Body.Counts, LevelCount{Level: level.ID, Contacts: counts[level.ID]})
	}
	return out, nil
}

// TryLadderInput is a ladder to try on contacts.
type TryLadderInput struct {
	Body struct {
		Settings LadderSettings `json:"settings"`
		After    string         `json:"after" maxLength:"80" doc:"next of the call before; empty to begin"`
	}
}

// TryLadderOutput is what a ladder would make of some contacts.
type TryLadderOutput struct {
	Body struct {
		Looked int         `json:"looked" doc:"members looked at by this call"`
		Moves  []LevelMove `json:"moves"`
		Reward int64       `json:"reward" doc:"points that entering would bring at once"`
		Next   string      `json:"next,omitempty" doc:"where to go on; absent at the end"`
	}
}

// LevelMove counts contacts that would go from one level to another; empty for
// no level.
type LevelMove struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Contacts int    `json:"contacts"`
}

func (p *Panel) tryLadder(ctx context.Context, in *TryLadderInput) (*TryLadderOutput, error) {
	trial, err := p.Flow.TryLadder(ctx, ShopOf(ctx), in.Body.Settings.model(), in.Body.After)
	if err != nil {
		return nil, underSettings(err)
	}
	out := &TryLadderOutput{}
	out.Body.Looked, out.Body.Reward, out.Body.Next = trial.Looked, trial.Reward, trial.Next
	out.Body.Moves = each(trial.Moves, func(m flow.LadderMove) LevelMove { return LevelMove(m) })
	return out, nil
}

// EditLadderInput is the next version.
type EditLadderInput struct {
	Body struct {
		BaseVersion int            `json:"baseVersion" doc:"the version that was looked at; 0 for none"`
		Settings    LadderSettings `json:"settings"`
		Note        string         `json:"note" maxLength:"500"`
	}
}

func (p *Panel) editLadder(ctx context.Context, in *EditLadderInput) (*LevelsOutput, error) {
	ladders, err := p.Flow.EditLadder(ctx, flow.EditLadder{
		Shop: ShopOf(ctx), BaseVersion: in.Body.BaseVersion, Settings: in.Body.Settings.model(), Note: in.Body.Note, Actor: IdentityOf(ctx).User,
	})
	if err != nil {
		return nil, underSettings(err)
	}
	if p.WakeJob != nil {
		p.WakeJob("ladders")
	}
	return p.viewLadders(ctx, ladders)
}
