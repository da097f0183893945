package storetest

import (
	"context"
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/outbox"
)

// messageOf is a message that fills every field.
func messageOf(shop models.ShopID, id string, made time.Time) outbox.Message {
	m := outbox.New(shop, id, "discount_create", "contact:c_7", map[string]string{"code": "CL1", "amount": "5.00"}, made)
	m.Problem, m.Outcome = "none", "created"
	return m
}

func (u *suite) send(messages ...outbox.Message) {
	u.Helper()
	u.in(func(ctx context.Context) error {
		for _, m := range messages {
			if err := u.s.Outbox.Put(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

func (u *suite) takeUp(worker string, now time.Time, limit int) []string {
	u.Helper()
	claimed, err := u.s.Outbox.Claim(u.ctx, worker, now, lease, limit)
	u.must(err)
	var ids []string
	for _, m := range claimed {
		ids = append(ids, m.ID)
	}
	return ids
}

var outboxTests = []test{
	{name: "a message comes back as it was put, and is put once", run: func(u *suite) {
		m := messageOf(u.shop, "discount:1", at(0))
		u.send(m)
		again := m
		again.Kind = "other"
		u.send(again)
		got, err := u.s.Outbox.Get(u.ctx, u.shop, "discount:1")
		u.must(err)
		same(u, got, m)
		_, err = u.s.Outbox.Get(u.ctx, u.other(), "discount:1")
		u.fails(err, models.NotFound)
	}},
	{name: "a message goes with the story that decided it", run: func(u *suite) {
		u.fails(u.s.Tx.Do(u.ctx, func(ctx context.Context) error {
			if err := u.s.Outbox.Put(ctx, messageOf(u.shop, "discount:1", at(0))); err != nil {
				return err
			}
			return models.Errorf(models.Invalid, "no")
		}), models.Invalid)
		_, err := u.s.Outbox.Get(u.ctx, u.shop, "discount:1")
		u.fails(err, models.NotFound)
	}},
	{name: "claims give what is due in the order in which it was decided", alone: true, run: func(u *suite) {
		late, done := messageOf(u.shop, "late", at(0)), messageOf(u.shop, "done", at(0))
		late.DueAt = at(50)
		done = done.Succeeded(at(1), "created")
		u.send(messageOf(u.shop, "third", at(3)), late, messageOf(u.other(), "first", at(1)), done, messageOf(u.shop, "second", at(2)))
		same(u, u.takeUp("w1", at(10), 2), []string{"first", "second"})
		same(u, u.takeUp("w2", at(10), 10), []string{"third"})
		same(u, u.takeUp("w2", at(10), 10), []string(nil))
		got, err := u.s.Outbox.Get(u.ctx, u.other(), "first")
		u.must(err)
		same(u, got.LeasedTo, "w1")
		same(u, got.BeganAt, at(10))
		same(u, got.Attempts, 1)
	}},
	{name: "F11 what a killed worker held is taken over, counted and not finished twice", alone: true, run: func(u *suite) {
		u.send(messageOf(u.shop, "a", at(0)))
		claimed, err := u.s.Outbox.Claim(u.ctx, "w1", at(1), lease, 5)
		u.must(err)
		same(u, u.takeUp("w2", at(1).Add(lease-time.Millisecond), 5), []string(nil))
		over, err := u.s.Outbox.Claim(u.ctx, "w2", at(1).Add(lease), lease, 5)
		u.must(err)
		same(u, over[0].Attempts, 2)
		same(u, over[0].BeganAt, at(1))
		u.fails(u.s.Outbox.Finish(u.ctx, "w1", claimed[0].Succeeded(at(2), "created")), models.Conflict)
		u.must(u.s.Outbox.Finish(u.ctx, "w2", over[0].Succeeded(at(2), "adopted")))
		got, err := u.s.Outbox.Get(u.ctx, u.shop, "a")
		u.must(err)
		same(u, got.Outcome, "adopted")
		u.fails(u.s.Outbox.Finish(u.ctx, "w2", over[0]), models.Conflict)
		same(u, u.takeUp("w3", at(500), 5), []string(nil))
	}},
	{name: "no two workers claim one message", alone: true, run: func(u *suite) {
		const messages = 30
		for i := range messages {
			u.send(messageOf(u.shop, fmt.Sprint(i), at(0)))
		}
		var seen [6][]string
		for _, err := range together(6, func(i int) error {
			for range messages {
				claimed, err := u.s.Outbox.Claim(u.ctx, fmt.Sprint("w", i/2), at(1), lease, 3)
				if err != nil {
					return err
				}
				for _, m := range claimed {
					seen[i] = append(seen[i], m.ID)
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
		same(u, len(once), messages)
		for id, n := range once {
			same(u, fmt.Sprint(id, ":", n), fmt.Sprint(id, ":1"))
		}
	}},
	{name: "a person decides about what nobody works on", alone: true, run: func(u *suite) {
		u.send(messageOf(u.shop, "a", at(0)))
		claimed, err := u.s.Outbox.Claim(u.ctx, "w1", at(1), lease, 5)
		u.must(err)
		u.fails(u.s.Outbox.Decide(u.ctx, claimed[0].CalledOff(at(1)), outbox.Waiting, at(1)), models.Conflict)
		u.must(u.s.Outbox.Finish(u.ctx, "w1", claimed[0].Failed(at(1), "refused", true)))
		n, err := u.s.Outbox.NeedPerson(u.ctx, u.shop, []string{"discount_create", "other"}, 10)
		u.must(err)
		same(u, n, 1)
		failed, err := u.s.Outbox.Get(u.ctx, u.shop, "a")
		u.must(err)
		back, err := failed.Retried(at(2))
		u.must(err)
		u.must(u.s.Outbox.Decide(u.ctx, back, outbox.NeedsPerson, at(2)))
		u.fails(u.s.Outbox.Decide(u.ctx, back, outbox.NeedsPerson, at(2)), models.Conflict)
		same(u, u.takeUp("w1", at(2), 5), []string{"a"})
	}},
	{name: "pages are newest first, complete and of one shop", run: func(u *suite) {
		for i := range 7 {
			m := messageOf(u.shop, fmt.Sprint("m", i), at(i/2))
			if i%3 == 0 {
				m = m.Failed(at(9), "refused", true)
			}
			u.send(m)
		}
		u.send(messageOf(u.other(), "theirs", at(0)))
		list := func(q outbox.Query) (ids []string) {
			for range 20 {
				p, err := u.s.Outbox.Page(u.ctx, u.shop, q)
				u.must(err)
				for _, m := range p.Items {
					ids = append(ids, m.ID)
				}
				if q.Cursor = p.Next; q.Cursor == "" {
					break
				}
			}
			return ids
		}
		same(u, list(outbox.Query{Limit: 2}), []string{"m6", "m5", "m4", "m3", "m2", "m1", "m0"})
		same(u, list(outbox.Query{Limit: 2, State: outbox.NeedsPerson}), []string{"m6", "m3", "m0"})
		_, err := u.s.Outbox.Page(u.ctx, u.shop, outbox.Query{Cursor: "x"})
		u.fails(err, models.Invalid)
	}},
	{name: "messages about an erased subject and old finished ones go", alone: true, run: func(u *suite) {
		other := messageOf(u.shop, "other", at(0))
		other.Subject = "contact:c_8"
		u.send(messageOf(u.shop, "a", at(0)), other, messageOf(u.other(), "theirs", at(0)), messageOf(u.shop, "done", at(0)).Succeeded(at(1), "created"))
		n, err := u.s.Outbox.Sweep(u.ctx, at(1), 10)
		u.must(err)
		same(u, n, 0)
		n, err = u.s.Outbox.Sweep(u.ctx, at(2), 10)
		u.must(err)
		same(u, n, 1)
		n, err = u.s.Outbox.Forget(u.ctx, u.shop, "contact:c_7", 10)
		u.must(err)
		same(u, n, 1)
		same(u, u.takeUp("w1", at(5), 10), []string{"theirs", "other"})
	}},
}
