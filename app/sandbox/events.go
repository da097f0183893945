package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// event gathers the webhooks of one action; they share its event id. Bodies
// are made by send, when the action is complete.
type event struct {
	server  *Server
	state   *state
	shop    *shopState
	subject string
	at      time.Time
	items   []pendingWebhook
}

type pendingWebhook struct {
	topic string
	body  func() any
	due   time.Time
}

// event starts one; subject names for people what it is about.
func (s *Server) event(st *state, sh *shopState, subject string, at time.Time) *event {
	return &event{server: s, state: st, shop: sh, subject: subject, at: at}
}

func (e *event) add(topic string, body func() any) {
	e.items = append(e.items, pendingWebhook{topic: topic, body: body})
}

// later adds a webhook that goes out at a moment of the simulated clock.
func (e *event) later(topic string, body func() any, due time.Time) {
	e.items = append(e.items, pendingWebhook{topic: topic, body: body, due: due})
}

func (e *event) order(topic string, o *Order) {
	e.add(topic, func() any { return orderBody(e.shop, o) })
}

func (e *event) refund(o *Order, i int) {
	e.add("refunds/create", func() any { return refundBody(e.shop, o, o.Refunds[i]) })
}

func (e *event) customer(topic string, c *Customer) {
	e.add(topic, func() any { return customerTopic(e.shop, c) })
}

// send queues what the app subscribed to and may see. Before the app is
// installed nothing is sent, but compliance topics always are.
func (e *event) send() {
	st, s := e.state, e.server
	eventID := s.randomUUID()
	faults := st.Faults
	if faults.Reorder {
		slices.Reverse(e.items)
	}
	for _, item := range e.items {
		path, ok := s.subscribed(item.topic)
		if !ok || !e.shop.mayReceive(item.topic) {
			continue
		}
		e.queue(eventID, path, item)
	}
	if faults.UnknownTopic && e.shop.Install.Installed && len(s.opts.Subscriptions) > 0 {
		e.queue(eventID, s.opts.Subscriptions[0].Path, pendingWebhook{topic: strayTopic, body: func() any {
			return body{"id": e.shop.Shop.ID, "name": e.shop.Shop.Name, "updated_at": e.shop.Shop.stamp(e.at)}
		}})
	}
}

// strayTopic is one no app of ours asks for.
const strayTopic = "locations/update"

// queue adds one webhook, as the faults want it.
func (e *event) queue(eventID, path string, item pendingWebhook) {
	st, s, faults := e.state, e.server, e.state.Faults
	content := item.body()
	if b, is := content.(body); is && faults.HidePeople && hidesPeople(item.topic) {
		content = veiled(b)
	}
	raw, err := json.Marshal(content)
	if err != nil { // bodies are maps of plain values
		st.notice(e.at, "webhook", item.topic+": "+err.Error())
		return
	}
	d := &Delivery{
		ID: st.id(), Shop: e.shop.Shop.Domain, Topic: item.topic, Path: path, WebhookID: s.randomUUID(),
		EventID: eventID, Subject: e.subject, Body: raw, State: DeliveryWaiting, TriggeredAt: s.now(), DueAt: s.now(),
	}
	if !item.due.IsZero() {
		d.TriggeredAt, d.DueAt = item.due, item.due
	}
	d.DueAt = d.DueAt.Add(faults.Delay)
	if faults.Drop != 0 {
		if faults.Drop > 0 {
			st.Faults.Drop--
		}
		d.State = DeliveryLost
		st.Deliveries = append(st.Deliveries, d)
		return
	}
	st.Deliveries = append(st.Deliveries, d)
	again := func(webhookID string) {
		twin := *d
		twin.ID, twin.WebhookID = st.id(), webhookID
		st.Deliveries = append(st.Deliveries, &twin)
	}
	if faults.Duplicate {
		again(d.WebhookID)
	}
	if faults.Redeliver {
		again(s.randomUUID())
	}
}

func (s *Server) subscribed(topic string) (path string, ok bool) {
	for _, sub := range s.opts.Subscriptions {
		if sub.Topic == topic {
			return sub.Path, true
		}
	}
	return "", false
}

// topicScopes names the scope a topic needs; topics missing here need none.
var topicScopes = map[string]string{
	"orders/create": "read_orders", "orders/paid": "read_orders", "orders/updated": "read_orders",
	"orders/cancelled": "read_orders", "refunds/create": "read_orders",
	"disputes/create": "read_shopify_payments_disputes", "disputes/update": "read_shopify_payments_disputes",
	"customers/create": "read_customers", "customers/update": "read_customers",
	"customers/delete": "read_customers", "customers/merge": "read_customers",
	"customers_email_marketing_consent/update": "read_customers",
}

func (sh *shopState) mayReceive(topic string) bool {
	switch topic {
	case "customers/data_request", "customers/redact", "shop/redact", "app/uninstalled":
		return true
	}
	if !sh.Install.Installed {
		return false
	}
	scope := topicScopes[topic]
	return scope == "" || sh.hasScope(scope)
}

// hasScope tells whether a scope is granted; writing implies reading.
func (sh *shopState) hasScope(scope string) bool {
	if slices.Contains(sh.Install.Scopes, scope) {
		return true
	}
	name, reading := strings.CutPrefix(scope, "read_")
	return reading && slices.Contains(sh.Install.Scopes, "write_"+name)
}
