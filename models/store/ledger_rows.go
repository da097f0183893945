package store

import (
	"fmt"
	"maps"
	"time"

	"clientele/models"
	"clientele/models/points"
)

type accountRow struct {
	ID         string           `bson:"_id"`
	Shop       models.ShopID    `bson:"shop"`
	Account    models.ContactID `bson:"account"`
	Version    int64            `bson:"version"`
	Seq        int64            `bson:"seq"`
	Lots       int64            `bson:"lots"`
	Balances   balancesRow      `bson:"balances"`
	Hash       string           `bson:"hash"`
	ActiveAt   time.Time        `bson:"activeAt"`
	MergedInto models.ContactID `bson:"mergedInto"`
	Halted     string           `bson:"halted"`
	NextAt     time.Time        `bson:"nextAt"`
	NextKnown  bool             `bson:"nextKnown"`
}

type balancesRow struct {
	Issued     int64 `bson:"issued"`
	Pending    int64 `bson:"pending"`
	Available  int64 `bson:"available"`
	Reserved   int64 `bson:"reserved"`
	Debt       int64 `bson:"debt"`
	Redeemed   int64 `bson:"redeemed"`
	Expired    int64 `bson:"expired"`
	ClawedBack int64 `bson:"clawedBack"`
	Forgiven   int64 `bson:"forgiven"`
}

func accountKey(shop models.ShopID, id models.ContactID) string { return key(shop, string(id)) }

func toAccountRow(a points.Account) accountRow {
	return accountRow{
		ID: accountKey(a.Shop, a.ID), Shop: a.Shop, Account: a.ID, Version: a.Version + 1, Seq: a.Seq, Lots: a.Lots,
		Balances: balancesRow(a.Balances), Hash: a.Hash, ActiveAt: a.ActiveAt, MergedInto: a.MergedInto, Halted: a.Halted,
		NextAt: a.NextAt, NextKnown: a.NextKnown,
	}
}

func fromAccountRow(r accountRow) points.Account {
	return points.Account{
		Shop: r.Shop, ID: r.Account, Version: r.Version, Seq: r.Seq, Lots: r.Lots,
		Balances: points.Balances(r.Balances), Hash: r.Hash, ActiveAt: r.ActiveAt, MergedInto: r.MergedInto, Halted: r.Halted,
		NextAt: r.NextAt, NextKnown: r.NextKnown,
	}
}

type lotRow struct {
	ID        string           `bson:"_id"`
	Shop      models.ShopID    `bson:"shop"`
	Account   models.ContactID `bson:"account"`
	Lot       string           `bson:"lot"`
	Number    int64            `bson:"number"`
	Source    string           `bson:"source"`
	Order     models.OrderID   `bson:"order"`
	OrderName string           `bson:"orderName"`
	Amount    int64            `bson:"amount"`
	Remaining int64            `bson:"remaining"`
	Expired   int64            `bson:"expired"`
	Frozen    int64            `bson:"frozen"`
	Pending   bool             `bson:"pending"`
	Programme int              `bson:"programme"`
	EarnedAt  time.Time        `bson:"earnedAt"`
	MaturesAt time.Time        `bson:"maturesAt"`
	ExpiresAt time.Time        `bson:"expiresAt"`
	Actor     string           `bson:"actor"`
	Reason    string           `bson:"reason"`
	Note      string           `bson:"note"`
	From      string           `bson:"from"`
	Fact      string           `bson:"fact"`

	Open  bool `bson:"open"`  // holds something, or has it frozen
	Waits bool `bson:"waits"` // holds something that has yet to mature
	Ends  bool `bson:"ends"`  // holds something spendable that runs out on a date
}

func toLotRow(l points.Lot) lotRow {
	return lotRow{
		ID: key(l.Shop, l.ID), Shop: l.Shop, Account: l.Account, Lot: l.ID, Number: l.Number, Source: l.Source,
		Order: l.Order, OrderName: l.OrderName, Amount: l.Amount, Remaining: l.Remaining, Expired: l.Expired, Frozen: l.Frozen, Pending: l.Pending,
		Programme: l.Programme, EarnedAt: l.EarnedAt, MaturesAt: l.MaturesAt, ExpiresAt: l.ExpiresAt,
		Actor: l.Actor, Reason: l.Reason, Note: l.Note, From: l.From, Fact: l.Fact, Open: l.Kept(), Waits: l.Kept() && l.Pending,
		Ends: l.Open() && !l.Pending && !l.ExpiresAt.IsZero(),
	}
}

func fromLotRow(r lotRow) points.Lot {
	return points.Lot{
		Shop: r.Shop, Account: r.Account, ID: r.Lot, Number: r.Number, Source: r.Source,
		Order: r.Order, OrderName: r.OrderName, Amount: r.Amount, Remaining: r.Remaining, Expired: r.Expired, Frozen: r.Frozen, Pending: r.Pending,
		Programme: r.Programme, EarnedAt: r.EarnedAt, MaturesAt: r.MaturesAt, ExpiresAt: r.ExpiresAt,
		Actor: r.Actor, Reason: r.Reason, Note: r.Note, From: r.From, Fact: r.Fact,
	}
}

type entryRow struct {
	ID        string           `bson:"_id"`
	Shop      models.ShopID    `bson:"shop"`
	Account   models.ContactID `bson:"account"`
	Seq       int64            `bson:"seq"`
	Kind      points.EntryKind `bson:"kind"`
	From      points.Bucket    `bson:"from"`
	To        points.Bucket    `bson:"to"`
	Points    int64            `bson:"points"`
	Lot       string           `bson:"lot"`
	Cause     causeRow         `bson:"cause"`
	Programme int              `bson:"programme"`
	Actor     string           `bson:"actor"`
	Reason    string           `bson:"reason"`
	Note      string           `bson:"note"`
	At        time.Time        `bson:"at"`
	Effective time.Time        `bson:"effective"`
	Balance   int64            `bson:"balance"`
	Hash      string           `bson:"hash"`
}

type causeRow struct {
	Kind  string         `bson:"kind"`
	ID    string         `bson:"id"`
	Order models.OrderID `bson:"order"`
	Name  string         `bson:"name"`
}

// entryKey fills the number up, so that an account's entries sort by _id.
func entryKey(shop models.ShopID, account models.ContactID, seq int64) string {
	return key(shop, string(account), fmt.Sprintf("%0*d", numberDigits, seq))
}

func toEntryRow(e points.Entry) entryRow {
	return entryRow{
		ID: entryKey(e.Shop, e.Account, e.Seq), Shop: e.Shop, Account: e.Account, Seq: e.Seq,
		Kind: e.Kind, From: e.From, To: e.To, Points: e.Points, Lot: e.Lot, Cause: causeRow(e.Cause), Programme: e.Programme,
		Actor: e.Actor, Reason: e.Reason, Note: e.Note, At: e.At, Effective: e.Effective, Balance: e.Balance, Hash: e.Hash,
	}
}

func fromEntryRow(r entryRow) points.Entry {
	return points.Entry{
		Shop: r.Shop, Account: r.Account, Seq: r.Seq, Kind: r.Kind, From: r.From, To: r.To, Points: r.Points, Lot: r.Lot,
		Cause: points.Cause(r.Cause), Programme: r.Programme, Actor: r.Actor, Reason: r.Reason, Note: r.Note,
		At: r.At, Effective: r.Effective, Balance: r.Balance, Hash: r.Hash,
	}
}

type commandRow struct {
	ID       string           `bson:"_id"`
	Shop     models.ShopID    `bson:"shop"`
	Key      string           `bson:"key"`
	Digest   string           `bson:"digest"`
	Account  models.ContactID `bson:"account"`
	FirstSeq int64            `bson:"firstSeq"`
	LastSeq  int64            `bson:"lastSeq"`
	At       time.Time        `bson:"at"`
}

func toCommandRow(c points.Command) commandRow {
	return commandRow{
		ID: key(c.Shop, c.Key), Shop: c.Shop, Key: c.Key, Digest: c.Digest, Account: c.Account,
		FirstSeq: c.FirstSeq, LastSeq: c.LastSeq, At: c.At,
	}
}

func fromCommandRow(r commandRow) points.Command {
	return points.Command{
		Shop: r.Shop, Key: r.Key, Digest: r.Digest, Account: r.Account, FirstSeq: r.FirstSeq, LastSeq: r.LastSeq, At: r.At,
	}
}

type programmeRow struct {
	ID            string        `bson:"_id"`
	Shop          models.ShopID `bson:"shop"`
	Version       int           `bson:"version"`
	Settings      settingsRow   `bson:"settings"`
	Zone          string        `bson:"zone"`
	EffectiveFrom time.Time     `bson:"effectiveFrom"`
	SavedBy       string        `bson:"savedBy"`
	Note          string        `bson:"note"`
}

type settingsRow struct {
	Enabled          bool          `bson:"enabled"`
	Rules            []ruleRow     `bson:"rules"`
	IncludeTax       bool          `bson:"includeTax"`
	IncludeShipping  bool          `bson:"includeShipping"`
	IncludeTips      bool          `bson:"includeTips"`
	IncludeDuties    bool          `bson:"includeDuties"`
	IncludeGiftCards bool          `bson:"includeGiftCards"`
	HoldDays         int           `bson:"holdDays"`
	Life             lifeRow       `bson:"life"`
	Cap              capRow        `bson:"cap"`
	IdleMonths       int           `bson:"idleMonths"`
	Clawback         points.Policy `bson:"clawback"`
	Guests           bool          `bson:"guests"`
	TestOrders       bool          `bson:"testOrders"`
	EarlierOrders    bool          `bson:"earlierOrders"`
	Referrals        termsOfRow    `bson:"referrals"`
}

type capRow struct {
	Points int64         `bson:"points"`
	Period points.Period `bson:"period"`
}

type lifeRow struct {
	Count int             `bson:"count"`
	Unit  points.LifeUnit `bson:"unit"`
}

type ruleRow struct {
	ID     string        `bson:"id"`
	Kind   string        `bson:"kind"`
	Params models.Params `bson:"params"`
}

func toProgrammeRow(p points.Programme) programmeRow {
	s := p.Settings
	row := programmeRow{
		ID: key(p.Shop, fmt.Sprintf("%0*d", numberDigits, p.Version)), Shop: p.Shop, Version: p.Version,
		Settings: settingsRow{
			Enabled: s.Enabled, IncludeTax: s.IncludeTax, IncludeShipping: s.IncludeShipping, IncludeTips: s.IncludeTips,
			IncludeDuties: s.IncludeDuties, IncludeGiftCards: s.IncludeGiftCards, HoldDays: s.HoldDays, Clawback: s.Clawback,
			Guests: s.Guests, TestOrders: s.TestOrders, EarlierOrders: s.EarlierOrders, Life: lifeRow(s.Life), Cap: capRow(s.Cap), IdleMonths: s.IdleMonths,
			Referrals: toTermsOfRow(s.Referrals),
		},
		Zone: p.Zone, EffectiveFrom: p.EffectiveFrom, SavedBy: p.SavedBy, Note: p.Note,
	}
	for _, rule := range s.Rules {
		row.Settings.Rules = append(row.Settings.Rules, ruleRow(rule))
	}
	return row
}

func fromProgrammeRow(r programmeRow) points.Programme {
	s := r.Settings
	p := points.Programme{
		Shop: r.Shop, Version: r.Version, Zone: r.Zone, EffectiveFrom: r.EffectiveFrom, SavedBy: r.SavedBy, Note: r.Note,
		Settings: points.Settings{
			Enabled: s.Enabled, IncludeTax: s.IncludeTax, IncludeShipping: s.IncludeShipping, IncludeTips: s.IncludeTips,
			IncludeDuties: s.IncludeDuties, IncludeGiftCards: s.IncludeGiftCards, HoldDays: s.HoldDays, Clawback: s.Clawback,
			Guests: s.Guests, TestOrders: s.TestOrders, EarlierOrders: s.EarlierOrders, Life: points.Life(s.Life), Cap: points.Cap(s.Cap), IdleMonths: s.IdleMonths,
			Referrals: fromTermsOfRow(s.Referrals),
		},
	}
	if p.Settings.Life.Unit == "" { // saved before points could run out
		p.Settings.Life.Unit = points.Months
	}
	for _, rule := range s.Rules {
		rule.Params = maps.Clone(rule.Params) // readings may be shared
		p.Settings.Rules = append(p.Settings.Rules, points.RuleSetting(rule))
	}
	return p
}
