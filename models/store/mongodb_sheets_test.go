package store_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/store"
	"clientele/models/store/storetest"
	"clientele/models/team"
)

// enters books a time on the calendar by way of one of several processes.
func enters(t *testing.T, s *store.Store, shop models.ShopID, was, is *booking.Booking) {
	t.Helper()
	err := s.Tx.Do(t.Context(), func(ctx context.Context) error {
		var sheets []appointments.Sheet
		for _, b := range []*booking.Booking{was, is} {
			if b != nil {
				sheets = append(sheets, appointments.SheetsOf(appointments.OfStaff, string(b.Staff), b.Blocked())...)
			}
		}
		if err := s.Sheets.Touch(ctx, shop, sheets); err != nil {
			return err
		}
		return s.Sheets.Put(ctx, shop, was, is)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// twoProcesses are two on one database, whose clocks a test can put ahead.
func twoProcesses(t *testing.T, name string) (ours, theirs *store.Store, ahead *atomic.Int64) {
	t.Helper()
	url, name := mongoURL(t), fmt.Sprintf("%s%d_%s", store.TestPrefix, os.Getpid(), name)
	ahead = &atomic.Int64{}
	now := func() time.Time { return storetest.Start.Add(time.Duration(ahead.Load())) }
	process := func() *store.Store {
		s, err := store.Open(t.Context(), url, store.Options{Now: now, Database: name})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close(context.Background()) })
		return s
	}
	ours, theirs = process(), process()
	t.Cleanup(func() {
		if err := ours.Drop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return ours, theirs, ahead
}

// What one process keeps of the calendar is never older than what it tells, though
// another one changes it.
func TestTheCalendarIsAsAnyProcessWroteItLast(t *testing.T) {
	t.Parallel()
	ours, theirs, ahead := twoProcesses(t, "calendar")
	shop := storetest.ShopFor(t)
	span := times.Span{From: times.At(storetest.Start), To: times.At(storetest.Start.AddDate(0, 2, 0))}
	sees := func(s *store.Store, when string, want ...string) {
		t.Helper()
		for _, of := range [][]booking.StaffID{nil, {"ann", "ben"}} {
			all, err := s.Sheets.Taken(t.Context(), shop, of, span)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, b := range all {
				got = append(got, fmt.Sprintf("%s %s", b.ID, b.Start.Format("01-02 15:04")))
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %q is taken, want %q", when, got, want)
			}
		}
	}
	at := func(id booking.BookingID, staff booking.StaffID, days int) *booking.Booking {
		start := storetest.Start.AddDate(0, 0, days).Truncate(time.Hour)
		return &booking.Booking{ID: id, Service: "cut", Staff: staff, Start: start, End: start.Add(time.Hour), Status: booking.Confirmed, Seats: 1}
	}
	said := func(b *booking.Booking) string { return fmt.Sprintf("%s %s", b.ID, b.Start.Format("01-02 15:04")) }
	a, b := at("a", "ann", 3), at("b", "ben", 12)
	for _, s := range []*store.Store{ours, theirs} {
		sees(s, "before")
	}
	enters(t, ours, shop, nil, a)
	enters(t, theirs, shop, nil, b)
	for range 2 {
		sees(ours, "both booked", said(a), said(b))
		sees(theirs, "both booked", said(a), said(b))
	}
	later := at("a", "ann", 4)
	enters(t, theirs, shop, a, later)
	sees(ours, "another process moved one", said(later), said(b))
	enters(t, theirs, shop, b, nil)
	sees(ours, "and cancelled the other", said(later))

	for removed := 1; removed > 0; { // by the other process, which forgets; we do not hear of it
		var err error
		if removed, err = theirs.Shops.Erase(t.Context(), shop, 100); err != nil {
			t.Fatal(err)
		}
	}
	sees(ours, "the store was erased")
	ahead.Store(int64(48 * time.Hour))
	c := at("c", "ann", 4)
	for range 4 { // its sheet comes to the version that it had before
		enters(t, theirs, shop, nil, c)
		sees(ours, "it came back", said(c))
	}
}

// What one process keeps of who serves is what any of them saved last, also after
// the store was erased and came back.
func TestTheRosterIsAsAnyProcessSavedItLast(t *testing.T) {
	t.Parallel()
	ours, theirs, ahead := twoProcesses(t, "roster")
	shop := storetest.ShopFor(t)
	saves := func(s *store.Store, version int64, name string) int64 {
		t.Helper()
		version, err := s.Team.SaveMember(t.Context(), team.Member{Shop: shop, ID: "ann", Version: version, CreatedAt: storetest.Start, MemberSettings: team.MemberSettings{Name: name}})
		if err != nil {
			t.Fatal(err)
		}
		return version
	}
	sees := func(when string, want ...string) {
		t.Helper()
		for range 2 {
			for _, s := range []*store.Store{ours, theirs} {
				roster, err := s.Rosters.Get(t.Context(), shop)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, m := range roster.Members {
					got = append(got, m.Name)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s: %q serve, want %q", when, got, want)
				}
			}
		}
	}
	sees("before")
	version := saves(theirs, 0, "Ann")
	sees("somebody came", "Ann")
	saves(theirs, saves(ours, version, "Anna"), "Anne")
	sees("her name changed twice", "Anne")
	for removed := 1; removed > 0; {
		var err error
		if removed, err = theirs.Shops.Erase(t.Context(), shop, 100); err != nil {
			t.Fatal(err)
		}
	}
	sees("the store was erased")
	ahead.Store(int64(time.Hour))
	saves(theirs, saves(theirs, saves(theirs, 0, "Bea"), "Bee"), "Ben") // as many changes as before
	sees("it came back", "Ben")
}

// Tests hand their databases on, and make the same sheets at the same moment.
func TestADatabaseThatATestHandsOnTellsNothingOfItsCalendar(t *testing.T) {
	t.Parallel()
	s, shop := storetest.OpenFresh(t, mongoURL(t)), storetest.ShopFor(t)
	span := times.Span{From: times.At(storetest.Start), To: times.At(storetest.Start.AddDate(0, 1, 0))}
	for _, id := range []booking.BookingID{"a", "b"} {
		start := storetest.Start.AddDate(0, 0, 3)
		enters(t, s, shop, nil, &booking.Booking{ID: id, Service: "cut", Staff: "ann", Start: start, End: start.Add(time.Hour), Status: booking.Confirmed, Seats: 1})
		if all, err := s.Sheets.Taken(t.Context(), shop, nil, span); err != nil || len(all) != 1 || all[0].ID != id {
			t.Fatalf("%v is taken, %v; want %s", all, err, id)
		}
		if err := s.Wipe(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
