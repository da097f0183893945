package store

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/catchup"
	"clientele/models/contacts"
	"clientele/models/feeds"
	"clientele/models/levels"
	"clientele/models/merges"
	"clientele/models/points"
	"clientele/models/privacy"
	"clientele/models/products"
	"clientele/models/referrals"
	"clientele/models/services"
	"clientele/models/shops"
	"clientele/models/team"
	"clientele/models/waitlist"
)

// A field that somebody adds to a domain type and forgets in its row would be
// lost without a sound. So every field is filled here and has to come back.
func TestEveryFieldOfTheDomainSurvivesItsRow(t *testing.T) {
	t.Parallel()
	roundTrip(t, func(s shops.Shop) any { s.Version--; return toShopRow(s) }, fromShopRow)
	roundTrip(t, func(c contacts.Contact) any { c.Version--; return toContactRow(c) }, fromContactRow)
	roundTrip(t, func(r points.Record) any { r.Order.Version--; return toOrderRow(r) }, fromOrderRow)
	roundTrip(t, func(a points.Account) any { a.Version--; return toAccountRow(a) }, fromAccountRow)
	roundTrip(t, func(l points.Lot) any { return toLotRow(l) }, fromLotRow)
	roundTrip(t, func(e points.Entry) any { return toEntryRow(e) }, fromEntryRow)
	roundTrip(t, func(c points.Command) any { return toCommandRow(c) }, fromCommandRow)
	roundTrip(t, func(p points.Programme) any { return toProgrammeRow(p) }, fromProgrammeRow)
	roundTrip(t, func(r privacy.Request) any { return toRequestRow(r) }, fromRequestRow)
	roundTrip(t, func(p catchup.Poll) any { p.Version--; return toPollRow(p) }, fromPollRow)
	roundTrip(t, func(b catchup.Backfill) any { b.Version--; return toBackfillRow(b) }, fromBackfillRow)
	roundTrip(t, func(v points.Verification) any { v.Version--; return toVerificationRow(v) }, fromVerificationRow)
	roundTrip(t, func(l levels.Ladder) any { return toLadderRow(l) }, fromLadderRow)
	roundTrip(t, func(s levels.State) any { s.Version--; return toLevelRow(s) }, fromLevelRow)
	roundTrip(t, func(c levels.Change) any { return toChangeRow(c) }, fromChangeRow)
	roundTrip(t, func(f products.Facts) any { return toFactsRow(f) }, fromFactsRow)
	roundTrip(t, func(r referrals.Referral) any { r.Version--; return toReferralRow(r) }, fromReferralRow)
	roundTrip(t, func(m merges.Merge) any { m.Version--; return toMergeRow(m) }, fromMergeRow)
	roundTrip(t, func(s services.Service) any { s.Version--; return toServiceRow(s) }, fromServiceRow)
	roundTrip(t, func(m team.Member) any { m.Version--; return toMemberOfTeamRow(m) }, fromMemberOfTeamRow)
	roundTrip(t, func(l team.Location) any { l.Version--; return toLocationRow(l) }, fromLocationRow)
	roundTrip(t, func(p team.Pool) any { p.Version--; return toPoolRow(p) }, fromPoolRow)
	roundTrip(t, func(a appointments.Appointment) any { a.Version--; return toAppointmentRow(a) }, fromAppointmentRow)
	roundTrip(t, func(e waitlist.Entry) any { e.Version--; return toWaitRow(e) }, fromWaitRow)
	roundTrip(t, func(c team.Calendar) any { c.Version--; return toCalendarRow(c) }, fromCalendarRow)
	roundTrip(t, func(f feeds.Feed) any { f.Version--; return toFeedRow(f) }, func(r feedRow) feeds.Feed {
		f, err := r.feed()
		if err != nil {
			t.Fatal(err)
		}
		return f
	})
	roundTrip(t, func(l feeds.Link) any { return toLinkRow(l) }, fromLinkRow)
	roundTrip(t, func(d models.Delivery) any {
		row, err := toDeliveryRow(d)
		if err != nil {
			t.Fatal(err)
		}
		return row
	}, func(r deliveryRow) models.Delivery {
		d, err := fromDeliveryRow(r)
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

func TestEveryFigureIsAdded(t *testing.T) {
	t.Parallel()
	if got, want := len(sumsRow{}.increments()), reflect.TypeFor[points.Sums]().NumField(); got != want {
		t.Errorf("%d of %d figures are added", got, want)
	}
	if got, want := len(cohortSumsRow{}.increments()), reflect.TypeFor[points.CohortSums]().NumField(); got != want {
		t.Errorf("%d of %d figures of a month are added", got, want)
	}
}

func roundTrip[D, R any](t *testing.T, to func(D) any, from func(R) D) {
	t.Helper()
	var want D
	n := 0
	fill(reflect.ValueOf(&want).Elem(), &n)
	alignShops(&want)
	body, err := bson.Marshal(to(want))
	if err != nil {
		t.Fatalf("%T: %v", want, err)
	}
	var row R
	if err := bson.Unmarshal(body, &row); err != nil {
		t.Fatalf("%T: %v", want, err)
	}
	if diff := cmp.Diff(want, from(row)); diff != "" {
		t.Errorf("%T changes on its way through the database (-want +got):\n%s", want, diff)
	}
}

// alignShops gives an order and its standing one shop and number.
func alignShops(v any) {
	if r, ok := v.(*points.Record); ok {
		r.Standing.Shop, r.Standing.Order = r.Order.Shop, r.Order.ID
	}
}

// fill gives every field a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n) << 33)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(fmt.Sprintf("bytes %d", *n)))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.SetMapIndex(key, value)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 1, 1, 0, 0, *n, int(time.Millisecond), time.UTC)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("fill knows nothing of " + v.Type().String())
	}
}
