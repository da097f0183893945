package referrals_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/referrals"
)

// A household is looked at by a person and changes nothing by itself.
func TestSignsOfAHouseholdNeverChangeWhatARecommendationComesTo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := life(t, "1", start)
		now := start.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "days"))
		plain, signed := facts(o), facts(o)
		signed.Signs = rapid.SliceOfN(rapid.SampledFrom([]referrals.Sign{referrals.KnownPlace, referrals.SamePlace, referrals.SameFamily}), 1, 4).Draw(t, "signs")
		want, got := about(o).Decided(plain, now), about(o).Decided(signed, now)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(referrals.Referral{}, "Signs")); diff != "" {
			t.Fatal(diff)
		}
		alive := got.State == referrals.Pending || got.State == referrals.Earned
		if got.ToReview() != alive || want.ToReview() {
			t.Fatalf("%+v is to be reviewed: %v", got, got.ToReview())
		}
		strongestFirst := slices.DeleteFunc([]referrals.Sign{referrals.SamePlace, referrals.SameFamily, referrals.KnownPlace}, func(s referrals.Sign) bool {
			return !slices.Contains(signed.Signs, s)
		})
		if !slices.Equal(got.Signs, strongestFirst) {
			t.Fatalf("signs %v, want %v", got.Signs, strongestFirst)
		}
	})
}

// What staff decide holds whatever becomes known later, and only the last word
// counts.
func TestTheLastWordOfStaffDecides(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := life(t, "1", start)
		f := facts(o)
		f.Signs = []referrals.Sign{referrals.SamePlace}
		last := start.AddDate(0, 0, 40)
		without := about(o).Decided(f, last)
		r := about(o).Decided(f, start)
		var verdict referrals.Verdict
		for range rapid.IntRange(0, 4).Draw(t, "verdicts") {
			wish := rapid.SampledFrom([]referrals.Verdict{referrals.Approved, referrals.TakenBack}).Draw(t, "verdict")
			judged, changed, err := r.Judged(referrals.Judgement{Verdict: wish, Note: "why", Actor: "42", At: last})
			if r.Verdict() == "" && !r.ToReview() {
				if models.CodeOf(err) != models.Conflict {
					t.Fatalf("there is nothing to judge: %v", err)
				}
				break
			}
			if err != nil || changed != (wish != verdict) {
				t.Fatalf("%s after %q: changed %v, %v", wish, verdict, changed, err)
			}
			verdict = wish
			r = judged.Decided(f, start.AddDate(0, 0, rapid.IntRange(0, 39).Draw(t, "day")))
		}
		r = r.Decided(f, last)
		for _, side := range []referrals.Side{referrals.Advocate, referrals.Friend} {
			want := without.Worth(side)
			if verdict == referrals.TakenBack {
				want = 0
			}
			if r.Worth(side) != want {
				t.Fatalf("after %q the %s is due %d, want %d", verdict, side, r.Worth(side), want)
			}
		}
		if verdict != "" && r.ToReview() {
			t.Fatal("it is to be reviewed again")
		}
	})
}

func TestAVerdictThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	flagged := about(bought("1", start, 5000))
	flagged.Signs = []referrals.Sign{referrals.SameFamily}
	plain, erased := flagged, flagged.Without("c_2")
	plain.Signs = nil
	erased.Judgements = []referrals.Judgement{{Verdict: referrals.Approved}}
	tired := flagged
	for i := range referrals.JudgementsMax {
		tired.Judgements = append(tired.Judgements, referrals.Judgement{Verdict: []referrals.Verdict{referrals.TakenBack, referrals.Approved}[i%2]})
	}
	for name, c := range map[string]struct {
		r    referrals.Referral
		j    referrals.Judgement
		want models.Code
	}{
		"no verdict":            {flagged, referrals.Judgement{Verdict: "maybe", Note: "x"}, models.Invalid},
		"no reason":             {flagged, referrals.Judgement{Verdict: referrals.TakenBack, Note: " "}, models.Invalid},
		"too long a reason":     {flagged, referrals.Judgement{Verdict: referrals.Approved, Note: strings.Repeat("é", referrals.NoteMax+1)}, models.Invalid},
		"no sign":               {plain, referrals.Judgement{Verdict: referrals.Approved}, models.Conflict},
		"a friend who is gone":  {erased, referrals.Judgement{Verdict: referrals.TakenBack, Note: "x"}, models.Conflict},
		"once more than enough": {tired, referrals.Judgement{Verdict: referrals.TakenBack, Note: "x"}, models.Conflict},
	} {
		got, changed, err := c.r.Judged(c.j)
		if err == nil || models.CodeOf(err) != c.want || changed || !cmp.Equal(got, c.r) {
			t.Errorf("%s: changed %v, %v", name, changed, err)
		}
	}
	if _, changed, err := flagged.Judged(referrals.Judgement{Verdict: referrals.TakenBack, Note: strings.Repeat("é", referrals.NoteMax), At: start}); err != nil || !changed {
		t.Errorf("a long reason: changed %v, %v", changed, err)
	}
}

func TestErasingEitherSideLeavesNothingOfTheirHousehold(t *testing.T) {
	t.Parallel()
	r := about(bought("1", start, 5000))
	r.Advocate, r.Signs = "c_1", []referrals.Sign{referrals.SamePlace}
	r.Judgements = []referrals.Judgement{{Verdict: referrals.Approved, Note: "Ann and Bob told us", Actor: "42", At: start.Add(time.Hour)}}
	for _, person := range []models.ContactID{"c_1", "c_2"} {
		got := r.Without(person)
		want := []referrals.Judgement{{Verdict: referrals.Approved, Actor: "42", At: start.Add(time.Hour)}}
		if len(got.Signs) > 0 || got.ToReview() || !cmp.Equal(got.Judgements, want) {
			t.Errorf("without %s: %+v", person, got)
		}
	}
	if r.Judgements[0].Note == "" {
		t.Error("the referral itself has changed")
	}
}
