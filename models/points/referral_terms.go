package points

import "time"

// Refers tells whether any version rewards recommendations.
func Refers(versions []Programme) bool {
	for _, p := range versions {
		if p.Settings.Referrals.On {
			return true
		}
	}
	return false
}

// ReferralWindows is the stretch of time in which referrals may share a cap with
// one that was due at a time; false where no version has a cap. One without an
// end has none.
func ReferralWindows(versions []Programme, at time.Time, zone string) (from, to time.Time, capped bool) {
	endless := false
	for _, p := range versions {
		limit := p.Settings.Referrals.Cap
		if limit.Points == 0 {
			continue
		}
		begins, ends := limit.Window(at, zone)
		endless = endless || ends.IsZero()
		if !capped || begins.Before(from) {
			from = begins
		}
		if !capped || ends.After(to) {
			to = ends
		}
		capped = true
	}
	if endless {
		from, to = time.Time{}, time.Time{}
	}
	return from, to, capped
}
