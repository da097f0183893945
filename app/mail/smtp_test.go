package mail_test

import (
	"bufio"
	"io"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/app/mail"
	"clientele/models"
	"clientele/models/notices"
)

// postOffice is a mail server that answers as it is told to: a reply by the
// verb it follows, or "hang up".
type postOffice struct {
	listener net.Listener
	replies  map[string]string
	mu       sync.Mutex
	taken    []string
	time     time.Time
}

func (o *postOffice) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.time
}

func newPostOffice(t *testing.T, replies map[string]string) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{listener: l, replies: replies, time: noon}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			o.talk(conn)
		}
	}()
	return o
}

func (o *postOffice) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	c := textproto.NewConn(conn)
	say := func(after, usual string) bool {
		o.mu.Lock()
		reply, told := o.replies[after]
		o.mu.Unlock()
		if !told {
			reply = usual
		}
		return reply != "hang up" && c.PrintfLine("%s", reply) == nil
	}
	going := say("connect", "220 ready")
	for going {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		verb := strings.ToUpper(line[:4])
		switch verb {
		case "EHLO":
			going = say(verb, "250-office\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME")
		case "DATA":
			if going = say(verb, "354 go on"); going {
				raw, err := io.ReadAll(bufio.NewReader(c.DotReader()))
				if err != nil {
					return
				}
				o.mu.Lock()
				o.taken = append(o.taken, string(raw))
				o.mu.Unlock()
				going = say("mail", "250 2.0.0 taken")
			}
		case "QUIT":
			say(verb, "221 bye")
			return
		default:
			going = say(verb, "250 2.0.0 ok")
		}
	}
}

func (o *postOffice) mails() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.taken...)
}

func (o *postOffice) sender(t *testing.T) *mail.Sender {
	t.Helper()
	from := &netmail.Address{Address: "points@clientele.example"}
	s, err := mail.NewSender(&mail.Server{URL: &url.URL{Scheme: "smtp", Host: o.listener.Addr().String()}, From: from, Plain: true}, o.now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func letter(name string) notices.Letter {
	kind, _ := notices.KindOf(name)
	l := notices.Sample(kind, "ko", "데모 티", noon)
	l.Shop, l.ID, l.ReplyTo = "demo.myshopify.com", "mail:1", "hello@demo.example"
	return l
}

func TestWhatAMailServerSaysDecidesWhetherAMailIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		replies map[string]string
		want    models.Code
		taken   int
	}{
		"taken":                               {nil, "", 1},
		"taken, with no farewell":             {map[string]string{"QUIT": "hang up"}, "", 1},
		"taken, with a failed reset":          {map[string]string{"RSET": "hang up"}, "", 1},
		"busy at the door":                    {map[string]string{"connect": "421 4.3.2 busy"}, models.Unavailable, 0},
		"hung up at the door":                 {map[string]string{"connect": "hang up"}, models.Unavailable, 0},
		"not let in":                          {map[string]string{"connect": "554 5.7.1 go away"}, models.Forbidden, 0},
		"greylisted":                          {map[string]string{"RCPT": "451 4.7.1 alex@example.com: later"}, models.Unavailable, 0},
		"a full mailbox that may have room":   {map[string]string{"RCPT": "452 4.2.2 full"}, models.Unavailable, 0},
		"an address that is not there":        {map[string]string{"RCPT": "550 5.1.1 alex@example.com is unknown"}, models.Invalid, 0},
		"a mailbox that is closed":            {map[string]string{"RCPT": "550 5.2.1 closed"}, models.Invalid, 0},
		"a server that takes none from us":    {map[string]string{"RCPT": "550 5.7.1 relaying denied"}, models.Forbidden, 0},
		"a sender that is refused":            {map[string]string{"MAIL": "553 5.7.1 who are you"}, models.Forbidden, 0},
		"a text that is refused":              {map[string]string{"mail": "554 5.7.1 spam"}, models.Forbidden, 1},
		"a server that fails after the text":  {map[string]string{"mail": "451 4.3.0 disk"}, models.Unavailable, 1},
		"an answer that is lost at the end":   {map[string]string{"mail": "hang up"}, models.Unavailable, 1},
		"an answer that is lost at the start": {map[string]string{"DATA": "hang up"}, models.Unavailable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newPostOffice(t, c.replies)
			err := o.sender(t).Send(t.Context(), letter(notices.Expiring))
			if got := codeOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "example.com") {
				t.Errorf("the error tells whom it was for: %v", err)
			}
			if got := len(o.mails()); got != c.taken {
				t.Errorf("%d mails got through, want %d", got, c.taken)
			}
		})
	}
}

func codeOf(err error) models.Code {
	if err == nil {
		return ""
	}
	return models.CodeOf(err)
}

func TestNobodyAtTheServerIsTriedAgain(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, nil)
	s := o.sender(t)
	if err := o.listener.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Send(t.Context(), letter(notices.Ready)); codeOf(err) != models.Unavailable {
			t.Errorf("got %v", err)
		}
	}
}

func TestAServerThatDoesNotAnswerIsLeftAloneForAWhile(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, map[string]string{"connect": "421 4.3.2 busy"})
	s := o.sender(t)
	if err := s.Send(t.Context(), letter(notices.Ready)); codeOf(err) != models.Unavailable {
		t.Fatalf("got %v", err)
	}
	o.mu.Lock()
	o.replies = nil
	o.mu.Unlock()
	if err := s.Send(t.Context(), letter(notices.Ready)); codeOf(err) != models.Unavailable || len(o.mails()) != 0 {
		t.Errorf("it was asked again at once: %v", err)
	}
	o.mu.Lock()
	o.time = o.time.Add(31 * time.Second)
	o.mu.Unlock()
	if err := s.Send(t.Context(), letter(notices.Ready)); err != nil || len(o.mails()) != 1 {
		t.Errorf("after a while: %v", err)
	}
}

func TestAMailThatIsSentAgainAfterALostAnswerIsTheSameMail(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, map[string]string{"mail": "hang up"})
	s := o.sender(t)
	for range 2 {
		if err := s.Send(t.Context(), letter(notices.TakenBack)); codeOf(err) != models.Unavailable {
			t.Fatalf("got %v", err)
		}
	}
	other := letter(notices.TakenBack)
	other.ID = "mail:2"
	_ = s.Send(t.Context(), other)
	mails := o.mails()
	if len(mails) != 3 || mails[0] != mails[1] {
		t.Fatalf("the second attempt is another mail:\n%s", mails)
	}
	if headers(t, mails[0]).Get("Message-ID") == headers(t, mails[2]).Get("Message-ID") {
		t.Error("two mails have one Message-ID")
	}
}

func headers(t *testing.T, raw string) netmail.Header {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header
}

func TestAMailHasTheHeadersThatMachinesGoBy(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, nil)
	for _, name := range []string{notices.Expiring, notices.Adjusted} {
		l := letter(name)
		l.Store = "Tea\r\nBcc: all@example.com"
		l.OptOut = map[string]string{notices.Expiring: "https://clientele.example/opt-out?token=1"}[name]
		if err := o.sender(t).Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	reminder, news := headers(t, o.mails()[0]), headers(t, o.mails()[1])
	from, err := reminder.AddressList("From")
	if err != nil || from[0].Address != "points@clientele.example" || from[0].Name != "Tea Bcc: all@example.com" || reminder.Get("Bcc") != "" {
		t.Errorf("from %v, %v, headers %v", from, err, reminder)
	}
	if reminder.Get("Auto-Submitted") != "auto-generated" || !strings.HasPrefix(reminder.Get("Content-Type"), "multipart/alternative") {
		t.Errorf("headers %v", reminder)
	}
	if to, err := reminder.AddressList("Reply-To"); err != nil || to[0].Address != "hello@demo.example" {
		t.Errorf("answers go to %v, %v", to, err)
	}
	if reminder.Get("List-Unsubscribe") != "<https://clientele.example/opt-out?token=1>" || reminder.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("one click does not opt out: %v", reminder)
	}
	if news.Get("List-Unsubscribe") != "" || news.Get("List-Unsubscribe-Post") != "" {
		t.Errorf("where nobody can opt out the headers are %v", news)
	}
}

func TestAnAddressThatIsSeveralIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	o := newPostOffice(t, nil)
	for _, to := range []string{"a@example.com,b@example.com", "a@example.com\r\nRCPT TO:<b@example.com>", "nobody"} {
		l := letter(notices.Ready)
		l.To = to
		if err := o.sender(t).Send(t.Context(), l); codeOf(err) != models.Invalid || len(o.mails()) != 0 {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func TestAMailAboutAnAppointmentCarriesItsInvitation(t *testing.T) {
	t.Parallel()
	for method, cancelled := range map[string]bool{"REQUEST": false, "CANCEL": true} {
		o := newPostOffice(t, nil)
		l := letter(notices.Booked)
		l.Invite = &notices.Invite{UID: "b1@demo.myshopify.com", Sequence: 3, Cancelled: cancelled}
		if err := o.sender(t).Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		file := calendarPart(t, o.mails()[0], method)
		for _, line := range []string{"METHOD:" + method, "UID:b1@demo.myshopify.com", "SEQUENCE:3", "ORGANIZER;CN=데모 티:mailto:points@clientele.example", "DTSTART:20261202T100000Z"} {
			if !strings.Contains(file, line+"\n") {
				t.Errorf("the line %s is not in\n%s", line, file)
			}
		}
	}
	o := newPostOffice(t, nil)
	if err := o.sender(t).Send(t.Context(), letter(notices.Soon)); err != nil {
		t.Fatal(err)
	}
	if raw := o.mails()[0]; strings.Contains(raw, "text/calendar") || strings.Contains(raw, "List-Unsubscribe") {
		t.Errorf("a reminder of an appointment is\n%s", raw)
	}
}

// calendarPart is the last part of a mail, which has to be an invitation.
func calendarPart(t *testing.T, raw, method string) string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("the mail is %s (%v)", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	var last *multipart.Part
	for part, err := parts.NextPart(); err == nil; part, err = parts.NextPart() {
		text, readErr := io.ReadAll(part)
		if readErr != nil {
			t.Fatal(readErr)
		}
		if last = part; strings.HasPrefix(part.Header.Get("Content-Type"), "text/calendar") {
			kind, params, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
			if kind != "text/calendar" || params["method"] != method || !strings.EqualFold(params["charset"], "utf-8") {
				t.Errorf("the part is %s", part.Header.Get("Content-Type"))
			}
			return strings.ReplaceAll(string(text), "\r\n", "\n")
		}
	}
	t.Fatalf("no part is an invitation; the last one is %v", last.Header)
	return ""
}

func TestATimeElsewhereIsToldByBothClocks(t *testing.T) {
	t.Parallel()
	for language, want := range map[string][]string{
		"en": {"Sunday, 25 October 2026, 02:30–03:15 (Europe/Berlin, UTC+1)", "At the store: Sunday, 25 October 2026, 10:30–11:15 (Asia/Tokyo, UTC+9)"},
		"ja": {"2026年10月25日（日）02:30～03:15（Europe/Berlin, UTC+1）", "店舗の現地時間：2026年10月25日（日）10:30～11:15（Asia/Tokyo, UTC+9）"},
		"ko": {"2026년 10월 25일(일) 02:30~03:15 (Europe/Berlin, UTC+1)", "매장 현지 시간: 2026년 10월 25일(일) 10:30~11:15 (Asia/Tokyo, UTC+9)"},
	} {
		kind, _ := notices.KindOf(notices.Soon)
		l := notices.Sample(kind, language, "Demo Tea", noon)
		v := &l.Content.Visit
		v.Start = time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC) // the second half past two of that night
		v.End, v.Zone, v.There = v.Start.Add(45*time.Minute), models.Zone("Europe/Berlin"), models.Zone("Asia/Tokyo")
		out, err := words(t).Render(l)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(out.Text, line+"\n") || !strings.Contains(out.HTML, strings.ReplaceAll(line, "+", "&#43;")) {
				t.Errorf("the line %s is not in\n%s\n%s", line, out.Text, out.HTML)
			}
		}
	}
}
