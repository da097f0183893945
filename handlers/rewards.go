package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/rewards"
)

// RewardKindsOutput describes every kind of reward with its form.
type RewardKindsOutput struct {
	Body struct {
		Kinds []RewardKind `json:"kinds"`
	}
}

// RewardKind is one kind of reward.
type RewardKind struct {
	Kind
	Variable  bool `json:"variable" doc:"the shopper chooses how many points"`
	Immediate bool `json:"immediate" doc:"the points are spent at once, not when an order uses it"`
	Limitable bool `json:"limitable" doc:"it can be held to some products or collections"`
}

func (p *Panel) rewardKinds(context.Context, *struct{}) (*RewardKindsOutput, error) {
	out := &RewardKindsOutput{}
	out.Body.Kinds = each(rewards.Kinds(), func(k rewards.Kind) RewardKind {
		return RewardKind{Variable: k.Variable, Immediate: k.Effect.Immediate(), Limitable: k.Limitable(),
			Kind: Kind{Name: k.Name, Title: viewText(k.Title), Description: viewText(k.Description), Fields: each(k.Fields, viewField)}}
	})
	return out, nil
}

// RewardSettings are the merchant's choices about a reward.
type RewardSettings struct {
	Enabled     bool              `json:"enabled"`
	Kind        string            `json:"kind" maxLength:"40"`
	Params      map[string]string `json:"params"`
	Title       string            `json:"title" maxLength:"80" doc:"empty for one made of what it gives"`
	Text        string            `json:"text" maxLength:"300"`
	Cost        int64             `json:"cost" doc:"points; 0 where the shopper chooses"`
	Minimum     string            `json:"minimum" maxLength:"20" doc:"what an order has to cost, in the shop's currency; empty for any"`
	Products    []string          `json:"products" maxItems:"100" nullable:"false"`
	Collections []string          `json:"collections" maxItems:"100" nullable:"false"`
	Levels      []string          `json:"levels" maxItems:"50" nullable:"false"`
	Stock       int64             `json:"stock" doc:"0 for no end"`
	From        string            `json:"from" maxLength:"16" doc:"day and minute from which it is offered, on the shop's clocks, such as 2026-11-27T09:00; empty for always"`
	Until       string            `json:"until" maxLength:"16" doc:"the last minute in which it is offered; likewise"`
	PerMember   int64             `json:"perMember" doc:"0 for no limit"`
	CoolDown    int               `json:"coolDown" doc:"days"`
	Minutes     int               `json:"minutes" doc:"how long a code may wait to be used; 0 for 30 days"`
	Combines    bool              `json:"combines"`
}

func (s RewardSettings) model(currency string) (rewards.Settings, error) {
	m := rewards.Settings{
		Enabled: s.Enabled, Kind: s.Kind, Params: models.Params(s.Params), Title: s.Title, Text: s.Text, Cost: s.Cost, Products: s.Products,
		Collections: s.Collections, Levels: s.Levels, Stock: s.Stock, PerMember: s.PerMember, CoolDown: s.CoolDown, Minutes: s.Minutes, Combines: s.Combines,
		Dates: models.Window{From: s.From, Until: s.Until},
	}
	if s.Minimum == "" {
		return m, nil
	}
	var err error
	if m.Minimum, err = models.ParseMinor(s.Minimum, currency); err != nil {
		return m, models.InvalidFields([]models.FieldProblem{{Path: "minimum", Message: "must be an amount in " + currency}})
	}
	return m, nil
}

func viewRewardSettings(s rewards.Settings, currency string) RewardSettings {
	out := RewardSettings{
		Enabled: s.Enabled, Kind: s.Kind, Params: s.Params, Title: s.Title, Text: s.Text, Cost: s.Cost, Products: s.Products, Collections: s.Collections,
		Levels: s.Levels, Stock: s.Stock, From: s.Dates.From, Until: s.Dates.Until, PerMember: s.PerMember, CoolDown: s.CoolDown,
		Minutes: s.Minutes, Combines: s.Combines,
	}
	if s.Minimum > 0 {
		out.Minimum = models.FormatMinor(s.Minimum, currency)
	}
	for _, list := range []*[]string{&out.Products, &out.Collections, &out.Levels} {
		if *list == nil {
			*list = []string{}
		}
	}
	return out
}

// RewardRow is a reward in the panel.
type RewardRow struct {
	ID        string         `json:"id"`
	Version   int64          `json:"version"`
	Name      Text           `json:"name" doc:"as shoppers see it"`
	Settings  RewardSettings `json:"settings"`
	Taken     int64          `json:"taken" doc:"of a limited stock"`
	UpdatedAt time.Time      `json:"updatedAt"`
}

// RewardsOutput lists rewards.
type RewardsOutput struct {
	Body struct {
		Currency string      `json:"currency"`
		Rewards  []RewardRow `json:"rewards"`
	}
}

func (p *Panel) rewards(ctx context.Context, _ *struct{}) (*RewardsOutput, error) {
	currency, err := p.currency(ctx)
	if err != nil {
		return nil, err
	}
	list, err := p.Flow.RewardList(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &RewardsOutput{}
	out.Body.Currency = currency
	out.Body.Rewards = each(list, func(c flow.Counted) RewardRow { return viewReward(c, currency) })
	return out, nil
}

func viewReward(c flow.Counted, currency string) RewardRow {
	name := eachLanguage(func(language string) string { return c.Name(c.Cost, currency, language) })
	return RewardRow{
		ID: c.ID, Name: name, Version: c.Version, Settings: viewRewardSettings(c.Settings, currency),
		Taken: c.Taken, UpdatedAt: c.UpdatedAt,
	}
}

// RewardNameInput is what a reward gives, as a form has it before it is saved.
type RewardNameInput struct {
	Body struct {
		Kind   string            `json:"kind" maxLength:"40"`
		Params map[string]string `json:"params"`
	}
}

// RewardNameOutput is what such a reward is called without a name of its own.
type RewardNameOutput struct {
	Body struct {
		Name Text `json:"name" doc:"as shoppers see it; the title of the kind where the shopper chooses how much"`
	}
}

func (p *Panel) nameReward(ctx context.Context, in *RewardNameInput) (*RewardNameOutput, error) {
	currency, err := p.currency(ctx)
	if err != nil {
		return nil, err
	}
	settings := rewards.Settings{Kind: in.Body.Kind, Params: in.Body.Params}
	if err := settings.CheckParams(currency); err != nil {
		return nil, problemOf(err, "body.")
	}
	out := &RewardNameOutput{}
	out.Body.Name = eachLanguage(func(language string) string { return settings.Name(0, currency, language) })
	return out, nil
}

// currency is the one in which a store's rewards are counted.
func (p *Panel) currency(ctx context.Context) (string, error) {
	shop, err := p.Flow.Shops.Get(ctx, ShopOf(ctx))
	if err == nil && !models.ValidCurrency(shop.Details.Currency) {
		return "USD", nil
	}
	return shop.Details.Currency, err
}

// RewardInput names a reward.
type RewardInput struct {
	ID string `path:"id" maxLength:"40"`
}

// SaveRewardBody is a reward as the form has it.
type SaveRewardBody struct {
	Key      string         `json:"key" maxLength:"64" doc:"made when the form of a new reward was opened"`
	Base     int64          `json:"base" doc:"the version that was looked at; 0 for a new one"`
	Settings RewardSettings `json:"settings"`
}

// CreateRewardInput is a new reward.
type CreateRewardInput struct{ Body SaveRewardBody }

// EditRewardInput is a changed one.
type EditRewardInput struct {
	RewardInput
	Body SaveRewardBody
}

// RewardOutput is one reward.
type RewardOutput struct{ Body RewardRow }

func (p *Panel) createReward(ctx context.Context, in *CreateRewardInput) (*RewardOutput, error) {
	return p.saveReward(ctx, "", in.Body)
}

func (p *Panel) editReward(ctx context.Context, in *EditRewardInput) (*RewardOutput, error) {
	return p.saveReward(ctx, in.ID, in.Body)
}

func (p *Panel) saveReward(ctx context.Context, id string, body SaveRewardBody) (*RewardOutput, error) {
	currency, err := p.currency(ctx)
	if err != nil {
		return nil, err
	}
	settings, err := body.Settings.model(currency)
	if err != nil {
		return nil, problemOf(err, "body.settings.")
	}
	saved, err := p.Flow.EditReward(ctx, flow.EditReward{
		Shop: ShopOf(ctx), ID: id, Key: body.Key, Base: body.Base, Settings: settings, Actor: IdentityOf(ctx).User,
	})
	if err != nil {
		return nil, problemOf(err, "body.settings.")
	}
	return &RewardOutput{Body: viewReward(flow.Counted{Reward: saved}, currency)}, nil
}

func (p *Panel) deleteReward(ctx context.Context, in *RewardInput) (*struct{}, error) {
	return nil, p.Flow.DeleteReward(ctx, ShopOf(ctx), in.ID)
}
