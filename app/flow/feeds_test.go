package flow_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/feeds"
	"clientele/models/services"
)

// fakeSubscriptions are calendars elsewhere, by address.
type fakeSubscriptions struct {
	mu        sync.Mutex
	calendars map[string]feeds.Reading
	failure   *feeds.Failure
	marks     []feeds.Mark // that were asked with
}

func (s *fakeSubscriptions) Address(text string) (string, error) {
	return feeds.ParseAddress(text, false)
}

func (s *fakeSubscriptions) Read(_ context.Context, address string, known feeds.Mark, zone string, _ times.Span, _ string) (feeds.Reading, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.marks = append(s.marks, known)
	if s.failure != nil {
		return feeds.Reading{}, false, s.failure
	}
	reading, there := s.calendars[address]
	if !there {
		return feeds.Reading{}, false, &feeds.Failure{Kind: feeds.Refused, Detail: "404"}
	}
	if known == reading.Mark {
		return feeds.Reading{}, false, nil
	}
	reading.Zone = zone
	return reading, true, nil
}

// elsewhere lays down what a calendar elsewhere says of the day of the visit.
func (w *salon) elsewhere(version, from, to string) {
	w.subscriptions.mu.Lock()
	defer w.subscriptions.mu.Unlock()
	w.subscriptions.failure = nil
	w.subscriptions.calendars = map[string]feeds.Reading{secretAddress: {
		Mark: feeds.Mark{ETag: version}, Events: 1, Busy: []times.Span{times.Between(w.at(from), w.at(to))},
	}}
}

func (w *salon) fails(kind feeds.FailureKind) {
	w.subscriptions.mu.Lock()
	defer w.subscriptions.mu.Unlock()
	w.subscriptions.failure = &feeds.Failure{Kind: kind}
}

const secretAddress = "https://calendar.example/private-0123456789abcdef/basic.ics"

func addFeed(address string) flow.AddFeed {
	return flow.AddFeed{Shop: testShop, Staff: "ann", Address: address, Actor: "11"}
}

func (w *salon) subscribes() feeds.Feed {
	w.t.Helper()
	w.elsewhere("v1", "10:00", "11:00")
	f, err := w.AddFeed(w.t.Context(), addFeed("webcal"+strings.TrimPrefix(secretAddress, "https")))
	ok(w.t, err)
	return f
}

// readAll reads what is due until nothing is.
func (w *salon) readAll() {
	w.t.Helper()
	for range 10 {
		n, err := w.ReadFeeds(w.t.Context())
		ok(w.t, err)
		if n == 0 {
			return
		}
	}
	w.t.Fatal("reading calendars does not end")
}

func (w *salon) feedNow(f feeds.Feed) feeds.Feed {
	w.t.Helper()
	got, err := w.store.Feeds.Get(w.t.Context(), testShop, f.Staff, f.ID)
	ok(w.t, err)
	return got
}

func TestATimeThatAnotherCalendarTakesIsNeitherShownNorAccepted(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(), "ann", "ben")
	booked := w.book(w.wish("0", "10:30", with("ann")))
	feed := w.subscribes()
	ann := func(in *flow.Asked) { in.Staff = "ann" }
	if got := w.free(ann); slices.Contains(got, "10:00") || !slices.Contains(got, "09:30") || !slices.Contains(got, "11:00") {
		t.Fatalf("free are %v", got)
	}
	w.refused(w.wish("1", "10:00", with("ann")), slots.CalendarBusy)
	if a := w.appointment(booked.ID); a.Status != booking.Confirmed {
		t.Errorf("what was booked before is %s", a.Status)
	}
	if a := w.book(w.wish("2", "10:00")); a.Staff != "ben" {
		t.Errorf("with %s", a.Staff)
	}
	ok(t, w.DeleteFeed(t.Context(), testShop, "ann", feed.ID))
	w.book(w.wish("3", "10:00", with("ann")))
}

func TestAnotherCalendarIsReadAgainEveryQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	feed := w.subscribes()
	w.readAll()
	if n := len(w.subscriptions.marks); n != 1 {
		t.Fatalf("it was read %d times", n)
	}
	w.elsewhere("v2", "14:00", "15:00")
	w.forward(15 * time.Minute)
	w.readAll()
	if got := w.free(); slices.Contains(got, "14:00") || !slices.Contains(got, "10:00") {
		t.Fatalf("free are %v", got)
	}
	if last := w.subscriptions.marks[1]; last.ETag != "v1" {
		t.Errorf("asked with %+v", last)
	}
	w.forward(15 * time.Minute)
	w.readAll() // nothing has changed
	if got := w.feedNow(feed); !got.ReadAt.Equal(models.Instant(w.now())) || len(got.Busy) != 1 || got.WholeAt.Equal(got.ReadAt) {
		t.Errorf("after an unchanged reading %+v", got)
	}
	w.forward(24 * time.Hour)
	w.readAll()
	if last := w.subscriptions.marks[len(w.subscriptions.marks)-1]; last != (feeds.Mark{}) {
		t.Errorf("after a day asked with %+v, want it read from end to end", last)
	}
}

func TestACalendarThatFailsKeepsItsLastGoodTimesAndSaysWhy(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	feed := w.subscribes()
	good := w.now()
	w.fails(feeds.TooLarge)
	w.forward(15 * time.Minute)
	w.readAll()
	got := w.feedNow(feed)
	if got.Failure.Kind != feeds.TooLarge || !got.ReadAt.Equal(models.Instant(good)) || !got.TriedAt.Equal(models.Instant(w.now())) {
		t.Errorf("%+v", got)
	}
	if free := w.free(); slices.Contains(free, "10:00") {
		t.Errorf("free are %v", free)
	}
	w.elsewhere("v2", "14:00", "15:00")
	now, err := w.ReadFeed(t.Context(), testShop, "ann", feed.ID)
	if err != nil || now.Failure.Kind != "" || !now.ReadAt.Equal(models.Instant(w.now())) {
		t.Errorf("read again: %+v, %v", now, err)
	}
}

func TestACalendarThatCannotBeReadIsRefusedWhereItIsEntered(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	told := func(address, word string) {
		t.Helper()
		_, err := w.AddFeed(t.Context(), addFeed(address))
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Code != models.Invalid || len(refused.Fields) != 1 || refused.Fields[0].Path != "address" || !strings.Contains(err.Error(), word) {
			t.Errorf("%s is answered %v, want a word of %s", address, err, word)
		}
	}
	for _, address := range []string{"", "calendar", "ftp://calendar.example/a.ics", "http://calendar.example/a.ics", "https://user:word@calendar.example/a.ics", "https:calendar.example"} {
		told(address, "https://")
	}
	for kind, word := range map[feeds.FailureKind]string{feeds.Inside: "not public", feeds.TooLarge: "too large", feeds.TooSlow: "in time", feeds.NotCalendar: "iCal", feeds.Redirected: "leads on"} {
		w.fails(kind)
		told(secretAddress, word)
	}
	if all, err := w.FeedsOf(t.Context(), testShop, "ann"); err != nil || len(all) > 0 {
		t.Errorf("kept %v, %v", all, err)
	}
}

func TestFiveCalendarsAreTheMostAndNoneIsAddedTwice(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.subscriptions.calendars = map[string]feeds.Reading{}
	add := func(n int) error {
		address := fmt.Sprintf("https://calendar.example/%d.ics", n)
		w.subscriptions.calendars[address] = feeds.Reading{}
		_, err := w.AddFeed(t.Context(), addFeed(address))
		return err
	}
	for n := range feeds.PerStaff - 1 {
		ok(t, add(n))
	}
	if err := add(0); models.CodeOf(err) != models.Conflict || err == nil {
		t.Errorf("the same once more: %v", err)
	}
	ok(t, add(7))
	if err := add(8); models.CodeOf(err) != models.TooMany {
		t.Errorf("a sixth: %v", err)
	}
	if _, err := w.AddFeed(t.Context(), flow.AddFeed{Shop: testShop, Staff: "nobody", Address: secretAddress}); models.CodeOf(err) != models.NotFound {
		t.Errorf("of nobody: %v", err)
	}
}

func TestTheAddressOfACalendarIsASecret(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	feed := w.subscribes()
	if feed.Hint != "calendar.example …asic" {
		t.Errorf("shown is %q", feed.Hint)
	}
	_, err := w.ReadFeed(t.Context(), testShop, "ann", feed.ID)
	ok(t, err)
	secret := []byte("private-0123456789abcdef")
	ok(t, w.store.EachDocument(t.Context(), func(collection string, document []byte) error {
		if bytes.Contains(document, secret) {
			t.Errorf("%s holds the address", collection)
		}
		return nil
	}))
	if strings.Contains(w.log.String(), string(secret)) {
		t.Error("the log holds the address")
	}
}

func TestWhoDoesNotServeAnyMoreLeavesNoCalendarBehind(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(func(s *services.Settings) { s.Timing.Staff = nil }), "ann", "ben")
	w.subscribes()
	_, token, err := w.MakeLink(t.Context(), flow.MakeLink{Shop: testShop, Staff: "ann", Titles: feeds.Service})
	ok(t, err)
	ok(t, w.DeleteMember(t.Context(), testShop, "ann"))
	all, err := w.store.Feeds.Of(t.Context(), testShop, "")
	if err != nil || len(all) > 0 {
		t.Errorf("left %v, %v", all, err)
	}
	if _, err := w.KnownLink(t.Context(), testShop, token); models.CodeOf(err) != models.NotFound {
		t.Errorf("the link leads to %v", err)
	}
}

func TestALinkShowsWhatIsBookedAsTheMerchantChose(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting(), "ann", "ben")
	w.book(w.wish("1", "10:00", with("ann"), func(in *flow.Book) { in.Person.Name = "Mika Abe" }))
	gone := w.book(w.wish("2", "11:00", with("ann")))
	_, err := w.CancelBooking(t.Context(), staffReach(gone.ID))
	ok(t, err)
	w.book(w.wish("3", "10:00", with("ben")))
	for titles, want := range map[feeds.Titles]string{
		feeds.Hidden: "Busy", feeds.Service: "Hair cut", feeds.FirstName: "Hair cut – Mika", feeds.FullName: "Hair cut – Mika Abe",
	} {
		link, token, err := w.MakeLink(t.Context(), flow.MakeLink{Shop: testShop, Staff: "ann", Titles: titles, Actor: "11"})
		ok(t, err)
		known, err := w.KnownLink(t.Context(), testShop, token)
		ok(t, err)
		agenda, err := w.PublishCalendar(t.Context(), known)
		ok(t, err)
		if known != link || len(agenda.Entries) != 1 || agenda.Entries[0].Title != want || !agenda.Entries[0].Start.Equal(w.at("10:00")) {
			t.Errorf("%s shows %+v", titles, agenda)
		}
	}
	link, _, err := w.MakeLink(t.Context(), flow.MakeLink{Shop: testShop, Titles: feeds.Service})
	ok(t, err)
	agenda, err := w.PublishCalendar(t.Context(), link)
	ok(t, err)
	titles := []string{}
	for _, e := range agenda.Entries {
		titles = append(titles, e.Title)
	}
	slices.Sort(titles)
	if want := []string{"ann: Hair cut", "ben: Hair cut"}; !slices.Equal(titles, want) {
		t.Errorf("everybody's are %v, want %v", titles, want)
	}
}

func TestALinkThatIsReplacedOrRevokedLeadsNowhereAtOnce(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	made := flow.MakeLink{Shop: testShop, Staff: "ann", Titles: feeds.FirstName}
	_, first, err := w.MakeLink(t.Context(), made)
	ok(t, err)
	_, second, err := w.MakeLink(t.Context(), made)
	ok(t, err)
	leads := func(token string) bool {
		_, err := w.KnownLink(t.Context(), testShop, token)
		if err != nil && models.CodeOf(err) != models.NotFound {
			t.Fatal(err)
		}
		return err == nil
	}
	if leads(first) || !leads(second) || leads("") || leads(strings.ToUpper(second)) {
		t.Errorf("the first leads %v, the second %v", leads(first), leads(second))
	}
	ok(t, w.RevokeLink(t.Context(), testShop, "ann"))
	if leads(second) {
		t.Error("a revoked link leads to a calendar")
	}
	if err := w.RevokeLink(t.Context(), testShop, "ann"); models.CodeOf(err) != models.NotFound {
		t.Errorf("revoked twice: %v", err)
	}
	ok(t, w.store.EachDocument(t.Context(), func(collection string, document []byte) error {
		if bytes.Contains(document, []byte(second)) {
			t.Errorf("%s holds the token of a link", collection)
		}
		return nil
	}))
}
