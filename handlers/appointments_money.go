package handlers

import (
	"context"

	"clientele/app/flow"
)

// RefundInput is the word of staff that what is due goes back.
type RefundInput struct {
	AppointmentInput
	Body struct {
		Base  int64 `json:"base" doc:"the version that was looked at"`
		Minor int64 `json:"minor" minimum:"0" doc:"what was seen to be due, in minor units; not looked at where the platform is to be asked again"`
	}
}

func (p *Panel) refundAppointment(ctx context.Context, in *RefundInput) (*AppointmentOutput, error) {
	out, err := viewBooked(p.Flow.RefundBooking(ctx, flow.RefundBooking{Reach: in.reach(ctx, in.Body.Base), Minor: in.Body.Minor}))
	p.wakeJob("outbox")
	return out, err
}

// InvoiceInput has the store try again what it did not do about an invoice.
type InvoiceInput struct {
	AppointmentInput
	Body struct {
		Base int64 `json:"base" doc:"the version that was looked at"`
	}
}

func (p *Panel) retryInvoice(ctx context.Context, in *InvoiceInput) (*AppointmentOutput, error) {
	out, err := viewBooked(p.Flow.RetryInvoice(ctx, in.reach(ctx, in.Body.Base)))
	p.wakeJob("outbox")
	return out, err
}
