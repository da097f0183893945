package points

import "fmt"

// VerifyEvent holds what was posted for an event against what it is worth under
// its version of the programme. posted is the sum of Entry.Posted over the
// entries of its record that name it.
func VerifyEvent(e Event, versions []Programme, posted int64) []Violation {
	var found []Violation
	add := func(format string, args ...any) {
		found = append(found, Violation{Law: LawEvent, Text: e.Kind + " " + e.Source + " " + fmt.Sprintf(format, args...)})
	}
	if net := e.Net(); posted != net {
		add("stands at %d points, the ledger has %d for it", net, posted)
	}
	if e.Programme == 0 {
		return found
	}
	programme, ok := versionOf(versions, e.Programme)
	if !ok {
		add("was counted by version %d of the programme, which is missing", e.Programme)
		return found
	}
	worth, err := programme.Awards(e, nil)
	if err != nil {
		add("cannot be counted any more: %s", err.Error())
		return found
	}
	whole := map[string]int64{}
	for _, a := range worth {
		whole[a.Rule] = a.Due + a.Cut
	}
	for _, a := range e.Awards {
		switch {
		case a.Due < 0 || a.Cut < 0 || a.Due+a.Cut != whole[a.Rule]:
			add("is worth %d points by rule %s, it stands at %d", whole[a.Rule], a.Rule, a.Due+a.Cut)
		case a.Given-a.Taken < a.Due || a.Taken < 0 || a.Taken > a.Given:
			add("should have brought %d points by rule %s, it brought %d", a.Due, a.Rule, a.Given-a.Taken)
		}
		delete(whole, a.Rule)
	}
	for rule := range whole {
		add("got nothing by rule %s", rule)
	}
	return found
}
