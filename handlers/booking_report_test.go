package handlers

import "testing"

func TestNoNameInATableIsAFormula(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ann": "Ann", "": "", "=HYPERLINK(1)": "'=HYPERLINK(1)", "+1": "'+1", "-1": "'-1", "@sum": "'@sum", "\t=1": "'\t=1", "\r=1": "'\r=1",
	} {
		if got := inert(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}
