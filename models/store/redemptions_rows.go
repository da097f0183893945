package store

import (
	"slices"
	"time"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/rewards"
)

type redemptionRow struct {
	ID          string           `bson:"_id"`
	Shop        models.ShopID    `bson:"shop"`
	Redemption  string           `bson:"redemption"`
	Version     int64            `bson:"version"`
	Contact     models.ContactID `bson:"contact"`
	Digest      string           `bson:"digest"`
	Reward      string           `bson:"reward"`
	Kind        string           `bson:"kind"`
	Name        string           `bson:"name"`
	Nameless    bool             `bson:"nameless"`
	Gift        giftRow          `bson:"gift"`
	Currency    string           `bson:"currency"`
	Terms       termsRow         `bson:"terms"`
	Stocked     bool             `bson:"stocked"`
	Points      int64            `bson:"points"`
	Hold        holdRow          `bson:"hold"`
	State       rewards.State    `bson:"state"`
	Code        string           `bson:"code"`
	Effect      string           `bson:"effect"`
	Flag        rewards.Flag     `bson:"flag"`
	Problem     string           `bson:"problem"`
	NeedsPerson bool             `bson:"needsPerson"`
	Order       models.OrderID   `bson:"order"`
	OrderName   string           `bson:"orderName"`
	Actor       string           `bson:"actor"`
	MadeAt      time.Time        `bson:"madeAt"`
	ReadyAt     time.Time        `bson:"readyAt"`
	LapsesAt    time.Time        `bson:"lapsesAt"`
	EndedAt     time.Time        `bson:"endedAt"`

	Live   bool `bson:"live"`   // the shopper may use it, or has
	Lapses bool `bson:"lapses"` // its points go back on a date
	Looked bool `bson:"looked"` // nothing about it needs a person's look
}

type giftRow struct {
	Effect   rewards.Effect `bson:"effect"`
	Minor    int64          `bson:"minor"`
	Percent  string         `bson:"percent"`
	Shipping bool           `bson:"shipping"`
	Product  string         `bson:"product"`
}

type termsRow struct {
	Minimum     int64    `bson:"minimum"`
	Products    []string `bson:"products"`
	Collections []string `bson:"collections"`
	Combines    bool     `bson:"combines"`
}

type holdRow struct {
	Account   models.ContactID `bson:"account"`
	ID        string           `bson:"id"`
	Points    int64            `bson:"points"`
	State     points.HoldState `bson:"state"`
	Parts     []holdPartRow    `bson:"parts"`
	MadeAt    time.Time        `bson:"madeAt"`
	LapsesAt  time.Time        `bson:"lapsesAt"`
	EndedAt   time.Time        `bson:"endedAt"`
	PostedFor models.OrderID   `bson:"postedFor"`
}

type holdPartRow struct {
	Lot      string `bson:"lot"`
	Points   int64  `bson:"points"`
	Returned int64  `bson:"returned"`
}

func toRedemptionRow(r rewards.Redemption) redemptionRow {
	h := r.Hold
	row := redemptionRow{
		ID: key(r.Shop, r.ID), Shop: r.Shop, Redemption: r.ID, Version: r.Version + 1, Contact: r.Contact, Digest: r.Digest, Reward: r.Reward,
		Kind: r.Kind, Name: r.Name, Nameless: r.Nameless, Gift: giftRow(r.Gift), Currency: r.Currency, Terms: termsRow(r.Terms), Stocked: r.Stocked, Points: r.Points,
		Hold:  holdRow{Account: h.Account, ID: h.ID, Points: h.Points, State: h.State, MadeAt: h.MadeAt, LapsesAt: h.LapsesAt, EndedAt: h.EndedAt, PostedFor: h.PostedFor},
		State: r.State, Code: r.Code, Effect: r.Effect, Flag: r.Flag, Problem: r.Problem, NeedsPerson: r.NeedsPerson, Order: r.Order,
		OrderName: r.OrderName, Actor: r.Actor, MadeAt: r.MadeAt, ReadyAt: r.ReadyAt, LapsesAt: r.LapsesAt, EndedAt: r.EndedAt,
		Live: r.Live(), Lapses: r.Waiting() && !r.LapsesAt.IsZero(), Looked: !r.NeedsPerson && r.Flag == "",
	}
	for _, part := range h.Parts {
		row.Hold.Parts = append(row.Hold.Parts, holdPartRow(part))
	}
	return row
}

func fromRedemptionRow(r redemptionRow) rewards.Redemption {
	h := r.Hold
	out := rewards.Redemption{
		Shop: r.Shop, ID: r.Redemption, Version: r.Version, Contact: r.Contact, Digest: r.Digest, Reward: r.Reward, Kind: r.Kind, Name: r.Name, Nameless: r.Nameless,
		Gift: rewards.Gift(r.Gift), Currency: r.Currency, Stocked: r.Stocked, Points: r.Points,
		Terms: rewards.Terms{Minimum: r.Terms.Minimum, Products: slices.Clone(r.Terms.Products), Collections: slices.Clone(r.Terms.Collections), Combines: r.Terms.Combines},
		Hold: points.Hold{Shop: r.Shop, Account: h.Account, ID: h.ID, Points: h.Points, State: h.State, MadeAt: h.MadeAt, LapsesAt: h.LapsesAt,
			EndedAt: h.EndedAt, PostedFor: h.PostedFor},
		State: r.State, Code: r.Code, Effect: r.Effect, Flag: r.Flag, Problem: r.Problem, NeedsPerson: r.NeedsPerson, Order: r.Order,
		OrderName: r.OrderName, Actor: r.Actor, MadeAt: r.MadeAt, ReadyAt: r.ReadyAt, LapsesAt: r.LapsesAt, EndedAt: r.EndedAt,
	}
	for _, part := range h.Parts {
		out.Hold.Parts = append(out.Hold.Parts, points.HoldPart(part))
	}
	return out
}
