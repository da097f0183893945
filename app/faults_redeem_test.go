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
	"clientele/models/rewards"
)

// Two processes share a database; a crowd asks both of them to turn the same
// points, which suffice for one reward, into a reward each.
func TestF45TwoProcessesTurnPointsThatSufficeForOneIntoOne(t *testing.T) {
	const wishes, cost, earned = 200, 150, 239
	settings := plainSettings(anyMongo(t))
	settings["SHOP_REQUESTS"] = "1000000"
	var ahead time.Duration
	looker := openLater(t, settings, &ahead)
	loyal(t, looker, cost)
	if _, err := looker.hooks.Dispatch(t.Context(), delivery(1, 1)); err != nil {
		t.Fatal(err)
	}
	pair := []*process{startProcess(t, settings), startProcess(t, settings)}
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: wishes}}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var all sync.WaitGroup
	answers := map[int]int{}
	for i := range wishes {
		all.Go(func() {
			wish := fmt.Sprintf(`{"reward":%q,"points":0,"key":"crowd-key-%d"}`, membersReward, i)
			target := throughProxy(strings.TrimPrefix(pair[i%2].url(), "http://"), crashSecret, "/redemptions", 1)
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
			mu.Lock()
			defer mu.Unlock()
			answers[response.StatusCode]++
		})
	}
	all.Wait()
	t.Logf("answers by status: %v", answers)
	if answers[http.StatusCreated] != 1 || answers[http.StatusConflict] != wishes-1 {
		t.Errorf("the answers by status are %v, want one 201 and %d times 409", answers, wishes-1)
	}
	account, err := looker.store.Ledger.Account(t.Context(), demoShop, "c_1")
	if err != nil {
		t.Fatal(err)
	}
	if b := account.Balances; b.Reserved != cost || b.Available != earned-cost {
		t.Errorf("%d points are reserved and %d left", b.Reserved, b.Available)
	}
	page, err := looker.store.Redemptions.Page(t.Context(), demoShop, rewards.Query{Contacts: []models.ContactID{"c_1"}})
	if err != nil || len(page.Items) != 1 {
		t.Errorf("there are %d redemptions, %v", len(page.Items), err)
	}
	for _, p := range pair {
		p.stop()
	}
	if err := looker.store.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
