package store

import (
	"time"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

type orderRow struct {
	ID      string         `bson:"_id"`
	Shop    models.ShopID  `bson:"shop"`
	Order   models.OrderID `bson:"order"`
	Number  string         `bson:"number"` // filled up with zeros, to sort by
	Version int64          `bson:"version"`

	Known         bool          `bson:"known"`
	Stamp         stampRow      `bson:"stamp"`
	Name          string        `bson:"name"`
	CreatedAt     time.Time     `bson:"createdAt"`
	Currency      string        `bson:"currency"`
	Presentment   string        `bson:"presentment"`
	TaxesIncluded bool          `bson:"taxesIncluded"`
	Test          bool          `bson:"test"`
	Source        string        `bson:"source"`
	Tags          []string      `bson:"tags"`
	TotalMinor    int64         `bson:"totalMinor"`
	Lines         []lineRow     `bson:"lines"`
	Refunds       []refundRow   `bson:"refunds"`
	Disputes      []disputeRow  `bson:"disputes"`
	Discounts     []discountRow `bson:"discounts"`
	Referral      string        `bson:"referral"`
	Products      []factsRow    `bson:"products"`
	Bookings      []bookedRow   `bson:"bookings,omitempty"`
	Buyer         buyerRow      `bson:"buyer"`
	PaidAt        time.Time     `bson:"paidAt"`
	CancelledAt   time.Time     `bson:"cancelledAt"`

	Standing standingRow `bson:"standing"`
}

type stampRow struct {
	UpdatedAt   time.Time `bson:"updatedAt"`
	TriggeredAt time.Time `bson:"triggeredAt"`
	Digest      string    `bson:"digest"`
}

type lineRow struct {
	ID       string          `bson:"id"`
	Kind     orders.LineKind `bson:"kind"`
	Product  string          `bson:"product"`
	Title    string          `bson:"title"`
	Vendor   string          `bson:"vendor"`
	SKU      string          `bson:"sku"`
	Quantity int64           `bson:"quantity"`
	Current  int64           `bson:"current"`
	NetMinor int64           `bson:"netMinor"`
	TaxMinor int64           `bson:"taxMinor"`
}

type refundRow struct {
	ID          string          `bson:"id"`
	At          time.Time       `bson:"at"`
	Settled     bool            `bson:"settled"`
	Lines       []refundLineRow `bson:"lines"`
	AmountMinor int64           `bson:"amountMinor"`
	TaxMinor    int64           `bson:"taxMinor"`
}

type refundLineRow struct {
	Line          string `bson:"line"`
	Quantity      int64  `bson:"quantity"`
	SubtotalMinor int64  `bson:"subtotalMinor"`
	TaxMinor      int64  `bson:"taxMinor"`
}

type disputeRow struct {
	ID       string              `bson:"id"`
	State    orders.DisputeState `bson:"state"`
	Minor    int64               `bson:"minor"`
	Currency string              `bson:"currency"`
	Stamp    stampRow            `bson:"stamp"`
}

type bookedRow struct {
	Line    string `bson:"line"`
	ID      string `bson:"id"`
	Variant string `bson:"variant"`
}

type discountRow struct {
	Code  string `bson:"code"`
	Line  string `bson:"line"`
	Minor int64  `bson:"minor"`
}

type buyerRow struct {
	Customer string           `bson:"customer"`
	Guest    models.ContactID `bson:"guest"`
	Stamp    stampRow         `bson:"stamp"`
}

type standingRow struct {
	Shop       models.ShopID    `bson:"shop"`
	Order      models.OrderID   `bson:"order"`
	Account    models.ContactID `bson:"account"`
	Programme  int              `bson:"programme"`
	First      bool             `bson:"first"`
	Number     int              `bson:"number"`
	Used       int64            `bson:"used"`
	Target     int64            `bson:"target"`
	Net        int64            `bson:"net"`
	Forgiven   int64            `bson:"forgiven"`
	Qualifies  bool             `bson:"qualifies"`
	CreatedAt  time.Time        `bson:"createdAt"`
	Multiplier string           `bson:"multiplier"`
	SpentMinor int64            `bson:"spentMinor"`
	Counted    bool             `bson:"counted"`
	Level      levelPartRow     `bson:"level"`
}

type levelPartRow struct {
	Day        string    `bson:"day"`
	PointsDay  string    `bson:"pointsDay"`
	PointsFrom time.Time `bson:"pointsFrom"`
	Points     int64     `bson:"points"`
	SpentMinor int64     `bson:"spentMinor"`
	Orders     int64     `bson:"orders"`
}

func toStandingRow(s points.Standing) standingRow {
	return standingRow{
		Shop: s.Shop, Order: s.Order, Account: s.Account, Programme: s.Programme, First: s.First,
		Number: s.Number, Used: s.Used, Multiplier: s.Multiplier, Target: s.Target, Net: s.Net,
		Forgiven: s.Forgiven, Qualifies: s.Qualifies, CreatedAt: s.CreatedAt, SpentMinor: s.SpentMinor, Counted: s.Counted,
		Level: levelPartRow(s.Level),
	}
}

func fromStandingRow(r standingRow) points.Standing {
	return points.Standing{
		Shop: r.Shop, Order: r.Order, Account: r.Account, Programme: r.Programme, First: r.First,
		Number: r.Number, Used: r.Used, Multiplier: r.Multiplier, Target: r.Target, Net: r.Net,
		Forgiven: r.Forgiven, Qualifies: r.Qualifies, CreatedAt: r.CreatedAt, SpentMinor: r.SpentMinor, Counted: r.Counted,
		Level: points.LevelPart(r.Level),
	}
}

func toOrderRow(record points.Record) orderRow {
	o := record.Order
	row := orderRow{
		ID: key(o.Shop, string(o.ID)), Shop: o.Shop, Order: o.ID, Number: orderNumber(o.ID), Version: o.Version + 1,
		Known: o.Known, Stamp: stampRow(o.Stamp), Name: o.Name, CreatedAt: o.CreatedAt, Currency: o.Currency, Presentment: o.Presentment,
		TaxesIncluded: o.TaxesIncluded, Test: o.Test, Source: o.Source, Tags: o.Tags, TotalMinor: o.TotalMinor, Referral: o.Referral,
		Buyer:  buyerRow{Customer: o.Buyer.Customer, Guest: o.Buyer.Guest, Stamp: stampRow(o.Buyer.Stamp)},
		PaidAt: o.PaidAt, CancelledAt: o.CancelledAt, Standing: toStandingRow(record.Standing),
	}
	for _, line := range o.Lines {
		row.Lines = append(row.Lines, lineRow(line))
	}
	for _, refund := range o.Refunds {
		r := refundRow{ID: refund.ID, At: refund.At, Settled: refund.Settled, AmountMinor: refund.AmountMinor, TaxMinor: refund.TaxMinor}
		for _, line := range refund.Lines {
			r.Lines = append(r.Lines, refundLineRow(line))
		}
		row.Refunds = append(row.Refunds, r)
	}
	for _, d := range o.Disputes {
		row.Disputes = append(row.Disputes, disputeRow{ID: d.ID, State: d.State, Minor: d.Minor, Currency: d.Currency, Stamp: stampRow(d.Stamp)})
	}
	for _, f := range o.Products {
		row.Products = append(row.Products, toFactsRow(f))
	}
	row.Bookings = converted(o.Bookings, func(b orders.Booking) bookedRow { return bookedRow(b) })
	for _, d := range o.Discounts {
		row.Discounts = append(row.Discounts, discountRow(d))
	}
	return row
}

func fromOrderRow(row orderRow) points.Record {
	o := orders.Order{
		Shop: row.Shop, ID: row.Order, Version: row.Version,
		Known: row.Known, Stamp: orders.Stamp(row.Stamp), Name: row.Name, CreatedAt: row.CreatedAt, Currency: row.Currency,
		Presentment: row.Presentment, TaxesIncluded: row.TaxesIncluded, Test: row.Test, Source: row.Source, Tags: row.Tags, TotalMinor: row.TotalMinor, Referral: row.Referral,
		Buyer:  orders.Buyer{Customer: row.Buyer.Customer, Guest: row.Buyer.Guest, Stamp: orders.Stamp(row.Buyer.Stamp)},
		PaidAt: row.PaidAt, CancelledAt: row.CancelledAt,
	}
	for _, line := range row.Lines {
		o.Lines = append(o.Lines, orders.Line(line))
	}
	for _, refund := range row.Refunds {
		r := orders.Refund{ID: refund.ID, At: refund.At, Settled: refund.Settled, AmountMinor: refund.AmountMinor, TaxMinor: refund.TaxMinor}
		for _, line := range refund.Lines {
			r.Lines = append(r.Lines, orders.RefundLine(line))
		}
		o.Refunds = append(o.Refunds, r)
	}
	for _, d := range row.Disputes {
		o.Disputes = append(o.Disputes, orders.Dispute{ID: d.ID, State: d.State, Minor: d.Minor, Currency: d.Currency, Stamp: orders.Stamp(d.Stamp)})
	}
	for _, f := range row.Products {
		o.Products = append(o.Products, fromFactsRow(f))
	}
	o.Bookings = converted(row.Bookings, func(b bookedRow) orders.Booking { return orders.Booking(b) })
	for _, d := range row.Discounts {
		o.Discounts = append(o.Discounts, orders.Discount(d))
	}
	return points.Record{Order: o, Standing: fromStandingRow(row.Standing)}
}
