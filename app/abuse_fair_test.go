package main

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"clientele/models"
)

// quietly sends orders of a shop one after the other and gives how long the
// slowest hundredth took at least, and how many were told to come again.
func quietly(t *testing.T, address, shop string, from, n int) (slow time.Duration, refused int) {
	t.Helper()
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	var took []time.Duration
	for i := range n {
		a := tell(client, address, shop, fmt.Sprint("quiet-", from+i), orderOf(from+i, 1+i%20))
		if a.status == http.StatusServiceUnavailable && a.retry != "" {
			refused++
		} else if a.status != http.StatusOK {
			t.Errorf("delivery %d of a shop that does not flood is answered %+v", from+i, a)
		}
		took = append(took, a.took)
		pause(5 * time.Millisecond)
	}
	slices.Sort(took)
	return took[len(took)*99/100], refused
}

// The pace is told by the machine, so only the full size, on a machine that
// does nothing else, holds it to a time. TestF43LinesTakeTurnsHoweverLongTheyAre
// shows the rule without a clock.
func TestF43AFloodOfOneShopIsNotFeltByOthers(t *testing.T) {
	requests, connections := 60, 64
	if fullSize() {
		requests, connections = 1000, 128
	}
	database, _ := soakDatabase(t)
	p := launch(t, database)
	address := p.address
	alone, _ := quietly(t, address, sakuraShop, 1_000_000, requests)
	stop := make(chan struct{})
	var flood sync.WaitGroup
	var acked []string
	var sentAway int64
	flood.Go(func() { acked, sentAway = pound(t, address, demoShop, connections, stop) })
	among, refused := quietly(t, address, sakuraShop, 2_000_000, requests)
	close(stop)
	flood.Wait()
	sent := len(acked) + int(sentAway)
	t.Logf("beside %d of another shop, %d of them told to come again, %d of %d were told so and 99 of 100 took up to %s, alone %s", sent, sentAway, refused, requests, among, alone)
	if fullSize() && (refused > 0 || among > max(2*alone, 150*time.Millisecond)) {
		t.Errorf("beside a flood %d deliveries were told to come again, and 99 of 100 took up to %s, alone %s", refused, among, alone)
	}
	if refused > requests/20 && refused*sent > int(sentAway)*requests { // a few may meet a write that took long
		t.Errorf("%d of %d deliveries were told to come again, of the flood only %d of %d", refused, requests, sentAway, sent)
	}
	if sent < requests {
		t.Errorf("only %d deliveries were sent beside, so it was no flood", sent)
	}
	pause(effectMax) // for what came last
	p.stop()
	look := open(t, database)
	backlog, err := look.store.Inbox.Backlog(t.Context(), demoShop, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	lagAlone, lagAmong := effects(t, look, sakuraShop, 1_000_000, requests), effects(t, look, sakuraShop, 2_000_000, requests)
	t.Logf("99 of 100 took effect within %s, alone %s; of the flood %d or more still waited", lagAmong, lagAlone, backlog.Waiting)
	if fullSize() && lagAmong > max(2*lagAlone, effectMax) {
		t.Errorf("beside a flood 99 of 100 took effect within %s, alone %s", lagAmong, lagAlone)
	}
}

// effectMax is how soon a delivery of a shop that sends little takes effect,
// whatever others send: one batch is under way when it arrives, and it is among
// the first of the next one.
const effectMax = time.Second

// effects tells how long after their arrival the slowest hundredth of a shop's
// deliveries took effect, at least.
func effects(t *testing.T, p *program, shop models.ShopID, from, n int) time.Duration {
	t.Helper()
	var took []time.Duration
	late := 0 // those that came last may still have been under way, on a slow machine
	for i := range n {
		d, err := p.store.Inbox.Get(t.Context(), shop, fmt.Sprint("quiet-", from+i))
		switch {
		case models.CodeOf(err) == models.NotFound && err != nil: // was told to come again
			continue
		case err != nil:
			t.Fatal(err)
		case d.State != models.Done:
			late++
			continue
		}
		took = append(took, d.DoneAt.Sub(d.ReceivedAt))
	}
	if late > n/10 || fullSize() && late > 0 {
		t.Errorf("%d of %d deliveries of a shop that does not flood still wait", late, n)
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}
