package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"clientele/models"
)

// DeliveriesInput asks for webhooks.
type DeliveriesInput struct {
	PageInput
	State string `query:"state" enum:"all,waiting,done,retrying,needs_person,refused" default:"all"`
	Topic string `query:"topic" maxLength:"100"`
}

// DeliveriesOutput is a page of webhooks.
type DeliveriesOutput struct {
	Body struct {
		Items      []DeliveryRow `json:"items"`
		NextCursor string        `json:"nextCursor,omitempty"`
	}
}

// DeliveryRow is a webhook in a list.
type DeliveryRow struct {
	ID            string     `json:"id"`
	Topic         string     `json:"topic"`
	State         string     `json:"state" enum:"waiting,done,retrying,needs_person,refused"`
	ReceivedAt    time.Time  `json:"receivedAt"`
	TriggeredAt   *time.Time `json:"triggeredAt,omitempty"`
	Attempts      int        `json:"attempts"`
	NextAttemptAt *time.Time `json:"nextAttemptAt,omitempty"`
	DoneAt        *time.Time `json:"doneAt,omitempty"`
	Subject       string     `json:"subject,omitempty"`
	Outcome       string     `json:"outcome,omitempty"`
	Problem       string     `json:"problem,omitempty"`
}

func viewDelivery(d models.Delivery) DeliveryRow {
	row := DeliveryRow{
		ID: d.WebhookID, Topic: d.Topic, State: string(d.State), ReceivedAt: d.ReceivedAt, TriggeredAt: moment(d.TriggeredAt),
		Attempts: d.Attempts, DoneAt: moment(d.DoneAt), Subject: d.Subject, Outcome: d.Outcome, Problem: d.Problem,
	}
	if d.State == models.Retrying {
		row.NextAttemptAt = moment(d.DueAt)
	}
	return row
}

func (p *Panel) deliveries(ctx context.Context, in *DeliveriesInput) (*DeliveriesOutput, error) {
	q := models.DeliveryQuery{Topic: in.Topic, Cursor: in.Cursor, Limit: in.Limit}
	if in.State != "all" {
		q.State = models.DeliveryState(in.State)
	}
	page, err := p.Flow.Deliveries(ctx, ShopOf(ctx), q)
	if err != nil {
		return nil, err
	}
	out := &DeliveriesOutput{}
	out.Body.Items, out.Body.NextCursor = each(page.Items, viewDelivery), page.Next
	return out, nil
}

// DeliveryInput names a webhook.
type DeliveryInput struct {
	ID string `path:"id" maxLength:"200"`
}

// DeliveryOutput is one webhook.
type DeliveryOutput struct {
	Body struct {
		DeliveryRow
		APIVersion string    `json:"apiVersion"`
		EventID    string    `json:"eventId,omitempty"`
		Size       int       `json:"size"`
		SHA256     string    `json:"sha256"`
		Payload    string    `json:"payload,omitempty" doc:"the body, indented; absent once removed"`
		History    []Attempt `json:"history"`
	}
}

// Attempt is one try of the worker.
type Attempt struct {
	At      time.Time `json:"at"`
	Outcome string    `json:"outcome"`
	Problem string    `json:"problem,omitempty"`
}

func (p *Panel) delivery(ctx context.Context, in *DeliveryInput) (*DeliveryOutput, error) {
	d, err := p.Flow.Delivery(ctx, ShopOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &DeliveryOutput{}
	out.Body.DeliveryRow = viewDelivery(d)
	out.Body.APIVersion, out.Body.EventID, out.Body.Size, out.Body.SHA256 = d.APIVersion, d.EventID, d.Size, d.SHA256
	out.Body.History = each(d.History, func(a models.DeliveryAttempt) Attempt {
		return Attempt{At: a.At, Outcome: a.Outcome, Problem: a.Problem}
	})
	var pretty bytes.Buffer
	if len(d.Body) > 0 && json.Indent(&pretty, d.Body, "", "  ") == nil {
		out.Body.Payload = pretty.String()
	}
	return out, nil
}

// ReplayOutput is a webhook put back in line.
type ReplayOutput struct {
	Body DeliveryRow
}

func (p *Panel) replayDelivery(ctx context.Context, in *DeliveryInput) (*ReplayOutput, error) {
	d, err := p.Flow.ReplayDelivery(ctx, ShopOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if p.Wake != nil {
		p.Wake()
	}
	return &ReplayOutput{Body: viewDelivery(d)}, nil
}
