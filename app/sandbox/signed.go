package sandbox

import (
	"net/http"
	"net/url"
	"strconv"
)

// headers are those a webhook is sent with, in the order they are shown.
func (s *Server) headers(d Delivery, secret string) []Property {
	return []Property{
		{"Content-Type", "application/json"},
		{"User-Agent", "Shopify-Captain-Hook"},
		{"X-Shopify-Topic", d.Topic},
		{"X-Shopify-Hmac-Sha256", webhookSignature(secret, d.Body)},
		{"X-Shopify-Shop-Domain", d.Shop},
		{"X-Shopify-API-Version", Version},
		{"X-Shopify-Webhook-Id", d.WebhookID},
		{"X-Shopify-Event-Id", d.EventID},
		{"X-Shopify-Triggered-At", d.TriggeredAt.UTC().Format("2006-01-02T15:04:05.000000000Z")},
	}
}

// handleSignedDeliveries lists the newest webhooks of a store as they are sent,
// so that other programs can check the signatures or send them by hand.
func (s *Server) handleSignedDeliveries(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.Shop(r.PathValue("handle")); !ok {
		writeJSON(w, http.StatusNotFound, body{"error": "there is no such store"})
		return
	}
	list := []body{}
	secret := s.signingSecret()
	for _, d := range s.Deliveries(r.PathValue("handle")) {
		headers := map[string]string{}
		for _, h := range s.headers(d, secret) {
			headers[h.Name] = h.Value
		}
		list = append(list, body{"id": d.ID, "topic": d.Topic, "state": d.State, "url": s.opts.AppURL + d.Path, "headers": headers, "body": string(d.Body)})
	}
	writeJSON(w, http.StatusOK, body{"deliveries": list})
}

// handleSignedProxy tells where a storefront request would go, signed. The path
// and the query are those below the proxy; sandbox-customer names who is signed
// in.
func (s *Server) handleSignedProxy(w http.ResponseWriter, r *http.Request) {
	query := url.Values{}
	for name, values := range r.URL.Query() {
		query[name] = values
	}
	customer, err := strconv.ParseInt(query.Get("sandbox-customer"), 10, 64)
	if query.Has("sandbox-customer") && err != nil {
		writeJSON(w, http.StatusUnprocessableEntity, body{"error": "sandbox-customer must be a number"})
		return
	}
	query.Del("sandbox-customer")
	target, err := s.ProxyURL(r.PathValue("handle"), "/"+r.PathValue("rest"), query, customer)
	if err != nil {
		writeJSON(w, http.StatusNotFound, body{"error": err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, body{"url": target})
}
