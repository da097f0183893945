package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"clientele/app/calendars"
	"clientele/models"
	"clientele/models/notices"
)

// talkTime bounds every step of the talk with the mail server.
const talkTime = 10 * time.Second

// Server is where mails are handed in, and by whom they are.
type Server struct {
	URL  *url.URL         // smtp://user:password@host:587, or smtps:// for encryption from the start
	From *netmail.Address // its name gives way to the store's
	// Plain is for a server on the same machine; on the way to any other mails
	// are encrypted.
	Plain bool
}

// Check tells what is wrong with the settings.
func (s Server) Check() error {
	switch {
	case s.URL == nil || s.URL.Hostname() == "" || s.URL.Scheme != "smtp" && s.URL.Scheme != "smtps":
		return errors.New("must look like smtp://user:password@host:587, or smtps://host:465")
	case strings.Trim(s.URL.Path, "/") != "" || s.URL.RawQuery != "":
		return errors.New("must end with the port")
	case s.From == nil:
		return errors.New("needs a sender")
	}
	return nil
}

// Sender hands mails to a mail server. Without one it words them only.
type Sender struct {
	words  *Words
	server *Server
	now    models.Clock
	mu     sync.Mutex
	rests  time.Time // until when the server is not asked again
}

// restTime is how long a server that does not answer is left alone, so that
// mails do not hold up what else is to be done.
const restTime = 30 * time.Second

// NewSender makes a sender; server is nil where there is none.
func NewSender(server *Server, now models.Clock) (*Sender, error) {
	words, err := NewWords()
	if err != nil {
		return nil, err
	}
	if server != nil {
		if err := server.Check(); err != nil {
			return nil, err
		}
	}
	return &Sender{words: words, server: server, now: now}, nil
}

// Ready tells whether there is a server to hand mails to.
func (s *Sender) Ready() bool { return s.server != nil }

// Render words a letter without sending it.
func (s *Sender) Render(l notices.Letter) (notices.Rendered, error) { return s.words.Render(l) }

// Send hands a letter in. models.Invalid means that its address takes no mail,
// models.Forbidden that only whoever runs the program can mend it, and
// models.Unavailable leaves open whether it was taken. Errors tell nothing of
// whom it was for. The same letter sent again has the same Message-ID, by which
// mailboxes know it as one.
func (s *Sender) Send(ctx context.Context, l notices.Letter) error {
	if s.server == nil {
		return models.Errorf(models.Forbidden, "no mail server is set; set SMTP_URL and MAIL_FROM")
	}
	message, err := s.message(l)
	if err != nil {
		return err
	}
	if s.resting() {
		return models.Errorf(models.Unavailable, "the mail server did not answer a moment ago")
	}
	client, err := s.client()
	if err != nil {
		return models.Errorf(models.Forbidden, "the mail server's settings cannot be used; check SMTP_URL")
	}
	ctx, cancel := context.WithTimeout(ctx, 2*talkTime)
	defer cancel()
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		err = unconnected(err)
		if models.CodeOf(err) == models.Unavailable {
			s.rest()
		}
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = connection.Close() })
	defer stop()
	err = client.SendWithSMTPClient(connection, message)
	_ = client.CloseWithSMTPClient(connection) // whatever it says to the farewell, it has taken the mail or not
	if err == nil || message.IsDelivered() {
		return nil
	}
	return refused(err)
}

func (s *Sender) resting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now().Before(s.rests)
}

func (s *Sender) rest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rests = s.now().Add(restTime)
}

// client is a fresh one for each mail: they are few, and a connection that was
// kept could have died.
func (s *Sender) client() (*gomail.Client, error) {
	u := s.server.URL
	options := []gomail.Option{gomail.WithTimeout(talkTime), gomail.WithHELO(heloOf(s.server.From.Address)), gomail.WithoutNoop()}
	port := 587
	switch {
	case u.Scheme == "smtps":
		port = 465
		options = append(options, gomail.WithSSL())
	case s.server.Plain:
		port = 25
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if given, err := strconv.Atoi(u.Port()); err == nil {
		port = given
	}
	options = append(options, gomail.WithPort(port))
	if u.User != nil {
		secret, _ := u.User.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(secret))
	}
	return gomail.NewClient(u.Hostname(), options...)
}

func heloOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return domain
}

// message puts a letter into its envelope.
func (s *Sender) message(l notices.Letter) (*gomail.Msg, error) {
	words, err := s.words.Render(l)
	if err != nil {
		return nil, err
	}
	mark := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s", l.Shop, l.ID))
	id := hex.EncodeToString(mark[:16])
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary("part-"+id))
	if err := m.FromFormat(line(l.Store, textMax), s.server.From.Address); err != nil {
		return nil, models.Errorf(models.Forbidden, "MAIL_FROM cannot be used as a sender")
	}
	if err := m.To(l.To); err != nil {
		return nil, models.Errorf(models.Invalid, "this address takes no mail")
	}
	if l.ReplyTo != "" {
		if err := m.ReplyTo(l.ReplyTo); err != nil {
			return nil, models.Errorf(models.Forbidden, "the store's contact address cannot be used for answers")
		}
	}
	if l.OptOut != "" { // one click in the mailbox is enough (RFC 8058)
		m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+l.OptOut+">")
		m.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	m.Subject(words.Subject)
	m.SetDateWithValue(l.At)
	m.SetMessageIDWithValue(id + "@" + heloOf(s.server.From.Address))
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetBodyString(gomail.TypeTextPlain, words.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, words.HTML)
	if l.Invite == nil {
		return m, nil
	}
	invitation := s.invitation(l)
	written, err := invitation.Write()
	if err != nil {
		return nil, err
	}
	m.AddAlternativeString(gomail.ContentType("text/calendar; method="+invitation.Method()), string(written))
	return m, nil
}

// invitation is what the reader's calendar takes of a letter. It comes from the
// sender of the mail: calendars distrust anybody else's.
func (s *Sender) invitation(l notices.Letter) calendars.Invitation {
	v := l.Content.Visit
	return calendars.Invitation{
		UID: l.Invite.UID, Sequence: l.Invite.Sequence, Cancelled: l.Invite.Cancelled, At: l.At, Start: v.Start, End: v.End,
		Summary: line(v.Title, textMax) + " · " + line(l.Store, textMax), Notes: v.Link, Place: line(v.Place, placeMax),
		From: calendars.Person{Name: line(l.Store, textMax), Mail: s.server.From.Address}, To: calendars.Person{Name: line(l.Name, textMax), Mail: l.To},
	}
}

// unconnected judges a talk that ended before a mail was named.
func unconnected(err error) error {
	code := codeOf(err)
	if code >= 500 && code < 600 || errors.Is(err, gomail.ErrPlainAuthNotSupported) || errors.Is(err, gomail.ErrNoSupportedAuthDiscovered) {
		return models.Errorf(models.Forbidden, "the mail server does not let us in (%d); check SMTP_URL", code)
	}
	return models.Errorf(models.Unavailable, "the mail server does not answer")
}

// codeOf is the reply code that an error begins with; 0 for none.
func codeOf(err error) int {
	for ; err != nil; err = errors.Unwrap(err) {
		if text := err.Error(); len(text) > 3 && (text[3] == ' ' || text[3] == '-') {
			if code, bad := strconv.Atoi(text[:3]); bad == nil {
				return code
			}
		}
	}
	return 0
}

// refused judges the answer to a mail. Only what was said to the address itself
// is about the person; anything else would meet every mail alike.
func refused(err error) error {
	var failure *gomail.SendError
	if !errors.As(err, &failure) || failure.ErrorCode() < 500 {
		return models.Errorf(models.Unavailable, "the mail server did not take a mail now (%d)", codeIn(failure))
	}
	status := failure.EnhancedStatusCode()
	aboutPerson := status == "" || strings.HasPrefix(status, "5.1.") || strings.HasPrefix(status, "5.2.")
	if failure.Reason == gomail.ErrSMTPRcptTo && aboutPerson {
		return models.Errorf(models.Invalid, "this address takes no mail (%d %s)", failure.ErrorCode(), status)
	}
	return models.Errorf(models.Forbidden, "the mail server refuses our mails (%d %s); look at its log", failure.ErrorCode(), status)
}

func codeIn(failure *gomail.SendError) int {
	if failure == nil {
		return 0
	}
	return failure.ErrorCode()
}
