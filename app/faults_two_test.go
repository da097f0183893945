package main

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/points"
)

// alternate sends deliveries to several processes in turn.
func alternate(all ...*process) func() string {
	var n atomic.Int64
	return func() string { return all[int(n.Add(1))%len(all)].url() }
}

// held counts the open deliveries that a process has leased.
func held(t *testing.T, looker *program, pid int) int {
	t.Helper()
	n := 0
	for _, state := range []models.DeliveryState{models.Waiting, models.Retrying} {
		for q := (models.DeliveryQuery{State: state, Limit: 100}); ; {
			page, err := looker.store.Inbox.Page(context.Background(), demoShop, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range page.Items {
				if ofProcess(d.LeasedBy, pid) {
					n++
				}
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
	}
	return n
}

// ofProcess tells whether a worker's name is that of a process.
func ofProcess(worker string, pid int) bool {
	return strings.Contains(worker, fmt.Sprintf("-%d-", pid))
}

// dieHolding kills a process that works, until one died holding leases, and
// tells how many.
func dieHolding(t *testing.T, looker *program, p *process) int {
	t.Helper()
	for range 20 {
		p.die()
		if n := held(t, looker, p.cmd.Process.Pid); n > 0 {
			return n
		}
		p.start()
		pause(200 * time.Millisecond)
	}
	t.Error("the process never held a lease when it was killed")
	p.die()
	return 0
}

// takeOverMax is the lease of a delivery and some room for a busy machine.
const takeOverMax = 90 * time.Second

func TestF11TheWorkOfAKilledProcessIsTakenOver(t *testing.T) {
	deliveries, kills := 400, 1
	if fullSize() {
		deliveries, kills = 10_000, 6
	}
	settings := plainSettings(anyMongo(t))
	random := mathrand.New(mathrand.NewPCG(11, 11))
	all, want := flood(random, deliveries)
	pair := []*process{startProcess(t, settings), startProcess(t, settings)}
	var ahead time.Duration
	looker := openLater(t, settings, &ahead)
	load := &pour{t: t, secret: crashSecret, url: alternate(pair...)}
	order := make(chan int, kills)
	load.progress = onTheWay(killPoints(random, len(all), kills), func(i int) { order <- i })
	poured := make(chan struct{})
	go func() { defer close(poured); load.all(all) }()
	for range kills { // while the load goes on
		<-order
		p := pair[random.IntN(2)]
		t.Logf("killed while it held %d leases", dieHolding(t, looker, p))
		p.start()
	}
	<-poured

	again, _ := flood(mathrand.New(mathrand.NewPCG(11, 11)), deliveries) // all of it once more, under other ids: no effect
	more := make([]sent, 0, deliveries/4)
	for _, s := range again[:deliveries/4] {
		s.id += "-once-more"
		more = append(more, s)
	}
	poured = make(chan struct{})
	go func() { defer close(poured); (&pour{t: t, secret: crashSecret, url: pair[1].url}).all(more) }()
	holds := dieHolding(t, looker, pair[0])
	dead := pair[0].cmd.Process.Pid
	began := time.Now()
	if !fullSize() {
		pair[1].jump(takeOverMax) // instead of waiting
	}
	if !eventually(takeOverMax, func() bool { return held(t, looker, dead) == 0 }) {
		t.Errorf("%d deliveries of the killed process were not taken over within %s", holds, takeOverMax)
	}
	<-poured
	t.Logf("%d leases of the killed process were taken over after %s", holds, time.Since(began).Round(time.Second))
	if err := looker.store.Close(context.Background()); err != nil {
		t.Error(err)
	}
	pair[1].stop()
	checkAfter(t, settings, want)
}

func TestF11TwoProcessesDoEveryJobOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	second := &program{config: h.program.config, log: h.program.log, store: h.program.store, metrics: newMetrics()}
	if err := second.assemble(second.config, world{Now: h.stand.Now, Rand: rand.Reader, Chance: func() float64 { return 0 }, Err: h.logs}); err != nil {
		t.Fatal(err)
	}
	serial := h.tokenSerial()
	h.settle()
	who, contact := h.shopper(demoShop)
	h.later(time.Minute)
	for range 6 {
		h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	}
	const checked = "the books were checked"
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	h.must(h.stand.Settle(ctx))
	checks := strings.Count(h.logs.String(), checked)
	h.later(25 * time.Hour) // tokens end, looks and checks are due
	for round := range 3 {
		for i, job := range h.program.runner.Jobs {
			var both sync.WaitGroup
			for _, run := range []func(context.Context) (int, error){job.Run, second.runner.Jobs[i].Run} {
				both.Go(func() {
					for range 100 {
						n, err := run(ctx)
						if err != nil && models.CodeOf(err) != models.Conflict {
							t.Errorf("job %s: %v", job.Name, err)
						}
						if n == 0 || err != nil {
							return
						}
					}
				})
			}
			both.Wait()
		}
		if round == 0 {
			if got := h.tokenSerial(); got != serial+1 {
				t.Errorf("the tokens were replaced %d times, want once", got-serial)
			}
		}
	}
	h.balance(demoShop, contact, 6*26) // 26.50 each
	if n := strings.Count(h.logs.String(), checked) - checks; n != 1 {
		t.Errorf("the books were checked %d times in a day, want once", n)
	}
	h.allDone(demoShop)
}

// tokenSerial counts how often a shop's tokens were replaced.
func (h *harness) tokenSerial() int64 {
	h.Helper()
	shop, err := h.program.store.Shops.Get(context.Background(), demoShop)
	if err != nil {
		h.Fatal(err)
	}
	return int64(shop.Tokens.Serial)
}

// TestF12 has points that mature just when the two clocks disagree about it.
func TestF12AClockThatJumpsLosesAndDoublesNothing(t *testing.T) {
	deliveries := 300
	if fullSize() {
		deliveries = 4000
	}
	database := anyMongo(t)
	now, random := time.Now(), mathrand.New(mathrand.NewPCG(12, 12))
	waitADay(t, database, now)
	s := newSite(t, database, 10)
	all, want := floodOf(random, deliveries, func() time.Time {
		return now.AddDate(0, 0, -1).Add(time.Duration(random.IntN(180)-90) * time.Minute)
	})
	other := startProcess(t, s.settings)
	load := &pour{t: t, secret: s.stand.keys.Secret, url: alternate(s.process, other)}
	jumps := []time.Duration{time.Hour, -time.Hour, 0, -time.Hour, time.Hour, 0}
	points := make([]int64, len(jumps))
	for i := range points {
		points[i] = int64((i + 1) * len(all) / (len(jumps) + 2))
	}
	load.progress = onTheWay(points, func(i int) {
		other.jump(jumps[i])
		if i == 0 || i == 1 {
			s.tokensKeepTheirTime(other, jumps[i])
		}
	})
	load.all(all)
	other.jump(-time.Hour)
	if !eventually(takeOverMax, func() bool { return s.metric("go_goroutines") > 0 }) {
		t.Error("the other process does not answer")
	}
	other.stop()
	s.stop()
	checkAfter(t, s.settings, want)
}

// tokensKeepTheirTime asks both processes with a token that lives a minute.
func (s *site) tokensKeepTheirTime(other *process, by time.Duration) {
	s.T.Helper()
	token, err := s.stand.MintIDToken(demoShop, staff)
	if err != nil {
		s.T.Fatal(err)
	}
	if status, said := s.get("/api/admin/session", token); status != http.StatusOK {
		s.T.Errorf("the process with the right time answered %d %.300s", status, said)
	}
	if !eventually(5*time.Second, func() bool {
		status, _ := other.get("/api/admin/session", token)
		return status == http.StatusUnauthorized
	}) {
		s.T.Errorf("the process %s off took a token that is not valid at its time", by)
	}
}

// waitADay gives the shop a programme under which points wait a day.
func waitADay(t *testing.T, database string, now time.Time) {
	t.Helper()
	var ahead time.Duration
	p := openLater(t, plainSettings(database), &ahead)
	programme := points.Programme{
		Shop: demoShop, Version: 1, Settings: points.DefaultSettings("USD"), Zone: "UTC",
		EffectiveFrom: models.Instant(now.AddDate(0, 0, -7)), SavedBy: "test",
	}
	programme.Settings.HoldDays = 1
	ctx := context.Background()
	if err := p.store.Tx.Do(ctx, func(ctx context.Context) error { return p.store.Programmes.Add(ctx, programme) }); err != nil {
		t.Fatal(err)
	}
	if err := p.store.Close(ctx); err != nil {
		t.Fatal(err)
	}
}
