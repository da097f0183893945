package flow

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"clientele/models"
	"clientele/models/notices"
	"clientele/models/outbox"
	"clientele/models/points"
	"clientele/models/rewards"
)

// SendMail is the kind of messages that tell a contact something by mail. What
// they hold names nobody by more than our own ids: address, language and
// amounts are looked up when a mail is sent.
const SendMail = "mail"

// mail is the message that tells a contact something once for each key.
func mail(shop models.ShopID, notice string, contact models.ContactID, key string, params map[string]string, now models.Clock) outbox.Message {
	params = maps.Clone(params)
	params["notice"], params["contact"] = notice, string(contact)
	return outbox.New(shop, "mail:"+notice+":"+key, SendMail, "contact:"+string(contact), params, now())
}

// tell has a contact told something, if the store wants that.
func (w *work) tell(ctx context.Context, notice string, contact models.ContactID, key string, params map[string]string) error {
	if w.quiet || !w.flow.Mailer.Ready() {
		return nil
	}
	if w.notices == nil {
		settings, err := w.flow.Notices.Get(ctx, w.shop.ID)
		if err != nil {
			return err
		}
		w.notices = &settings
	}
	if w.notices.Wants(notice) {
		w.send(mail(w.shop.ID, notice, contact, key, params, w.flow.Now))
	}
	return nil
}

// tellChanges has contacts told what the story took from them, and what the
// store's staff changed, so that no balance changes in silence. It comes before
// the books are written, and names each message by the version they get.
func (w *work) tellChanges(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(w.people)) {
		p := w.people[id]
		if p.contact.Profile.Email == "" {
			continue
		}
		key := fmt.Sprintf("%s#%d", id, p.book.Account.Version+1)
		if lost, order := p.lost(); lost > 0 {
			params := map[string]string{"points": strconv.FormatInt(lost, 10), "order": string(order)}
			if err := w.tell(ctx, notices.TakenBack, id, key, params); err != nil {
				return err
			}
		}
		if changed := p.adjusted(); changed != 0 {
			if err := w.tell(ctx, notices.Adjusted, id, key, map[string]string{"points": strconv.FormatInt(changed, 10)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// lost is how many points this story took back from a balance, after what it
// gave, and the order that took most, if one did. Points that ran out, or that
// moved to another record of the same person, are not lost; nor are those that
// both records had for the same thing.
func (p *person) lost() (int64, models.OrderID) {
	var sum int64
	joined := slices.ContainsFunc(p.book.Entries(), func(e points.Entry) bool { return e.Kind == points.KindMove })
	by := map[models.OrderID]int64{}
	for _, e := range p.book.Entries() {
		switch e.Kind {
		case points.KindEarn, points.KindClawback, points.KindDebt, points.KindRestore:
			if e.Cause.Order != "" {
				by[e.Cause.Order] -= e.Change()
			} else if joined {
				continue
			}
			sum -= e.Change()
		}
	}
	var most models.OrderID
	for _, order := range slices.Sorted(maps.Keys(by)) {
		if most == "" || by[order] > by[most] {
			most = order
		}
	}
	return sum, most
}

// adjusted is how the store's staff changed a balance in this story.
func (p *person) adjusted() int64 {
	var sum int64
	for _, e := range p.book.Entries() {
		if e.Cause.Kind == "manual" {
			sum += e.Change()
		}
	}
	return sum
}

// tellReward has a contact told that a reward is ready, or was given back.
func (w *work) tellReward(ctx context.Context, notice string, r rewards.Redemption) error {
	return w.tell(ctx, notice, r.Contact, r.ID, map[string]string{"redemption": r.ID})
}
