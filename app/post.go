package main

import (
	"context"

	"clientele/app/flow"
	"clientele/app/jobs"
	"clientele/app/mail"
	"clientele/models"
	"clientele/models/outbox"
)

// newPost makes what sends mails; without a mail server it words them only.
func newPost(config Config, w world) (*mail.Sender, error) {
	if config.SMTP == nil {
		return mail.NewSender(nil, w.Now)
	}
	return mail.NewSender(&mail.Server{URL: config.SMTP, From: config.MailFrom, Plain: loopback(config.SMTP.Hostname())}, w.Now)
}

// outboxWorkers is how many effects are brought about side by side.
const outboxWorkers = 4

// outbox brings about what stories decided.
func (p *program) outbox(w world, name string) *jobs.OutboxWorker {
	return &jobs.OutboxWorker{
		Name: name, Outbox: p.store.Outbox, Now: w.Now, Log: p.log, Parallel: outboxWorkers,
		Dispatch: func(ctx context.Context, m outbox.Message) (string, error) {
			if m.Kind == flow.SendMail {
				return p.flow.SendMail(ctx, m)
			}
			return "", models.Errorf(models.Unavailable, "this version cannot bring %.40q about yet", m.Kind)
		},
	}
}
