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
	a.available, a.at = min(a.most, a.available+a.restore*max(0, now.Sub(a.at).Seconds())), now
	wait := time.Duration(0)
	if missing := cost + headroom*a.most - a.available; missing > 0 && cost+headroom*a.most <= a.most {
		wait = min(paceMax, time.Duration(missing/a.restore*float64(time.Second)))
		a.available += a.restore * wait.Seconds()
		a.at = now.Add(wait)
	}
	a.available -= cost
	p.accounts[shop] = a
	return wait
}

// seen notes what an answer told of the account and of the query's cost.
func (p *pace) seen(shop models.ShopID, document string, read graphqlAnswer, now time.Time) {
	cost := read.Extensions.Cost
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
