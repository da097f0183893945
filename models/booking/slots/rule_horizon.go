package slots

import "clientele/models/booking/times"

// horizon: an appointment begins on one of so many days of the shop after today.
var horizon = rule{TooFar, func(p *page) []times.Span {
	if p.Service.HorizonDays == 0 {
		return nil
	}
	zone := p.shop.Zone()
	today := times.DateIn(zone, p.Now)
	return []times.Span{{From: times.Resolve(zone, today+times.Date(p.Service.HorizonDays)+1, 0), To: times.Ever}}
}}
