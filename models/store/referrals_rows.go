package store

import (
	"slices"
	"time"

	"clientele/models"
	"clientele/models/referrals"
)

type referralRow struct {
	ID       string           `bson:"_id"`
	Shop     models.ShopID    `bson:"shop"`
	Referral string           `bson:"referral"`
	Version  int64            `bson:"version"`
	Friend   models.ContactID `bson:"friend"`
	Advocate models.ContactID `bson:"advocate"`
	Code     string           `bson:"code"`
	Order    models.OrderID   `bson:"order"`
	Name     string           `bson:"name"`
	PlacedAt time.Time        `bson:"placedAt"`
	Terms    termsOfRow       `bson:"terms"`
	Zone     string           `bson:"zone"`
	State    referrals.State  `bson:"state"`
	Reason   referrals.Reason `bson:"reason"`
	MadeAt   time.Time        `bson:"madeAt"`
	DueAt    time.Time        `bson:"dueAt"`
	EarnedAt time.Time        `bson:"earnedAt"`
	Postings []postingRow     `bson:"postings"`
	Waits    bool             `bson:"waits"`
	NextAt   time.Time        `bson:"nextAt"`

	Signs      []referrals.Sign `bson:"signs,omitempty"`
	Judgements []judgementRow   `bson:"judgements,omitempty"`
	Review     bool             `bson:"review"` // whether a person should look at it, to be found by

	People   []models.ContactID `bson:"people"`   // on either side, to be found by
	Accounts []models.ContactID `bson:"accounts"` // with postings, to be found by
}

type termsOfRow struct {
	On             bool             `bson:"on"`
	AdvocatePoints int64            `bson:"advocatePoints"`
	FriendPoints   int64            `bson:"friendPoints"`
	MinimumMinor   int64            `bson:"minimumMinor"`
	WaitDays       int              `bson:"waitDays"`
	CapPoints      int64            `bson:"capPoints"`
	CapPeriod      referrals.Period `bson:"capPeriod"`
}

type judgementRow struct {
	Verdict referrals.Verdict `bson:"verdict"`
	Note    string            `bson:"note"`
	Actor   string            `bson:"actor"`
	At      time.Time         `bson:"at"`
}

type postingRow struct {
	Side     referrals.Side   `bson:"side"`
	Account  models.ContactID `bson:"account"`
	Net      int64            `bson:"net"`
	Forgiven int64            `bson:"forgiven"`
}

func toTermsOfRow(s referrals.Settings) termsOfRow {
	return termsOfRow{
		On: s.On, AdvocatePoints: s.AdvocatePoints, FriendPoints: s.FriendPoints, MinimumMinor: s.MinimumMinor, WaitDays: s.WaitDays,
		CapPoints: s.Cap.Points, CapPeriod: s.Cap.Period,
	}
}

func fromTermsOfRow(r termsOfRow) referrals.Settings {
	return referrals.Settings{
		On: r.On, AdvocatePoints: r.AdvocatePoints, FriendPoints: r.FriendPoints, MinimumMinor: r.MinimumMinor, WaitDays: r.WaitDays,
		Cap: referrals.Cap{Points: r.CapPoints, Period: r.CapPeriod},
	}
}

func toReferralRow(r referrals.Referral) referralRow {
	row := referralRow{
		ID: key(r.Shop, r.ID), Shop: r.Shop, Referral: r.ID, Version: r.Version + 1, Friend: r.Friend, Advocate: r.Advocate, Code: r.Code,
		Order: r.Order, Name: r.Name, PlacedAt: r.PlacedAt, Terms: toTermsOfRow(r.Terms), Zone: r.Zone, State: r.State, Reason: r.Reason,
		MadeAt: r.MadeAt, DueAt: r.DueAt, EarnedAt: r.EarnedAt, Waits: r.Waits, NextAt: r.NextAt,
		Signs: r.Signs, Review: r.ToReview(),
		Judgements: converted(r.Judgements, func(j referrals.Judgement) judgementRow { return judgementRow(j) }),
	}
	for _, person := range []models.ContactID{r.Friend, r.Advocate} {
		if person != "" && !slices.Contains(row.People, person) {
			row.People = append(row.People, person)
		}
	}
	for _, p := range r.Postings {
		row.Postings = append(row.Postings, postingRow(p))
		if !slices.Contains(row.Accounts, p.Account) {
			row.Accounts = append(row.Accounts, p.Account)
		}
	}
	return row
}

func fromReferralRow(r referralRow) referrals.Referral {
	out := referrals.Referral{
		Shop: r.Shop, ID: r.Referral, Version: r.Version, Friend: r.Friend, Advocate: r.Advocate, Code: r.Code, Order: r.Order, Name: r.Name,
		PlacedAt: r.PlacedAt, Terms: fromTermsOfRow(r.Terms), Zone: r.Zone, State: r.State, Reason: r.Reason,
		MadeAt: r.MadeAt, DueAt: r.DueAt, EarnedAt: r.EarnedAt, Waits: r.Waits, NextAt: r.NextAt,
		Signs: r.Signs, Judgements: converted(r.Judgements, func(j judgementRow) referrals.Judgement { return referrals.Judgement(j) }),
	}
	for _, p := range r.Postings {
		out.Postings = append(out.Postings, referrals.Posting(p))
	}
	return out
}
