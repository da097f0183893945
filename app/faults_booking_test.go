package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/team"
)

// furnish gives the shop a service for which somebody serves at all hours, with
// some seats, and names a time of it.
func furnish(t *testing.T, p *program, seats int) time.Time {
	t.Helper()
	var week booking.Week
	for day := range week {
		week[day] = []booking.Window{{From: 0, To: 24 * 60}}
	}
	now := models.Instant(time.Now())
	_, err := p.store.Team.SaveMember(t.Context(), team.Member{Shop: demoShop, ID: "ann", CreatedAt: now, MemberSettings: team.MemberSettings{
		Enabled: true, Name: "Ann", Hours: booking.Staff{Weekly: week},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.store.Services.Save(t.Context(), services.Service{Shop: demoShop, ID: "cut", CreatedAt: now, Settings: services.Settings{
		Enabled: true, Title: "Hair cut", PartyMax: 1, Timing: booking.Service{IntervalMinutes: 30, Grid: booking.Clock, Capacity: seats},
		Variants: []services.Variant{{ID: "short", DurationMinutes: 30}}, Payment: services.Payment{How: services.Free}, Assignment: booking.LeastBusy,
	}})
	if err != nil {
		t.Fatal(err)
	}
	return now.Truncate(24*time.Hour).AddDate(0, 0, 3).Add(10 * time.Hour)
}

// Two processes share a database; a crowd asks both of them for the same time,
// in which there are some seats, round after round.
func TestF45TwoProcessesSellEverySeatOnce(t *testing.T) {
	const wishes, seats = 50, 2
	rounds := 2
	if fullSize() {
		rounds = 200
	}
	settings := plainSettings(anyMongo(t))
	settings["SHOP_REQUESTS"] = "1000000"
	var ahead time.Duration
	looker := openLater(t, settings, &ahead)
	loyal(t, looker, 1)
	first := furnish(t, looker, seats)
	pair := []*process{startProcess(t, settings), startProcess(t, settings)}
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: wishes}}
	defer client.CloseIdleConnections()
	for round := range rounds {
		start := first.Add(time.Duration(round) * 30 * time.Minute)
		var mu sync.Mutex
		var all sync.WaitGroup
		answers := map[int]int{}
		for i := range wishes {
			all.Go(func() {
				wish := fmt.Sprintf(`{"key":"crowd-key-%d-%d","service":"cut","party":1,"start":%q,"zone":"UTC","language":"en","name":"Mika","email":"m%d@example.com"}`,
					round, i, start.Format(time.RFC3339), i)
				// Who waited in vain while the server stood still asks again with
				// the same form, as the page does.
				status := http.StatusServiceUnavailable
				for tries := 0; tries < 3 && status == http.StatusServiceUnavailable; tries++ {
					target := throughProxy(strings.TrimPrefix(pair[i%2].url(), "http://"), crashSecret, "/bookings", 1000+i)
					request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(wish))
					if err != nil {
						t.Error(err)
						return
					}
					request.Header.Set("Content-Type", "application/json")
					response, err := client.Do(request)
					if err != nil {
						t.Error(err)
						return
					}
					_ = response.Body.Close()
					status = response.StatusCode
				}
				mu.Lock()
				defer mu.Unlock()
				answers[status]++
			})
		}
		all.Wait()
		if answers[http.StatusCreated] != seats || answers[http.StatusConflict] != wishes-seats {
			t.Fatalf("in round %d the answers by status are %v, want %d 201s and %d times 409", round, answers, seats, wishes-seats)
		}
	}
	shop, err := looker.store.Shops.Get(t.Context(), demoShop)
	if err != nil {
		t.Fatal(err)
	}
	if tally, err := looker.flow.VerifyShop(t.Context(), shop, nil); err != nil || tally.Violations > 0 {
		t.Errorf("afterwards %+v, %v", tally.Findings, err)
	}
	for _, p := range pair {
		p.stop()
	}
	if err := looker.store.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
