package models_test

import (
	"testing"
	"time"

	"clientele/models"
)

func TestAWindowIsReadOnTheClocksOfItsZone(t *testing.T) {
	t.Parallel()
	tokyo, paris := models.Zone("Asia/Tokyo"), models.Zone("Europe/Paris")
	w := models.Window{From: "2026-11-27T09:00", Until: "2026-11-27T18:00"}
	for _, c := range []struct {
		at          string
		zone        *time.Location
		ahead, over bool
	}{
		{"2026-11-26T23:59:59Z", tokyo, true, false}, {"2026-11-27T00:00:00Z", tokyo, false, false},
		{"2026-11-27T09:00:59Z", tokyo, false, false}, {"2026-11-27T09:01:00Z", tokyo, false, true},
		{"2026-11-27T07:59:59Z", paris, true, false}, {"2026-11-27T17:00:59Z", paris, false, false}, {"2026-11-27T17:01:00Z", paris, false, true},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if w.Ahead(at, c.zone) != c.ahead || w.Over(at, c.zone) != c.over {
			t.Errorf("%s in %s: ahead %v, over %v", c.at, c.zone, w.Ahead(at, c.zone), w.Over(at, c.zone))
		}
	}
	if none := (models.Window{}); none.Ahead(time.Time{}, tokyo) || none.Over(time.Date(2999, 1, 1, 0, 0, 0, 0, tokyo), tokyo) {
		t.Error("a window without ends has an end")
	}
}

func TestAWindowThatMakesNoSenseIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	for w, path := range map[models.Window]string{
		{From: "tomorrow"}: "from", {Until: "2026-02-30T09:00"}: "until", {From: "2026-11-27T09:01", Until: "2026-11-27T09:00"}: "until",
		{From: "2026-11-27T09:00Z"}: "from",
	} {
		if problems := w.Problems(); len(problems) != 1 || problems[0].Path != path {
			t.Errorf("%+v: %+v", w, problems)
		}
	}
	for _, w := range []models.Window{{}, {From: "2026-11-27T09:00"}, {Until: "2026-11-27T09:00"}, {From: "2026-11-27T09:00", Until: "2026-11-27T09:00"}} {
		if problems := w.Problems(); len(problems) > 0 {
			t.Errorf("%+v: %+v", w, problems)
		}
	}
}
