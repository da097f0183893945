package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/orders"
	"clientele/models/rewards"
)

// RedemptionsInput asks for redemptions.
type RedemptionsInput struct {
	PageInput
	State     string `query:"state" enum:"all,preparing,ready,used,returned,failed,problem" default:"all"`
	Contact   string `query:"contact" maxLength:"80" pattern:"^([cg]_[A-Za-z0-9]+)?$"`
	OrderName string `query:"orderName" maxLength:"40" doc:"such as #1001, with or without the sign"`
	Code      string `query:"code" maxLength:"40" pattern:"^[A-Za-z0-9-]*$"`
}

// RedemptionsOutput is a page of redemptions.
type RedemptionsOutput struct {
	Body struct {
		Items       []RedemptionRow `json:"items"`
		NextCursor  string          `json:"nextCursor,omitempty"`
		NeedsPerson int             `json:"needsPerson" doc:"effects that wait for a person"`
	}
}

// RedemptionRow is a redemption in the panel.
type RedemptionRow struct {
	ID          string     `json:"id"`
	ContactID   string     `json:"contactId"`
	Contact     string     `json:"contact,omitempty" doc:"the contact's name or address"`
	Reward      Text       `json:"reward" doc:"what it is called"`
	Points      int64      `json:"points"`
	Returned    int64      `json:"returned" doc:"points that came back after they were spent"`
	State       string     `json:"state" enum:"preparing,ready,used,returned,failed"`
	Code        string     `json:"code,omitempty"`
	Flag        string     `json:"flag,omitempty" enum:",late_order,second_order,other_buyer,vanished"`
	Problem     string     `json:"problem,omitempty"`
	NeedsPerson bool       `json:"needsPerson"`
	Order       *OrderName `json:"order,omitempty"`
	MadeAt      time.Time  `json:"madeAt"`
	LapsesAt    *time.Time `json:"lapsesAt,omitempty"`
	EndedAt     *time.Time `json:"endedAt,omitempty"`
}

func viewRedemption(r rewards.Redemption) RedemptionRow {
	row := RedemptionRow{
		ID: r.ID, ContactID: string(r.Contact), Reward: eachLanguage(r.Called), Points: r.Points, Returned: r.Hold.Returned(), State: string(r.State), Code: r.Code,
		Flag: string(r.Flag), Problem: r.Problem, NeedsPerson: r.NeedsPerson, MadeAt: r.MadeAt, LapsesAt: moment(r.LapsesAt), EndedAt: moment(r.EndedAt),
	}
	if r.Order != "" {
		row.Order = &OrderName{ID: string(r.Order), Name: r.OrderName}
	}
	return row
}

func (p *Panel) redemptions(ctx context.Context, in *RedemptionsInput) (*RedemptionsOutput, error) {
	q := rewards.Query{OrderNames: orders.Names(in.OrderName), Code: in.Code, Cursor: in.Cursor, Limit: in.Limit}
	switch in.State {
	case "all":
	case "problem":
		q.Problem = true
	default:
		q.State = rewards.State(in.State)
	}
	page, err := p.Flow.RedemptionPage(ctx, ShopOf(ctx), models.ContactID(in.Contact), q)
	if err != nil {
		return nil, err
	}
	var ids []models.ContactID
	for _, r := range page.Items {
		ids = append(ids, r.Contact)
	}
	names, err := p.Flow.Names(ctx, ShopOf(ctx), ids)
	if err != nil {
		return nil, err
	}
	out := &RedemptionsOutput{}
	out.Body.Items, out.Body.NextCursor = each(page.Items, viewRedemption), page.Next
	for i, r := range page.Items {
		out.Body.Items[i].Contact = names[r.Contact]
	}
	out.Body.NeedsPerson, err = p.Flow.EffectsForPerson(ctx, ShopOf(ctx))
	return out, err
}

// RedemptionInput names a redemption.
type RedemptionInput struct {
	ID string `path:"id" maxLength:"40"`
}

// RedemptionOutput is one redemption.
type RedemptionOutput struct{ Body RedemptionRow }

func (p *Panel) giveBack(ctx context.Context, in *RedemptionInput) (*RedemptionOutput, error) {
	r, err := p.Flow.GiveBack(ctx, flow.GiveBack{Shop: ShopOf(ctx), ID: in.ID, Actor: IdentityOf(ctx).User})
	p.wakeJob("outbox")
	return &RedemptionOutput{Body: viewRedemption(r)}, err
}

func (p *Panel) retryEffect(ctx context.Context, in *RedemptionInput) (*RedemptionOutput, error) {
	r, err := p.Flow.RetryEffect(ctx, ShopOf(ctx), in.ID)
	p.wakeJob("outbox")
	return &RedemptionOutput{Body: viewRedemption(r)}, err
}

func (p *Panel) wakeJob(name string) {
	if p.WakeJob != nil {
		p.WakeJob(name)
	}
}
