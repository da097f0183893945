package points_test

import (
	"strings"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/points"
)

// laws holds one contact's kept books against what must hold after every step.
// It counts for itself instead of asking the code under test.
func (d *desk) laws(k *kept) {
	d.t.Helper()
	d.lawOfConservation(k)
	d.lawOfLots(k)
	d.lawOfNext(k)
	d.lawOfEntries(k)
	if !d.settling {
		d.lawOfOrders(k.account.ID)
	}
	d.verified(k) // I6, I9, I26
}

// I1, I2, I4, I5: nothing is made or lost, and what is owed is never also there.
func (d *desk) lawOfConservation(k *kept) {
	d.t.Helper()
	sums := map[points.Bucket]int64{}
	var total int64
	for _, e := range k.entries {
		sums[e.From] -= e.Points
		sums[e.To] += e.Points
	}
	for _, sum := range sums {
		total += sum
	}
	b := k.account.Balances
	want := points.Balances{
		Issued: -sums[points.Issued], Pending: sums[points.Pending], Available: sums[points.Available], Reserved: sums[points.Reserved],
		Debt: -sums[points.Debt], Redeemed: sums[points.Redeemed], Expired: sums[points.Expired], ClawedBack: sums[points.ClawedBack],
		Forgiven: -sums[points.Forgiven],
	}
	if total != 0 || b != want {
		d.t.Fatalf("the entries add up to %+v (sum %d), the account says %+v", want, total, b)
	}
	if b.Issued != b.Available+b.Pending+b.Reserved+b.Redeemed+b.Expired+b.ClawedBack-b.Debt-b.Forgiven {
		d.t.Fatalf("points were made or lost: %+v", b)
	}
	for _, amount := range []int64{b.Pending, b.Available, b.Reserved, b.Debt, b.Redeemed, b.Expired, b.Forgiven} {
		if amount < 0 || k.account.MergedInto == "" && min(b.Issued, b.ClawedBack) < 0 {
			d.t.Fatalf("a bucket is below zero: %+v", b)
		}
	}
	if b.Debt > 0 && b.Available > 0 {
		d.t.Fatalf("points are owed and available: %+v", b)
	}
}

// I3, I20, I22, I25: lots hold what the account says, nobody else's, and
// nothing that is past its date.
func (d *desk) lawOfLots(k *kept) {
	d.t.Helper()
	var pending, available int64
	for _, lot := range k.lots {
		switch {
		case lot.Remaining < 0 || lot.Frozen < 0 || lot.Remaining+lot.Frozen > lot.Amount:
			d.t.Fatalf("lot %s holds %d of %d", lot.ID, lot.Remaining, lot.Amount)
		case lot.Shop != k.account.Shop || lot.Account != k.account.ID || !strings.HasPrefix(lot.ID, string(k.account.ID)+":"):
			d.t.Fatalf("lot %s is not of account %s", lot.ID, k.account.ID)
		case lot.Pending && lot.Open() && !lot.MaturesAt.After(d.now):
			d.t.Fatalf("lot %s is still pending although its time has come", lot.ID)
		case !lot.Pending && lot.MaturesAt.After(d.now):
			d.t.Fatalf("lot %s can be spent before its time", lot.ID)
		case !lot.Pending && lot.Open() && !lot.ExpiresAt.IsZero() && !lot.ExpiresAt.After(d.now):
			d.t.Fatalf("lot %s can be spent past its date", lot.ID)
		}
		if lot.Pending {
			pending += lot.Remaining
		} else {
			available += lot.Remaining
		}
	}
	if b := k.account.Balances; pending != b.Pending || available != b.Available {
		d.t.Fatalf("lots hold %d pending and %d available, the account says %+v", pending, available, b)
	}
}

// I6, I22, I25, I27: entries count up, name their cause, and mature once.
func (d *desk) lawOfEntries(k *kept) {
	d.t.Helper()
	matured := map[string]bool{}
	for i, e := range k.entries {
		switch {
		case e.Seq != int64(i)+1 || e.Shop != k.account.Shop || e.Account != k.account.ID || e.Points <= 0:
			d.t.Fatalf("entry %d is out of place: %+v", i+1, e)
		case e.Lot != "" && k.lots[e.Lot].ID == "":
			d.t.Fatalf("entry %d names a lot that is not there: %+v", e.Seq, e)
		case e.Cause.Kind == "" || e.Cause.ID == "":
			d.t.Fatalf("entry %d does not name its cause: %+v", e.Seq, e)
		case e.Cause.Kind == "manual" && (e.Actor == "" || e.Reason == "" || e.Note == ""):
			d.t.Fatalf("manual entry %d does not say who, why and what for: %+v", e.Seq, e)
		case (e.Kind == points.KindEarn || e.Kind == points.KindClawback) && e.Programme == 0:
			d.t.Fatalf("entry %d does not name the version that decided: %+v", e.Seq, e)
		case e.Kind == points.KindMature && matured[e.Lot]:
			d.t.Fatalf("lot %s matured twice", e.Lot)
		}
		if e.Kind == points.KindMature {
			matured[e.Lot] = true
		}
	}
}

// I10, I11, I12, I15: what is posted for an order is what its facts and the
// version at its creation say, whatever the present version.
func (d *desk) lawOfOrders(owner models.ContactID) {
	d.t.Helper()
	for id, r := range d.records {
		if r.Standing.Account != owner || r.Standing.Programme == 0 {
			continue
		}
		net, fresh := d.net(id), d.worthOf(r, withoutLosses(r.Order))
		if net != r.Standing.Target {
			d.t.Fatalf("order %s stands at %d, its target is %d", id, net, r.Standing.Target)
		}
		if want := d.worthOf(r, r.Order); net != want {
			d.t.Fatalf("order %s stands at %d, its facts say %d", id, net, want)
		}
		if net < 0 || net > fresh {
			d.t.Fatalf("order %s stands at %d, whole it would be worth %d", id, net, fresh)
		}
		if net != 0 && (r.Order.Cancelled() || !r.Order.Paid() || r.Order.SpentMinor() == 0) {
			d.t.Fatalf("order %s is %s and stands at %d", id, r.Order.Status(), net)
		}
	}
}

func withoutLosses(o orders.Order) orders.Order {
	o.Refunds, o.Disputes = nil, nil
	lines := make([]orders.Line, len(o.Lines))
	for i, line := range o.Lines {
		line.Current = line.Quantity
		lines[i] = line
	}
	o.Lines = lines
	return o
}

// worthOf counts the orders of the random worlds in whole numbers only: goods
// without tax, points for every amount kept, and fixed points with a minimum.
func (d *desk) worthOf(r *points.Record, o orders.Order) int64 {
	version, _ := points.InForce(d.versions, o.CreatedAt)
	if version.Version != r.Standing.Programme {
		d.t.Fatalf("order %s is decided by version %d, version %d was in force", o.ID, r.Standing.Programme, version.Version)
	}
	if !d.plain {
		worth, err := version.Worth(o, r.Standing.Circumstances())
		if err != nil {
			d.t.Fatalf("worth of order %s: %v", o.ID, err)
		}
		return worth.Target
	}
	if !o.Paid() || o.Cancelled() || !version.Settings.Enabled {
		return 0
	}
	var kept, edited, loose, lost, whole int64
	for _, line := range o.Lines {
		left, away := keptOfLine(o, line)
		edited += away
		whole += line.NetMinor
		if line.Kind == orders.Goods {
			kept += left
		}
	}
	for _, refund := range o.Refunds {
		if refund.Settled {
			loose += refund.AmountMinor
		}
	}
	for _, dispute := range o.Disputes {
		if dispute.State == orders.DisputeLost {
			lost += dispute.Minor
		}
	}
	return worthInWholeNumbers(version.Settings, max(0, kept-max(0, loose-edited)-min(lost, whole)), d.ranks(r.Standing.Account)[o.ID])
}

// keptOfLine is what is left of a line, and what was edited out of it without
// any refund naming it.
func keptOfLine(o orders.Order, line orders.Line) (left, edited int64) {
	var back, units, open int64
	for _, refund := range o.Refunds {
		for _, l := range refund.Lines {
			switch {
			case l.Line == line.ID && refund.Settled:
				back, units = back+l.SubtotalMinor, units+l.Quantity
			case l.Line == line.ID:
				open += l.Quantity
			}
		}
	}
	left = line.NetMinor - min(line.NetMinor, back)
	gone := max(0, line.Quantity-line.Current-units-open)
	edited = min(line.NetMinor*gone/line.Quantity, left)
	left -= edited
	if units+gone >= line.Quantity && left <= line.Quantity { // a rest of rounding
		left = 0
	}
	return left, edited
}

func worthInWholeNumbers(s points.Settings, kept int64, rank int) int64 {
	var whole, numerator int64
	denominator := int64(100)
	for _, rule := range s.Rules {
		switch rule.Kind {
		case "per_amount": // one such rule at most, in steps of a hundredth
			numerator = kept * integer(rule.Params["points"]) * minor(rule.Params["multiplier"])
			denominator = minor(rule.Params["amount"]) * 100
		case "per_order", "first_order", "nth_order":
			number := map[string]int{"first_order": 1}[rule.Kind]
			if rule.Kind == "nth_order" {
				number = int(integer(rule.Params["number"]))
			}
			if kept > 0 && kept >= minor(rule.Params["minimum"]) && (number == 0 || number == rank) {
				whole += integer(rule.Params["points"])
			}
		}
	}
	return numerator/denominator + whole
}

func integer(s string) int64 { return minor(s) / 100 }

// lawOfClawback checks whose points a book's new entries took back: the order's
// own pending ones, its own, then the others in the order of consumption.
func (d *desk) lawOfClawback(b *points.Book, order models.OrderID) {
	d.t.Helper()
	lots := map[string]points.Lot{}
	for _, lot := range b.Lots() {
		lots[lot.ID] = lot
	}
	phase, last := 0, points.Lot{}
	for _, e := range b.Entries() {
		if e.Kind != points.KindClawback {
			continue
		}
		lot := lots[e.Lot]
		now := 2
		switch {
		case lot.Order == order && (e.From == points.Pending || e.From == points.Reserved && lot.Pending):
			now = 0
		case lot.Order == order:
			now = 1
		case e.From == points.Pending:
			d.t.Fatalf("order %s took pending points of order %s", order, lot.Order)
		}
		if now < phase || now == 2 && phase == 2 && soonest(last, lot) > 0 {
			d.t.Fatalf("order %s took from lot %s out of turn", order, lot.ID)
		}
		phase, last = now, lot
	}
	for _, lot := range lots {
		if phase == 2 && lot.Order == order && lot.Kept() {
			d.t.Fatalf("order %s took other lots while its own %s holds %d", order, lot.ID, lot.Remaining+lot.Frozen)
		}
	}
}
