package flow_test

import (
	"testing"
	"time"
)

func TestALevelMultipliesWhatIsBoughtOnItAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.ladder(yearly())
	w.order(w.bought("1", goods("a", "300.00"))) // reaches silver, for 50 points
	w.review()
	w.forward(time.Hour)
	w.order(w.bought("2", goods("a", "100.00")))
	if got := w.standing("2"); got.Multiplier != "3/2" || got.Net != 150 {
		t.Errorf("on silver 100.00 gave %d points, by %q", got.Net, got.Multiplier)
	}
	if got := w.standing("1"); got.Multiplier != "" || got.Net != 300 {
		t.Errorf("before it 300.00 gave %d points, by %q", got.Net, got.Multiplier)
	}
	w.refund(w.amountBack("1", "r1", "200.00")) // back below silver
	w.review()
	w.forward(time.Hour)
	w.order(w.bought("3", goods("a", "100.00")))
	if got := w.standing("2"); got.Multiplier != "3/2" || got.Net != 150 {
		t.Errorf("losing the level changed an old order to %d points, by %q", got.Net, got.Multiplier)
	}
	if got := w.standing("3"); got.Multiplier != "" || got.Net != 100 {
		t.Errorf("without the level 100.00 gave %d points, by %q", got.Net, got.Multiplier)
	}
	w.sound()
}
