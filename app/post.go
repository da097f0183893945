package main

import "clientele/app/mail"

// newPost makes what sends mails; without a mail server it words them only.
func newPost(config Config, w world) (*mail.Sender, error) {
	if config.SMTP == nil {
		return mail.NewSender(nil, w.Now)
	}
	return mail.NewSender(&mail.Server{URL: config.SMTP, From: config.MailFrom, Plain: loopback(config.SMTP.Hostname())}, w.Now)
}
