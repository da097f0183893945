package handlers

import "context"

// ReplaceLinkInput has the link to an appointment replaced.
type ReplaceLinkInput struct {
	AppointmentInput
	Body struct {
		Base int64 `json:"base" doc:"the version that was looked at"`
	}
}

// ReplacedLinkOutput is the present link to an appointment.
type ReplacedLinkOutput struct {
	Body struct {
		Link string `json:"link" doc:"a secret: who has it may move and cancel the appointment"`
	}
}

func (p *Panel) replaceAppointmentLink(ctx context.Context, in *ReplaceLinkInput) (*ReplacedLinkOutput, error) {
	b, err := p.Flow.ReplaceLink(ctx, in.reach(ctx, in.Body.Base))
	if err != nil {
		return nil, err
	}
	p.wakeJob("outbox")
	out := &ReplacedLinkOutput{}
	out.Body.Link = p.Flow.VisitLink(b.Shop, b.ID, b.Token)
	return out, nil
}
