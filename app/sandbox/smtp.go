package sandbox

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
)

const (
	maxMailBytes   = 1 << 20
	maxMailWorkers = 16
	maxMailParts   = 20
	mailIdle       = 30 * time.Second
	maxCommands    = 1000 // per connection
)

// ServeMail receives mails by SMTP until the listener is closed and puts them
// into the mailbox. The listener must be on loopback.
func (s *Server) ServeMail(l net.Listener) error {
	if err := CheckLoopback(l.Addr().String()); err != nil {
		return err
	}
	slots := make(chan struct{}, maxMailWorkers)
	for {
		conn, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			s.talkSMTP(conn)
		}()
	}
}

// talkSMTP speaks just enough SMTP for a well-behaved client.
func (s *Server) talkSMTP(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	c := textproto.NewConn(conn)
	say := func(line string) bool { return c.PrintfLine("%s", line) == nil }
	if !say("220 sandbox ready") {
		return
	}
	var from string
	var to []string
	idle := time.AfterFunc(mailIdle, func() { _ = conn.Close() }) // whatever day the sandbox thinks it is
	defer idle.Stop()
	for range maxCommands {
		idle.Reset(mailIdle)
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		reply := "502 5.5.1 not understood"
		switch strings.ToUpper(verb) {
		case "HELO":
			reply = "250 sandbox"
		case "EHLO":
			reply = "250-sandbox\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE " + itoa(maxMailBytes)
		case "MAIL":
			from, to, reply = address(rest), nil, "250 2.1.0 ok"
		case "RCPT":
			if reply = "250 2.1.5 ok"; len(to) >= 20 {
				reply = "452 4.5.3 too many recipients"
			} else {
				to = append(to, address(rest))
			}
		case "DATA":
			if len(to) == 0 {
				reply = "503 5.5.1 RCPT first"
				break
			}
			if !say("354 end with a line holding a point") {
				return
			}
			reply = s.takeMail(io.LimitReader(c.DotReader(), maxMailBytes+1), from, to)
			from, to = "", nil
		case "RSET":
			from, to, reply = "", nil, "250 2.0.0 ok"
		case "NOOP":
			reply = "250 2.0.0 ok"
		case "QUIT":
			say("221 2.0.0 bye")
			return
		}
		if !say(reply) {
			return
		}
	}
}

// address takes the address out of "FROM:<a@b> SIZE=1".
func address(rest string) string {
	_, after, _ := strings.Cut(rest, "<")
	inside, _, _ := strings.Cut(after, ">")
	return inside
}

func (s *Server) takeMail(r io.Reader, from string, to []string) string {
	raw, err := io.ReadAll(r)
	if err != nil || len(raw) > maxMailBytes {
		return "552 5.3.4 the message is too large"
	}
	m := readMail(raw)
	if m.From == "" {
		m.From = from
	}
	if m.To == "" {
		m.To = strings.Join(to, ", ")
	}
	err = s.change(func(st *state) error {
		m.ID, m.At = st.id(), s.now()
		st.Mails = append(st.Mails, &m)
		return nil
	})
	if err != nil {
		return "451 4.3.0 " + err.Error()
	}
	return "250 2.0.0 taken"
}

// readMail takes subject and texts out of a message; what it cannot read is
// kept as plain text.
func readMail(raw []byte) Mail {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Mail{Text: string(raw)}
	}
	words := new(mime.WordDecoder)
	header := func(name string) string {
		text, err := words.DecodeHeader(msg.Header.Get(name))
		if err != nil {
			return msg.Header.Get(name)
		}
		return text
	}
	m := Mail{From: header("From"), To: header("To"), Subject: header("Subject"), Mark: header("Message-ID")}
	m.part(textproto.MIMEHeader(msg.Header), msg.Body, 0)
	return m
}

// part reads one part of a message, and those inside it three levels down.
func (m *Mail) part(h textproto.MIMEHeader, r io.Reader, depth int) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && depth < 3 {
		parts := multipart.NewReader(r, params["boundary"])
		for range maxMailParts {
			p, err := parts.NextRawPart()
			if err != nil {
				return
			}
			m.part(p.Header, p, depth+1)
		}
		return
	}
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	text, _ := io.ReadAll(io.LimitReader(r, maxMailBytes)) // what could be read is shown
	switch {
	case kind == "text/html" && m.HTML == "":
		m.HTML = string(text)
	case kind == "text/plain" && m.Text == "":
		m.Text = string(text)
	case kind == "text/calendar" && m.Calendar == "":
		m.Calendar, m.Method = string(text), params["method"]
	}
}
