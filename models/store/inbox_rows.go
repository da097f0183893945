package store

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
)

type deliveryRow struct {
	ID          string        `bson:"_id"`
	Shop        models.ShopID `bson:"shop"`
	WebhookID   string        `bson:"webhookId"`
	EventID     string        `bson:"eventId"`
	Topic       string        `bson:"topic"`
	APIVersion  string        `bson:"apiVersion"`
	TriggeredAt time.Time     `bson:"triggeredAt"`
	ReceivedAt  time.Time     `bson:"receivedAt"`
	Body        []byte        `bson:"body"`
	Packed      bool          `bson:"packed"` // the body is compressed
	HasBody     bool          `bson:"hasBody"`
	Size        int           `bson:"size"`
	SHA256      string        `bson:"sha256"`
	Claim       string        `bson:"claim"` // the last claim that leased it

	Progress progressRow `bson:",inline"`
}

// progressRow is what an attempt changes; the body is left alone.
type progressRow struct {
	State       models.DeliveryState `bson:"state"`
	Open        bool                 `bson:"open"` // a worker has to take it some time
	Attempts    int                  `bson:"attempts"`
	DueAt       time.Time            `bson:"dueAt"`
	DoneAt      time.Time            `bson:"doneAt"`
	Subject     string               `bson:"subject"`
	Outcome     string               `bson:"outcome"`
	Problem     string               `bson:"problem"`
	History     []attemptRow         `bson:"history"`
	LeasedBy    string               `bson:"leasedBy"`
	LeasedUntil time.Time            `bson:"leasedUntil"`
}

type attemptRow struct {
	At      time.Time `bson:"at"`
	Outcome string    `bson:"outcome"`
	Problem string    `bson:"problem"`
}

func progressOf(d models.Delivery) progressRow {
	row := progressRow{
		State: d.State, Open: d.State == models.Waiting || d.State == models.Retrying, Attempts: d.Attempts, DueAt: d.DueAt,
		DoneAt: d.DoneAt, Subject: d.Subject, Outcome: d.Outcome, Problem: d.Problem, LeasedBy: d.LeasedBy, LeasedUntil: d.LeasedUntil,
	}
	for _, attempt := range d.History {
		row.History = append(row.History, attemptRow(attempt))
	}
	return row
}

func progress(d models.Delivery) bson.D {
	return bson.D{{Key: "$set", Value: progressOf(d)}}
}

func toDeliveryRow(d models.Delivery) (deliveryRow, error) {
	body, packed, err := pack(d.Body)
	return deliveryRow{
		ID: key(d.Shop, d.WebhookID), Shop: d.Shop, WebhookID: d.WebhookID, EventID: d.EventID, Topic: d.Topic, APIVersion: d.APIVersion,
		TriggeredAt: d.TriggeredAt, ReceivedAt: d.ReceivedAt, Body: body, Packed: packed, HasBody: len(d.Body) > 0,
		Size: d.Size, SHA256: d.SHA256, Progress: progressOf(d),
	}, err
}

// facts is the delivery without its body.
func (r deliveryRow) facts() models.Delivery {
	d := models.Delivery{
		Shop: r.Shop, WebhookID: r.WebhookID, EventID: r.EventID, Topic: r.Topic, APIVersion: r.APIVersion,
		TriggeredAt: r.TriggeredAt, ReceivedAt: r.ReceivedAt, Size: r.Size, SHA256: r.SHA256,
		State: r.Progress.State, Attempts: r.Progress.Attempts, DueAt: r.Progress.DueAt, DoneAt: r.Progress.DoneAt, Subject: r.Progress.Subject, Outcome: r.Progress.Outcome,
		Problem: r.Progress.Problem, LeasedBy: r.Progress.LeasedBy, LeasedUntil: r.Progress.LeasedUntil,
	}
	for _, attempt := range r.Progress.History {
		d.History = append(d.History, models.DeliveryAttempt(attempt))
	}
	return d
}

func fromDeliveryRow(r deliveryRow) (models.Delivery, error) {
	d := r.facts()
	body, err := unpack(r.Body, r.Packed)
	if err != nil {
		return d, models.Wrap(models.Internal, err, "the body of delivery %s cannot be read", r.WebhookID)
	}
	if len(body) > 0 {
		d.Body = body
	}
	return d, nil
}

func fromDeliveryRows(found []deliveryRow) ([]models.Delivery, error) {
	all := make([]models.Delivery, 0, len(found))
	for _, row := range found {
		d, err := fromDeliveryRow(row)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// packFrom is the size from which bodies are compressed, bodyMax the most that
// is ever unpacked.
const (
	packFrom = 2 << 10
	bodyMax  = 32 << 20
)

// packers are used again, because making one costs more than its work.
var packers sync.Pool

func pack(body []byte) ([]byte, bool, error) {
	if len(body) < packFrom {
		return body, false, nil
	}
	var packed bytes.Buffer
	packed.Grow(len(body) / 2)
	w, ok := packers.Get().(*flate.Writer)
	if ok {
		w.Reset(&packed)
	} else {
		var err error
		if w, err = flate.NewWriter(&packed, flate.BestSpeed); err != nil {
			return nil, false, models.Wrap(models.Internal, err, "a body cannot be compressed")
		}
	}
	_, err := w.Write(body)
	if err == nil {
		err = w.Close()
		packers.Put(w)
	}
	if err != nil {
		return nil, false, models.Wrap(models.Internal, err, "a body cannot be compressed")
	}
	if packed.Len() >= len(body) {
		return body, false, nil
	}
	return packed.Bytes(), true, nil
}

func unpack(body []byte, packed bool) ([]byte, error) {
	if !packed {
		return body, nil
	}
	r := flate.NewReader(bytes.NewReader(body))
	defer func() { _ = r.Close() }()
	return io.ReadAll(io.LimitReader(r, bodyMax))
}
