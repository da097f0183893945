package slots

import "clientele/models/booking/times"

// party: nobody is promised more seats than an appointment has.
var party = rule{PartyTooLarge, func(p *page) []times.Span {
	if p.wish.seats() <= p.capacity() {
		return nil
	}
	return always
}}
