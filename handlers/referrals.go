package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
	"clientele/models/referrals"
)

// ReferralTerms are what recommendations bring.
type ReferralTerms struct {
	On             bool        `json:"on"`
	AdvocatePoints int64       `json:"advocatePoints" minimum:"0" maximum:"1000000" doc:"for who recommends the store"`
	FriendPoints   int64       `json:"friendPoints" minimum:"0" maximum:"1000000" doc:"for who was recommended to"`
	Minimum        string      `json:"minimum" maxLength:"20" doc:"what must be kept of the friend's first order, in the shop's currency; 0 for any"`
	WaitDays       int         `json:"waitDays" minimum:"0" maximum:"365" doc:"days in which goods may come back"`
	Cap            ReferralCap `json:"cap"`
}

// ReferralCap is the most one advocate gets within a period.
type ReferralCap struct {
	Points int64  `json:"points" minimum:"0" maximum:"1000000000" doc:"0 for no limit"`
	Period string `json:"period" enum:"month,year,lifetime"`
}

// ReferralSettingsOutput is what recommendations bring now.
type ReferralSettingsOutput struct {
	Body ReferralSettings
}

// ReferralSettings are the terms and the version of the programme they are in.
type ReferralSettings struct {
	Version   int           `json:"version" doc:"of the programme"`
	Programme bool          `json:"programme" doc:"the programme is switched on; without it nothing is given"`
	Currency  string        `json:"currency"`
	Terms     ReferralTerms `json:"terms"`
}

func viewReferralSettings(p points.Programme, currency string) *ReferralSettingsOutput {
	s := p.Settings.Referrals.Chosen()
	period := s.Cap.Period
	if period == "" {
		period = referrals.Year
	}
	return &ReferralSettingsOutput{Body: ReferralSettings{
		Version: p.Version, Programme: p.Settings.Enabled, Currency: currency,
		Terms: ReferralTerms{
			On: s.On, AdvocatePoints: s.AdvocatePoints, FriendPoints: s.FriendPoints, Minimum: models.FormatMinor(s.MinimumMinor, currency),
			WaitDays: s.WaitDays, Cap: ReferralCap{Points: s.Cap.Points, Period: string(period)},
		},
	}}
}

func (p *Panel) referralSettings(ctx context.Context, _ *struct{}) (*ReferralSettingsOutput, error) {
	programme, currency, err := p.Flow.ReferralSettings(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	return viewReferralSettings(programme, currency), nil
}

// EditReferralsInput is a wish for other terms.
type EditReferralsInput struct {
	Body struct {
		BaseVersion int           `json:"baseVersion" doc:"the version that was looked at"`
		Terms       ReferralTerms `json:"terms"`
	}
}

func (p *Panel) editReferrals(ctx context.Context, in *EditReferralsInput) (*ReferralSettingsOutput, error) {
	_, currency, err := p.Flow.ReferralSettings(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	t := in.Body.Terms
	minimum, err := models.ParseMinor(t.Minimum, currency)
	if err != nil {
		return nil, models.InvalidFields([]models.FieldProblem{{Path: "terms.minimum", Message: "must be an amount in " + currency + ", 0 for any"}})
	}
	programme, err := p.Flow.EditReferrals(ctx, flow.EditReferrals{
		Shop: ShopOf(ctx), BaseVersion: in.Body.BaseVersion, Actor: IdentityOf(ctx).User,
		Settings: referrals.Settings{
			On: t.On, AdvocatePoints: t.AdvocatePoints, FriendPoints: t.FriendPoints, MinimumMinor: minimum, WaitDays: t.WaitDays,
			Cap: referrals.Cap{Points: t.Cap.Points, Period: referrals.Period(t.Cap.Period)},
		},
	})
	if err != nil {
		if problem := problemOf(err, "body.terms."); len(problem.Errors) > 0 {
			return nil, problem
		}
		return nil, err
	}
	return viewReferralSettings(programme, currency), nil
}

// ReferralsInput asks for referrals.
type ReferralsInput struct {
	PageInput
	State   string `query:"state" enum:"all,review,pending,earned,refused,reversed" default:"all" doc:"review: those that a person should look at"`
	Contact string `query:"contact" maxLength:"80" pattern:"^([cg]_[A-Za-z0-9]+)?$" doc:"on either side"`
}

// ReferralsOutput is a page of referrals.
type ReferralsOutput struct {
	Body struct {
		Items      []ReferralRow `json:"items" nullable:"false"`
		NextCursor string        `json:"nextCursor,omitempty"`
	}
}

// ReferralRow is a referral in the panel.
type ReferralRow struct {
	ID             string     `json:"id"`
	Advocate       *Person    `json:"advocate,omitempty" doc:"missing while nobody is known behind the code"`
	Friend         *Person    `json:"friend,omitempty" doc:"missing once erased"`
	Order          *OrderName `json:"order,omitempty"`
	State          string     `json:"state" enum:"pending,earned,refused,reversed"`
	Reason         string     `json:"reason,omitempty" enum:",not_paid,disputed,unknown_code,self,not_new,not_first,cancelled,refunded,below_minimum,not_counted,other_buyer,gone,off,by_staff"`
	AdvocatePoints int64      `json:"advocatePoints" doc:"what the advocate has of it"`
	FriendPoints   int64      `json:"friendPoints" doc:"what the friend has of it"`
	MadeAt         time.Time  `json:"madeAt"`
	DueAt          *time.Time `json:"dueAt,omitempty"`
	EarnedAt       *time.Time `json:"earnedAt,omitempty"`

	Signs      []string    `json:"signs" nullable:"false" enum:"same_address,same_family,known_address" doc:"that it is one within a household, the strongest first"`
	ToReview   bool        `json:"toReview" doc:"a person should look at the signs"`
	Judgements []Judgement `json:"judgements" nullable:"false" doc:"of staff about the signs, oldest first; the last one counts"`
}

// Judgement is what a person of the store made of a recommendation.
type Judgement struct {
	Verdict string    `json:"verdict" enum:"approved,taken_back"`
	Note    string    `json:"note,omitempty"`
	Actor   string    `json:"actor"`
	At      time.Time `json:"at"`
}

// Person names a contact.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty" doc:"name or address"`
}

func viewReferral(r referrals.Referral, names map[models.ContactID]string) ReferralRow {
	row := ReferralRow{
		ID: r.ID, State: string(r.State), Reason: string(r.Reason), MadeAt: r.MadeAt, DueAt: moment(r.DueAt), EarnedAt: moment(r.EarnedAt), ToReview: r.ToReview(),
		Signs: each(r.Signs, func(s referrals.Sign) string { return string(s) }),
		Judgements: each(r.Judgements, func(j referrals.Judgement) Judgement {
			return Judgement{Verdict: string(j.Verdict), Note: j.Note, Actor: j.Actor, At: j.At.UTC()}
		}),
	}
	row.AdvocatePoints, _ = r.Posted(referrals.Advocate)
	row.FriendPoints, _ = r.Posted(referrals.Friend)
	person := func(id models.ContactID) *Person {
		if id == "" {
			return nil
		}
		return &Person{ID: string(id), Name: names[id]}
	}
	row.Advocate, row.Friend = person(r.Advocate), person(r.Friend)
	if r.Order != "" {
		row.Order = &OrderName{ID: string(r.Order), Name: r.Name}
	}
	return row
}

func (p *Panel) referrals(ctx context.Context, in *ReferralsInput) (*ReferralsOutput, error) {
	q := referrals.Query{Contact: models.ContactID(in.Contact), Cursor: in.Cursor, Limit: in.Limit}
	switch in.State {
	case "all":
	case "review":
		q.Review = true
	default:
		q.State = referrals.State(in.State)
	}
	page, err := p.Flow.ReferralPage(ctx, ShopOf(ctx), q)
	if err != nil {
		return nil, err
	}
	out := &ReferralsOutput{}
	out.Body.NextCursor = page.Next
	out.Body.Items, err = p.viewReferrals(ctx, page.Items)
	return out, err
}

// viewReferrals shows referrals with the names of both sides.
func (p *Panel) viewReferrals(ctx context.Context, all []referrals.Referral) ([]ReferralRow, error) {
	var ids []models.ContactID
	for _, r := range all {
		for _, id := range []models.ContactID{r.Advocate, r.Friend} {
			if id != "" {
				ids = append(ids, id)
			}
		}
	}
	names, err := p.Flow.Names(ctx, ShopOf(ctx), ids)
	if err != nil {
		return nil, err
	}
	return each(all, func(r referrals.Referral) ReferralRow { return viewReferral(r, names) }), nil
}

// JudgeReferralInput is what a person makes of a recommendation.
type JudgeReferralInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Verdict string `json:"verdict" enum:"approved,taken_back"`
		Note    string `json:"note" maxLength:"2000" doc:"why; needed to take back"`
	}
}

// ReferralOutput is one referral.
type ReferralOutput struct {
	Body ReferralRow
}

func (p *Panel) judgeReferral(ctx context.Context, in *JudgeReferralInput) (*ReferralOutput, error) {
	r, err := p.Flow.JudgeReferral(ctx, flow.JudgeReferral{
		Shop: ShopOf(ctx), ID: in.ID, Verdict: referrals.Verdict(in.Body.Verdict), Note: in.Body.Note, Actor: IdentityOf(ctx).User,
	})
	if err != nil {
		if problem := problemOf(err, "body."); len(problem.Errors) > 0 {
			return nil, problem
		}
		return nil, err
	}
	rows, err := p.viewReferrals(ctx, []referrals.Referral{r})
	if err != nil {
		return nil, err
	}
	return &ReferralOutput{Body: rows[0]}, nil
}
