package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clientele/models"
)

// bare builds the program without a stand-in, for measuring.
func bare(b testing.TB, database string) *program {
	b.Helper()
	p := bareAt(b, database, time.Now)
	b.Cleanup(func() { closeBare(b, p) })
	return p
}

func closeBare(b testing.TB, p *program) {
	b.Helper()
	if err := p.store.Close(context.Background()); err != nil {
		b.Error(err)
	}
}

func bareAt(b testing.TB, database string, now models.Clock) *program {
	b.Helper()
	values := map[string]string{
		"DATABASE_URL": database, "APP_URL": "http://127.0.0.1:4000", "SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": "a-client-secret-for-tests",
		"ENCRYPTION_KEY": base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef")), "LOG_LEVEL": "error",
	}
	config, err := Load(func(name string) string { return values[name] })
	if err != nil {
		b.Fatal(err)
	}
	p, err := build(context.Background(), config, world{
		Now: now, Rand: rand.Reader, Chance: func() float64 { return 0 }, Out: io.Discard, Err: io.Discard,
	})
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// engines are the databases to measure; MongoDB only where one is given.
func engines(b testing.TB) map[string]string {
	b.Helper()
	all := map[string]string{"memory": "memory:", "file": "file:" + filepath.Join(b.TempDir(), "clientele.db")}
	if base := os.Getenv("MONGODB_TEST_URL"); base != "" {
		address, options, _ := strings.Cut(base, "?")
		all["mongodb"] = strings.TrimSuffix(address, "/") + "/" + fmt.Sprintf("clientele_test_bench_%d", time.Now().UnixNano()) + "?" + options
	}
	return all
}

// orderBody is a paid order of about ten kilobytes.
func orderBody(number, customer int) []byte {
	var lines strings.Builder
	for i := range 12 {
		if i > 0 {
			lines.WriteByte(',')
		}
		fmt.Fprintf(&lines, `{"id":%d,"product_id":%d,"quantity":1,"current_quantity":1,"price":"19.95","title":"Item %d","name":%q,"gift_card":false,"discount_allocations":[],"tax_lines":[{"price":"1.60","rate":0.08,"title":"Tax"}]}`,
			number*100+i, 500+i, i, strings.Repeat("x", 600))
	}
	return fmt.Appendf(nil, `{"id":%d,"name":"#%d","created_at":"2026-11-01T10:00:00-05:00","updated_at":"2026-11-01T10:00:00-05:00","currency":"USD","presentment_currency":"USD","financial_status":"paid","taxes_included":false,"test":false,"total_price":"258.60","customer":{"id":%d,"email":"person%d@example.com","first_name":"Person","last_name":"%d","updated_at":"2026-11-01T10:00:00-05:00"},"line_items":[%s],"refunds":[]}`,
		number, number, customer, customer, customer, lines.String())
}

func delivery(number, customer int) models.Delivery {
	now := models.Instant(time.Now())
	return models.Delivery{
		Shop: demoShop, WebhookID: fmt.Sprintf("bench-%d", number), Topic: "orders/paid", APIVersion: "2026-10", TriggeredAt: now, ReceivedAt: now,
		Body: orderBody(number, customer), State: models.Waiting, Subject: fmt.Sprintf("order:%d", number),
	}
}

// BenchmarkOrderToPoints measures one order from the inbox to its points, on a
// shop that has some already.
func BenchmarkOrderToPoints(b *testing.B) {
	for name, database := range engines(b) {
		for _, have := range []int{0, 1000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", name, have), func(b *testing.B) {
				if name == "file" {
					database = "file:" + filepath.Join(b.TempDir(), "clientele.db")
				}
				p := bare(b, database)
				next := 1
				one := func() {
					if _, err := p.hooks.Dispatch(context.Background(), delivery(next, 1+next%200)); err != nil {
						b.Fatal(err)
					}
					next++
				}
				for range have {
					one()
				}
				for b.Loop() {
					one()
				}
			})
		}
	}
}

// BenchmarkReadOrder measures making words of ours of a body.
func BenchmarkReadOrder(b *testing.B) {
	body := orderBody(1, 1)
	if !bytes.Contains(body, []byte("line_items")) {
		b.Fatal("no order")
	}
	b.SetBytes(int64(len(body)))
	p := bare(b, "memory:")
	d := delivery(1, 1)
	for b.Loop() {
		if _, err := p.hooks.Dispatch(context.Background(), d); err != nil {
			b.Fatal(err)
		}
	}
}
