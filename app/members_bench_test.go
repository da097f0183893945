package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/levels"
	"clientele/models/points"
	"clientele/models/rewards"
	"clientele/models/shops"
)

// What members do and what a night brings, in a shop with many of them. All have
// bought once within a month. Points live for a year and levels look back over
// one, so that a year later a thirtieth of the members lose both in a night; and
// everybody, had the jobs stood still for another year.
const (
	membersConns  = 32
	membersSpread = 30 // days over which the orders are spread
	membersReward = "bench-reward"
)

func (b *bench) members(group string, many int, database string) {
	b.Helper()
	p := bareAt(b.T, database, time.Now)
	loyal(b.T, p, 10)
	b.enrol(p, many)
	closeBare(b.T, p)
	served := launch(b.T, database)
	b.asks(group, served, many)
	served.stop()
	for _, years := range []int{1, 2} {
		ahead := time.Until(time.Now().AddDate(years, 0, 1-membersSpread))
		p = bareAt(b.T, database, func() time.Time { return time.Now().Add(ahead) })
		b.night(group, p, many, years == 1)
		closeBare(b.T, p)
	}
}

// loyal installs the shop with its rules, a ladder of two levels, and a reward
// at a price.
func loyal(b testing.TB, p *program, cost int64) {
	b.Helper()
	ctx, begin := b.Context(), models.Instant(time.Now().AddDate(-1, 0, 0))
	shop := shops.Shop{ID: demoShop, Salt: bytes.Repeat([]byte{7}, 32)}.WithInstallation(shops.Installation{
		Scopes: []string{"read_orders", "read_customers", "write_discounts"}, Details: shops.Details{Name: "Bench", Currency: "USD", Zone: "UTC"},
	}, begin)
	settings := points.DefaultSettings("USD")
	settings.Life = points.Life{Count: 12, Unit: points.Months}
	ask := func(amount string) []levels.RuleSetting {
		return []levels.RuleSetting{{Kind: "spend", Params: models.Params{levels.AmountName: amount}}}
	}
	ladder := levels.Ladder{
		Shop: demoShop, Version: 1, Zone: "UTC", Currency: "USD", EffectiveFrom: begin,
		Settings: levels.Settings{Period: levels.Period{Kind: levels.Rolling, Months: 12}, Keep: levels.ThisPeriod, OnRefund: levels.Immediate, Downgrade: levels.BalanceBased,
			Levels: []levels.Level{{ID: "l1", Name: models.Text{En: "One"}, Colour: "#336699", Rules: ask("100")}, {ID: "l2", Name: models.Text{En: "Two"}, Colour: "#993366", Rules: ask("100000")}}},
	}
	reward := rewards.Reward{Shop: demoShop, ID: membersReward, CreatedAt: begin, UpdatedAt: begin,
		Settings: rewards.Settings{Enabled: true, Kind: "amount", Params: models.Params{"amount": "1.00"}, Cost: cost}}
	for _, err := range []error{
		settings.Check("USD"), ladder.Settings.Check("USD", nil),
		second(p.store.Shops.Save(ctx, shop)),
		p.store.Programmes.Add(ctx, points.Programme{Shop: demoShop, Version: 1, Settings: settings, Zone: "UTC", EffectiveFrom: begin}),
		p.store.Levels.AddLadder(ctx, ladder),
		second(p.store.Rewards.Save(ctx, reward)),
	} {
		if err != nil {
			b.Fatalf("%+v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// enrol lets so many customers buy once, on one of the last days.
func (b *bench) enrol(p *program, many int) {
	b.Helper()
	b.atOnce(p.workers(), many, func(ctx context.Context, i int) error {
		d := delivery(1+i, 1+i)
		on := time.Now().AddDate(0, 0, -(i % membersSpread)).UTC().Format(time.RFC3339)
		d.Body = bytes.ReplaceAll(d.Body, []byte("2026-11-01T10:00:00-05:00"), []byte(on))
		_, err := p.hooks.Dispatch(ctx, d)
		return err
	})
}

// atOnce does something so many times, some of them side by side.
func (b *bench) atOnce(side, many int, one func(ctx context.Context, i int) error) {
	b.Helper()
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(side, many) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < many && !b.Failed(); i = int(next.Add(1)) - 1 {
				if err := one(b.Context(), i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
}

// asks measures what a shopper's page waits for: the own points, and turning
// some into a reward. Each redemption is of another member.
func (b *bench) asks(group string, p *loaded, many int) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: membersConns}}
	defer client.CloseIdleConnections()
	measure := func(times int, one func(i int) (*http.Request, error)) []float64 {
		return b.timed(client, membersConns, times, one, http.StatusOK, http.StatusCreated)
	}
	who := func(i int) int { return 1 + i*7919%many }
	mine := measure(min(many, 2_000), func(i int) (*http.Request, error) {
		return http.NewRequest(http.MethodGet, throughProxy(p.address, loadSecret, "/me", who(i)), http.NoBody)
	})
	b.note(group, "my points, 32 at once, p50", "ms", quantile(mine, .5))
	b.note(group, "my points, 32 at once, p99", "ms", quantile(mine, .99))
	redeem := measure(min(many, 1_000), func(i int) (*http.Request, error) {
		wish := fmt.Sprintf(`{"reward":%q,"points":0,"key":"bench-key-%d"}`, membersReward, i)
		request, err := http.NewRequest(http.MethodPost, throughProxy(p.address, loadSecret, "/redemptions", who(i)), strings.NewReader(wish))
		if err == nil {
			request.Header.Set("Content-Type", "application/json")
		}
		return request, err
	})
	b.note(group, "redeem, 32 at once, p50", "ms", quantile(redeem, .5))
	b.note(group, "redeem, 32 at once, p99", "ms", quantile(redeem, .99))
}

// timed sends so many requests, some of them side by side, and gives how many
// milliseconds each took until all of its answer was there, sorted. Other answers
// than these end the measurement.
func (b *bench) timed(client *http.Client, side, times int, one func(i int) (*http.Request, error), fine ...int) []float64 {
	b.Helper()
	took := make([]float64, times)
	b.atOnce(side, times, func(ctx context.Context, i int) error {
		request, err := one(i)
		if err != nil {
			return err
		}
		begin := time.Now()
		response, err := client.Do(request.WithContext(ctx))
		if err != nil {
			return err
		}
		said, err := io.ReadAll(response.Body)
		took[i] = float64(time.Since(begin).Microseconds()) / 1000
		if _ = response.Body.Close(); err == nil && !slices.Contains(fine, response.StatusCode) {
			err = fmt.Errorf("answered %d: %.300s", response.StatusCode, said)
		}
		return err
	})
	slices.Sort(took)
	return took
}

// throughProxy is the address of a storefront page as the platform signs it for
// a customer who is signed in.
func throughProxy(address, secret, path string, customer int) string {
	return throughProxyAsking(address, secret, path, customer, nil)
}

// throughProxyAsking is the same with more to ask.
func throughProxyAsking(address, secret, path string, customer int, asked map[string]string) string {
	q := url.Values{
		"shop": {demoShop}, "path_prefix": {"/apps/clientele"}, "timestamp": {fmt.Sprint(time.Now().Unix())}, "logged_in_customer_id": {fmt.Sprint(customer)},
	}
	for name, value := range asked {
		q.Set(name, value)
	}
	var parts []string
	for name, values := range q {
		parts = append(parts, name+"="+values[0])
	}
	slices.Sort(parts)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(strings.Join(parts, "")))
	q.Set("signature", hex.EncodeToString(mac.Sum(nil)))
	return "http://" + address + "/proxy" + path + "?" + q.Encode()
}

// night measures the jobs that go over all members.
func (b *bench) night(group string, p *program, many int, usual bool) {
	b.Helper()
	what, least := fmt.Sprintf("a night over %d members", many), many/membersSpread/2
	if !usual {
		what, least = what+" that all lose something", many/2
	}
	var most uint64
	stop := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		for ticker := time.NewTicker(100 * time.Millisecond); ; {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
			select {
			case <-stop:
				ticker.Stop()
				return
			case <-ticker.C:
			}
		}
	})
	runtime.GC()
	took, did := 0.0, map[string]int{}
	for _, job := range []struct {
		name string
		step func(ctx context.Context) (int, error)
	}{{"expire", p.flow.ExpirePoints}, {"levels", p.flow.ReviewLevels}} {
		begin := time.Now()
		for {
			n, err := job.step(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			if n == 0 {
				break
			}
			did[job.name] += n
		}
		took += time.Since(begin).Seconds()
		b.note(group, fmt.Sprintf("%s: %s, accounts", what, job.name), "", float64(did[job.name]))
	}
	close(stop)
	watching.Wait()
	if did["expire"] < least || did["levels"] < least {
		b.Errorf("the night had too little to do: %v", did)
	}
	if usual && group == "mongodb" {
		b.atMost(60*float64(many)/100_000, group, what, "s", took)
	} else {
		b.note(group, what, "s", max(0.001, took))
	}
	b.note(group, what+": most memory", "MB", float64(most)/1e6)
}
