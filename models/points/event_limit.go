package points

import "time"

// EventWindow is the stretch of time in which other events of a kind may share
// a limit with one that happened at a time; false where no rule of the version
// has one.
func (p Programme) EventWindow(kind string, at time.Time) (from, to time.Time, limited bool) {
	for _, setting := range p.Settings.Rules {
		rule, gives, err := p.ruleOfKind(setting, kind)
		if err != nil || !gives || !rule.limit.On() {
			continue
		}
		begins, ends := rule.limit.Period.around(at, zoneOf(p.Zone))
		if !limited || begins.Before(from) {
			from = begins
		}
		if !limited || ends.After(to) {
			to = ends
		}
		limited = true
	}
	return from, to, limited
}

// HasEvent tells whether the version has a rule for a kind of events.
func (p Programme) HasEvent(kind string) bool {
	for _, setting := range p.Settings.Rules {
		if setting.Kind == kind {
			return p.Settings.Enabled
		}
	}
	return false
}
