package slots

import "clientele/models/booking/times"

// performed: only who performs the service is asked for it.
var performed = rule{NotPerformed, func(p *page) []times.Span {
	if p.Service.Performs(p.staff.ID) {
		return nil
	}
	return always
}}
