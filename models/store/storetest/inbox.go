package storetest

import (
	"bytes"
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"clientele/models"
)

const lease = 30 * time.Second

var inboxTests = []test{
	{name: "a delivery comes back with its exact bytes", run: func(u *suite) {
		for i, body := range [][]byte{[]byte("{}"), {0, 1, 2, 255}, bytes.Repeat([]byte(`{"a":"é"}`), 40_000), noise(9_000), nil} {
			d := deliveryOf(u.shop, fmt.Sprint("w", i), at(0))
			d.Body, d.Subject, d.Outcome, d.Problem, d.DoneAt, d.Attempts = body, "order:1", "earned", "none", at(3), 2
			u.put(1, d)
			got, err := u.s.Inbox.Get(u.ctx, u.shop, d.WebhookID)
			u.must(err)
			same(u, got, d)
		}
		_, err := u.s.Inbox.Get(u.ctx, u.other(), "w1")
		u.fails(err, models.NotFound)
	}},
	{name: "repeats are passed over and counted apart", run: func(u *suite) {
		u.put(2, deliveryOf(u.shop, "a", at(0)), deliveryOf(u.shop, "b", at(1)))
		again := deliveryOf(u.shop, "a", at(9))
		again.Topic = "orders/other"
		u.put(2, again, deliveryOf(u.shop, "c", at(2)), deliveryOf(u.shop, "c", at(3)), deliveryOf(u.other(), "a", at(4)))
		u.put(0, again)
		u.put(0)
		got, err := u.s.Inbox.Get(u.ctx, u.shop, "a")
		u.must(err)
		same(u, got, deliveryOf(u.shop, "a", at(0)))
	}},
	{name: "the same delivery fifty times at once is kept once", run: func(u *suite) {
		added := make([]int, 50)
		for _, err := range together(50, func(i int) (err error) {
			added[i], err = u.s.Inbox.Put(u.ctx, []models.Delivery{deliveryOf(u.shop, "a", at(0))})
			return err
		}) {
			u.must(err)
		}
		total := 0
		for _, n := range added {
			total += n
		}
		same(u, total, 1)
	}},
	{name: "putting inside a transaction is refused", run: func(u *suite) {
		u.fails(u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			_, err := u.s.Inbox.Put(ctx, []models.Delivery{deliveryOf(u.shop, "a", at(0))})
			return err
		}), models.Internal)
	}},
	{name: "claims give what is due in order of arrival", alone: true, run: func(u *suite) {
		late, done := deliveryOf(u.shop, "late", at(0)), deliveryOf(u.shop, "done", at(0))
		late.DueAt, late.State = at(50), models.Retrying
		done.State = models.Done
		u.put(5, deliveryOf(u.shop, "third", at(3)), late, deliveryOf(u.shop, "first", at(1)), done, deliveryOf(u.shop, "second", at(2)))
		same(u, u.claim("w1", at(10), 2), []string{"first", "second"})
		same(u, u.claim("w1", at(10), 10), []string{"third"})
		same(u, u.claim("w1", at(10), 10), []string(nil))
		got, err := u.s.Inbox.Get(u.ctx, u.shop, "first")
		u.must(err)
		same(u, got.LeasedBy, "w1")
		same(u, got.LeasedUntil, at(10).Add(lease))
		same(u, u.claim("w2", at(50), 10), []string{"late", "first", "second", "third"})
	}},
	{name: "shops take turns, however much one of them has", alone: true, run: func(u *suite) {
		many := func(shop models.ShopID, name string, n, from int) {
			var all []models.Delivery
			for i := range n {
				all = append(all, deliveryOf(shop, fmt.Sprintf("%s%d", name, i), at(from+i)))
			}
			u.put(n, all...)
		}
		many("c.example", "c", 30, 0) // has been there long before the others
		many("a.example", "a", 2, 90)
		many("d.example", "d", 1, 95)
		same(u, u.claim("w", at(100), 5), []string{"a0", "c0", "d0", "a1", "c1"})
		many("b.example", "b", 20, 60)
		many("d.example", "dd", 2, 96)
		// It goes on with the shop that follows the one that came last.
		same(u, u.claim("w", at(100), 5), []string{"dd0", "b0", "c2", "dd1", "b1"})
		same(u, u.claim("w", at(100), 5), []string{"c3", "b2", "c4", "b3", "c5"})
		left := u.claim("w", at(100), 100)
		same(u, len(left), 24+16)
		same(u, left[38:], []string{"c28", "c29"})
		same(u, u.claim("w", at(100), 100), []string(nil))
	}},
	{name: "more shops than one claim looks at all come to their turn", alone: true, run: func(u *suite) {
		const shops, each, limit = 21, 3, 2
		for shop := range shops {
			for i := range each {
				u.put(1, deliveryOf(models.ShopID(fmt.Sprintf("s%02d.example", shop)), fmt.Sprintf("%02d-%d", shop, i), at(i)))
			}
		}
		had := map[string]int{}
		for range shops * each {
			claimed := u.claim("w", at(50), limit)
			for _, id := range claimed {
				shop, i, _ := strings.Cut(id, "-")
				same(u, i, fmt.Sprint(had[shop])) // the oldest it has
				had[shop]++
			}
			if len(claimed) == 0 {
				break
			}
			fewest, most := each, 0
			for shop := range shops {
				n := had[fmt.Sprintf("%02d", shop)]
				fewest, most = min(fewest, n), max(most, n)
			}
			if most-fewest > 1 {
				u.Fatalf("one shop had its turn %d times and another %d times", most, fewest)
			}
		}
		for shop, n := range had {
			if n != each || len(had) != shops {
				u.Errorf("%d deliveries of shop %s were claimed", n, shop)
			}
		}
	}},
	{name: "no more bodies are claimed at once than memory is meant for", alone: true, run: func(u *suite) {
		for i, size := range []int{40 << 20, 20 << 20, 12 << 20, 1} {
			d := deliveryOf(u.shop, fmt.Sprint("d", i), at(i))
			d.Size = size
			u.put(1, d)
		}
		same(u, u.claim("w", at(60), 5), []string{"d0"})
		same(u, u.claim("w", at(60), 5), []string{"d1", "d2"})
		same(u, u.claim("w", at(60), 5), []string{"d3"})
		same(u, u.claim("w", at(60), 5), []string(nil))
	}},
	{name: "no more of one shop are claimed than there is room for", alone: true, run: func(u *suite) {
		other := models.ShopID("other-" + string(u.shop))
		for i := range 4 {
			u.put(1, deliveryOf(u.shop, fmt.Sprint("d", i), at(i)))
		}
		u.put(1, deliveryOf(other, "e", at(9)))
		claimed, err := u.s.Inbox.Claim(u.ctx, "w", at(60), lease, models.Wanted{Limit: 10, PerShop: 3, Held: map[models.ShopID]int{u.shop: 1}})
		u.must(err)
		var ids []string
		for _, d := range claimed {
			ids = append(ids, d.WebhookID)
		}
		slices.Sort(ids)
		same(u, ids, []string{"d0", "d1", "e"})
	}},
	{name: "what is due at once waits for no clock", alone: true, run: func(u *suite) {
		d := deliveryOf(u.shop, "a", at(60)) // taken in by a process whose clock is ahead
		d.DueAt = time.Time{}
		u.put(1, d)
		same(u, u.claim("w", at(0), 5), []string{"a"})
	}},
	{name: "a lease that ran out is taken over and the first worker cannot finish", alone: true, run: func(u *suite) {
		u.put(1, deliveryOf(u.shop, "a", at(0)))
		claimed, err := u.s.Inbox.Claim(u.ctx, "w1", at(1), lease, models.Wanted{Limit: 5})
		u.must(err)
		same(u, claimed[0].Body, []byte(`{"id":1}`))
		same(u, u.claim("w2", at(1).Add(lease-time.Millisecond), 5), []string(nil))
		same(u, u.claim("w2", at(1).Add(lease), 5), []string{"a"})
		d := claimed[0].Succeeded(at(2), "order:1", "earned")
		u.fails(u.s.Inbox.Finish(u.ctx, "w1", d), models.Conflict)
		u.must(u.s.Inbox.Finish(u.ctx, "w2", d))
		got, err := u.s.Inbox.Get(u.ctx, u.shop, "a")
		u.must(err)
		same(u, got, d)
		u.fails(u.s.Inbox.Finish(u.ctx, "w2", d), models.Conflict)
		same(u, u.claim("w3", at(500), 5), []string(nil))
	}},
	{name: "a failed delivery comes back when it is due", alone: true, run: func(u *suite) {
		u.put(1, deliveryOf(u.shop, "a", at(0)))
		claimed, err := u.s.Inbox.Claim(u.ctx, "w1", at(1), lease, models.Wanted{Limit: 5})
		u.must(err)
		u.must(u.s.Inbox.Finish(u.ctx, "w1", claimed[0].Failed(at(1), "away", false)))
		same(u, u.claim("w1", at(1), 5), []string(nil))
		same(u, u.claim("w1", at(1).Add(time.Second), 5), []string{"a"})
	}},
	{name: "no two workers claim one delivery", alone: true, run: func(u *suite) {
		const deliveries = 40
		for i := range deliveries {
			u.put(1, deliveryOf(u.shop, fmt.Sprint(i), at(0)))
		}
		var seen [8][]string
		for _, err := range together(8, func(i int) error {
			for range deliveries {
				// Half of the workers have the same name, as after a mistake.
				claimed, err := u.s.Inbox.Claim(u.ctx, fmt.Sprint("w", i/2), at(1), lease, models.Wanted{Limit: 3})
				if err != nil {
					return err
				}
				for _, d := range claimed {
					seen[i] = append(seen[i], d.WebhookID)
				}
			}
			return nil
		}) {
			u.must(err)
		}
		once := map[string]int{}
		for _, ids := range seen {
			for _, id := range ids {
				once[id]++
			}
		}
		same(u, len(once), deliveries)
		for id, n := range once {
			if n != 1 {
				u.Errorf("delivery %s was claimed %d times", id, n)
			}
		}
	}},
	{name: "finishing belongs to the story's transaction", alone: true, run: func(u *suite) {
		u.put(1, deliveryOf(u.shop, "a", at(0)))
		claimed, err := u.s.Inbox.Claim(u.ctx, "w1", at(1), lease, models.Wanted{Limit: 5})
		u.must(err)
		u.fails(u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			if err := u.s.Inbox.Finish(ctx, "w1", claimed[0].Succeeded(at(1), "order:1", "earned")); err != nil {
				return err
			}
			return models.Errorf(models.Invalid, "no")
		}), models.Invalid)
		got, err := u.s.Inbox.Get(u.ctx, u.shop, "a")
		u.must(err)
		same(u, got.State, models.Waiting)
		same(u, got.LeasedBy, "w1")
	}},
	{name: "a person puts a delivery back in line", alone: true, run: func(u *suite) {
		d := deliveryOf(u.shop, "a", at(0))
		d.State, d.Attempts, d.DueAt = models.NeedsPerson, 10, time.Time{}
		u.put(1, d)
		same(u, u.claim("w1", at(5), 5), []string(nil))
		d, err := d.Replayed()
		u.must(err)
		u.must(u.s.Inbox.Replay(u.ctx, d))
		got, err := u.s.Inbox.Get(u.ctx, u.shop, "a")
		u.must(err)
		same(u, got, d)
		same(u, u.claim("w1", at(6), 5), []string{"a"})
		d.Shop = u.other()
		u.fails(u.s.Inbox.Replay(u.ctx, d), models.NotFound)
	}},
	{name: "pages are newest first, complete and filtered", run: func(u *suite) {
		for i := range 13 {
			d := deliveryOf(u.shop, fmt.Sprintf("w%02d", i), at(i/3))
			if i%4 == 0 {
				d.State = models.NeedsPerson
			}
			if i%5 == 0 {
				d.Topic = "customers/update"
			}
			u.put(1, d)
		}
		u.put(1, deliveryOf(u.other(), "theirs", at(0)))
		all := []string{"w12", "w11", "w10", "w09", "w08", "w07", "w06", "w05", "w04", "w03", "w02", "w01", "w00"}
		for _, limit := range []int{1, 3, 4, 13, 100} {
			same(u, u.deliveries(models.DeliveryQuery{Limit: limit}), all)
		}
		same(u, u.deliveries(models.DeliveryQuery{Limit: 2, State: models.NeedsPerson}), []string{"w12", "w08", "w04", "w00"})
		same(u, u.deliveries(models.DeliveryQuery{Limit: 2, Topic: "customers/update"}), []string{"w10", "w05", "w00"})
		same(u, u.deliveries(models.DeliveryQuery{Limit: 2, Topic: "customers/update", State: models.NeedsPerson}), []string{"w00"})
		p, err := u.s.Inbox.Page(u.ctx, u.shop, models.DeliveryQuery{Limit: 1})
		u.must(err)
		want := deliveryOf(u.shop, "w12", at(4))
		want.State, want.Body = models.NeedsPerson, nil
		same(u, p.Items[0], want)
		for _, cursor := range nonsense("eyJsIjoicmVxdWVzdHMifQ") {
			_, err := u.s.Inbox.Page(u.ctx, u.shop, models.DeliveryQuery{Cursor: cursor})
			u.fails(err, models.Invalid)
		}
	}},
	{name: "the backlog counts what waits in one shop", run: func(u *suite) {
		b, err := u.s.Inbox.Backlog(u.ctx, u.shop, at(10))
		u.must(err)
		same(u, b, models.Backlog{})
		for i, state := range []models.DeliveryState{models.Done, models.Refused, models.NeedsPerson, models.Retrying, models.Waiting, models.Waiting} {
			d := deliveryOf(u.shop, fmt.Sprint("w", i), at(i))
			d.State = state
			if state == models.Retrying {
				d.DueAt = at(100)
			}
			u.put(1, d)
		}
		u.put(1, deliveryOf(u.other(), "theirs", at(-50)))
		b, err = u.s.Inbox.Backlog(u.ctx, u.shop, at(10))
		u.must(err)
		same(u, b, models.Backlog{Waiting: 3, NeedsPerson: 1, OldestAt: at(4)})
	}},
	{name: "bodies of old finished deliveries are stripped up to a limit", alone: true, run: func(u *suite) {
		for i, state := range []models.DeliveryState{models.Done, models.Done, models.Done, models.Refused, models.NeedsPerson, models.Waiting, models.Done} {
			d := deliveryOf(u.shop, fmt.Sprint("w", i), at(0))
			d.State = state
			if state == models.Done || state == models.Refused {
				d.DoneAt = at(i)
			}
			u.put(1, d)
		}
		for _, want := range []int{2, 2, 0} {
			n, err := u.s.Inbox.StripBodies(u.ctx, at(6), 2)
			u.must(err)
			same(u, n, want)
		}
		for i, kept := range []bool{false, false, false, false, true, true, true} {
			d, err := u.s.Inbox.Get(u.ctx, u.shop, fmt.Sprint("w", i))
			u.must(err)
			same(u, len(d.Body) > 0, kept)
			same(u, d.SHA256, "ff")
		}
	}},
	{name: "bodies about a person are erased in one shop only", run: func(u *suite) {
		for i, subject := range []string{"customer:7", "order:1001", "customer:70", ""} {
			for _, shop := range []models.ShopID{u.shop, u.other()} {
				d := deliveryOf(shop, fmt.Sprint("w", i), at(0))
				d.Subject = subject
				u.put(1, d)
			}
		}
		n, err := u.s.Inbox.EraseBodies(u.ctx, u.shop, []string{"customer:7", "order:1001"})
		u.must(err)
		same(u, n, 2)
		n, err = u.s.Inbox.EraseBodies(u.ctx, u.shop, []string{"customer:7", "order:1001", "w3"})
		u.must(err)
		same(u, n, 1)
		n, err = u.s.Inbox.EraseBodies(u.ctx, u.shop, nil)
		u.must(err)
		same(u, n, 0)
		for i, kept := range []bool{false, false, true, false} {
			d, err := u.s.Inbox.Get(u.ctx, u.shop, fmt.Sprint("w", i))
			u.must(err)
			same(u, len(d.Body) > 0, kept)
			d, err = u.s.Inbox.Get(u.ctx, u.other(), fmt.Sprint("w", i))
			u.must(err)
			same(u, len(d.Body) > 0, true)
		}
	}},
	{name: "finishing does not bring an erased body back", alone: true, run: func(u *suite) {
		u.put(1, deliveryOf(u.shop, "a", at(0)))
		claimed, err := u.s.Inbox.Claim(u.ctx, "w1", at(1), lease, models.Wanted{Limit: 5})
		u.must(err)
		_, err = u.s.Inbox.EraseBodies(u.ctx, u.shop, []string{"a"})
		u.must(err)
		u.must(u.s.Inbox.Finish(u.ctx, "w1", claimed[0].Succeeded(at(2), "order:1", "earned")))
		d, err := u.s.Inbox.Get(u.ctx, u.shop, "a")
		u.must(err)
		same(u, len(d.Body), 0)
		same(u, d.State, models.Done)
	}},
}

func (u *suite) put(want int, deliveries ...models.Delivery) {
	u.Helper()
	n, err := u.s.Inbox.Put(u.ctx, deliveries)
	u.must(err)
	same(u, n, want)
}

func (u *suite) claim(worker string, now time.Time, limit int) []string {
	u.Helper()
	claimed, err := u.s.Inbox.Claim(u.ctx, worker, now, lease, models.Wanted{Limit: limit})
	u.must(err)
	var ids []string
	for _, d := range claimed {
		ids = append(ids, d.WebhookID)
	}
	return ids
}

func (u *suite) deliveries(q models.DeliveryQuery) []string {
	u.Helper()
	var ids []string
	for range 50 {
		p, err := u.s.Inbox.Page(u.ctx, u.shop, q)
		u.must(err)
		for _, d := range p.Items {
			ids = append(ids, d.WebhookID)
		}
		if q.Cursor = p.Next; q.Cursor == "" {
			return ids
		}
	}
	u.Fatal("the list does not end")
	return nil
}

// noise is what does not get smaller when it is compressed.
func noise(n int) []byte {
	b := make([]byte, n)
	x := uint64(88172645463325252)
	for i := range b {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b[i] = byte(bits.Reverse64(x))
	}
	return b
}
