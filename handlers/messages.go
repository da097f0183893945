package handlers

import (
	"context"

	"clientele/models"
	"clientele/models/notices"
)

// MessagesOutput is which messages contacts get.
type MessagesOutput struct {
	Body Messages
}

// Messages is a store's choice.
type Messages struct {
	Version       int64     `json:"version"`
	Ready         bool      `json:"ready" doc:"there is a mail server; without one nothing is sent"`
	ReminderDays  int       `json:"reminderDays" doc:"days before points run out; 0 for no reminder"`
	ReminderHours int       `json:"reminderHours" doc:"hours before an appointment; 0 for no reminder"`
	Messages      []Message `json:"messages" nullable:"false"`
	Languages     []string  `json:"languages" nullable:"false" doc:"in which every message is worded"`
}

// Message is one message that may be sent.
type Message struct {
	Name     string `json:"name"`
	Title    Text   `json:"title"`
	About    Text   `json:"about"`
	On       bool   `json:"on"`
	Reminder bool   `json:"reminder" doc:"sent so many days ahead"`
}

func viewMessages(s notices.Settings, ready bool) *MessagesOutput {
	return &MessagesOutput{Body: Messages{
		Version: s.Version, Ready: ready, ReminderDays: s.ReminderDays, ReminderHours: s.ReminderHours, Languages: models.Languages(),
		Messages: each(notices.Kinds(), func(k notices.Kind) Message {
			return Message{Name: k.Name, Title: viewText(k.Title), About: viewText(k.About), On: !s.Off[k.Name], Reminder: k.Reminder}
		}),
	}}
}

func (p *Panel) messages(ctx context.Context, _ *struct{}) (*MessagesOutput, error) {
	settings, ready, err := p.Flow.Messages(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	return viewMessages(settings, ready), nil
}

// EditMessagesInput is another choice.
type EditMessagesInput struct {
	Body struct {
		BaseVersion   int64    `json:"baseVersion" doc:"the version that was looked at"`
		ReminderDays  int      `json:"reminderDays" minimum:"0" maximum:"28"`
		ReminderHours int      `json:"reminderHours" minimum:"0" maximum:"168"`
		Off           []string `json:"off" maxItems:"20" nullable:"false" doc:"names of the messages that are not sent"`
	}
}

func (p *Panel) editMessages(ctx context.Context, in *EditMessagesInput) (*MessagesOutput, error) {
	wish := notices.Settings{
		Shop: ShopOf(ctx), Version: in.Body.BaseVersion, ReminderDays: in.Body.ReminderDays, ReminderHours: in.Body.ReminderHours, SavedBy: IdentityOf(ctx).User,
	}
	for _, name := range in.Body.Off {
		wish = wish.With(name, false)
	}
	settings, err := p.Flow.EditMessages(ctx, wish)
	if err != nil {
		return nil, err
	}
	return viewMessages(settings, p.Flow.Mailer.Ready()), nil
}

// PreviewMessageInput names a message.
type PreviewMessageInput struct {
	Name     string `query:"name" required:"true" maxLength:"40"`
	Language string `query:"language" enum:"en,ja,ko" required:"true"`
}

// PreviewMessageOutput is a message with made-up contents.
type PreviewMessageOutput struct {
	Body struct {
		Subject string `json:"subject"`
		Text    string `json:"text"`
		HTML    string `json:"html" doc:"a whole document, without scripts"`
	}
}

func (p *Panel) previewMessage(ctx context.Context, in *PreviewMessageInput) (*PreviewMessageOutput, error) {
	words, err := p.Flow.PreviewMessage(ctx, ShopOf(ctx), in.Name, in.Language)
	if err != nil {
		return nil, err
	}
	out := &PreviewMessageOutput{}
	out.Body.Subject, out.Body.Text, out.Body.HTML = words.Subject, words.Text, words.HTML
	return out, nil
}
