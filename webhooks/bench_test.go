package webhooks

import (
	"testing"

	"clientele/models"
)

// What the platform waits for, apart from the signature and the inbox.
func BenchmarkPrepareDelivery(b *testing.B) {
	body := fixture(b, "order_member.json")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := prepare(models.Delivery{Topic: "orders/paid"}, body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadOrder(b *testing.B) {
	d := delivery("orders/paid", fixture(b, "order_member.json"))
	b.SetBytes(int64(len(d.Body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readOrder(d); err != nil {
			b.Fatal(err)
		}
	}
}
