package shopify

import (
	"sync"
	"time"

	"clientele/models"
)

// The platform counts what queries cost. A shop's account fills up steadily,
// and a query that costs more than it holds is refused. We remember how full
// it was when last seen and wait before asking rather than being refused.
const (
	// headroom is the part of an account that is left to others: members of
	// staff who look at something should not wait for work in the background.
	headroom     = 0.1
	accountsMost = 10_000
	paceMax      = 15 * time.Second
)

type account struct {
	available, most, restore float64
	at                       time.Time
}

// pace keeps the cost accounts of shops and the costs of queries.
type pace struct {
	mu       sync.Mutex
	accounts map[models.ShopID]account
	costs    map[string]float64 // by document, as last told
}

// spend tells how long to wait before a query may be sent, and takes its cost
// off the account.
func (p *pace) spend(shop models.ShopID, document string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, known := p.accounts[shop]
	cost := p.costs[document]
	if !known || a.restore <= 0 || cost <= 0 {
		return 0
	}
	// Others may wait already: then the account is known as of the end of their
	// wait, and this one comes after them.
	from := now
	if a.at.After(now) {
		from = a.at
	}
	a.available = min(a.most, a.available+a.restore*from.Sub(a.at).Seconds())
	a.at = from
	if missing := min(cost+headroom*a.most, a.most) - a.available; missing > 0 {
		a.available += missing
		a.at = from.Add(time.Duration(missing / a.restore * float64(time.Second)))
	}
	a.available -= cost
	wait := a.at.Sub(now)
	if wait > paceMax { // longer is not worth it: the platform says no and how long
		wait, a.at = paceMax, now.Add(paceMax)
	}
	p.accounts[shop] = a
	return wait
}

// seen notes what an answer told of the account and of the query's cost.
func (p *pace) seen(shop models.ShopID, document string, cost queryCost, now time.Time) {
	if cost.Throttle.Restore <= 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.accounts) >= accountsMost {
		clear(p.accounts) // an unknown account only costs a refusal at worst
	}
	p.accounts[shop] = account{available: cost.Throttle.Available, most: cost.Throttle.Maximum, restore: cost.Throttle.Restore, at: now}
	if cost.Requested > 0 {
		p.costs[document] = cost.Requested
	}
}
