package slots

import (
	"time"

	"clientele/models/booking/times"
)

// notice: an appointment begins when the notice has passed, or later. Without a
// notice that leaves out the past.
var notice = rule{TooSoon, func(p *page) []times.Span {
	earliest := p.Now.Add(time.Duration(p.Service.NoticeMinutes) * time.Minute)
	first := times.At(earliest)
	if first.In(time.UTC).Before(earliest) {
		first++ // what is finer than we count is not given away
	}
	return []times.Span{{From: times.Never, To: first}}
}}
