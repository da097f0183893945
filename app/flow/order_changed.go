package flow

import (
	"context"
	"reflect"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/shops"
)

// OrderChanged takes in what an order body says and brings the points of its
// buyer in line. The same body twice changes nothing.
func (f *Flow) OrderChanged(ctx context.Context, in OrderChanged) (Outcome, error) {
	out, _, err := f.takeOrder(ctx, in, false)
	return out, err
}

// takeOrder takes an order in, and tells whether that changed anything that
// counts. One that was asked for, instead of told by webhook, and counts the
// same as what is on record, changes nothing at all: such answers come again
// and again, and should not compete with webhooks of the same time.
func (f *Flow) takeOrder(ctx context.Context, in OrderChanged, asked bool) (Outcome, bool, error) {
	shop, err := f.knownShop(ctx, in.Shop)
	if err != nil || gone(shop) {
		return ignored, false, err
	}
	versions, err := f.programmes(ctx, shop, in.Snapshot.Currency)
	if err != nil {
		return Outcome{}, false, err
	}
	snapshot := in.Snapshot
	snapshot.Buyer.Stamp = snapshot.Stamp
	if snapshot.Buyer.Customer == "" {
		snapshot.Buyer.Guest = contacts.GuestID(shop.Salt, in.Email, in.Phone)
	}
	var out Outcome
	var taken orders.Order
	changed := false
	about := models.About{Shop: shop.ID, Order: in.Order, Contact: snapshot.Buyer.Contact()}
	err = f.shareWork(ctx, shop, versions, about, func(ctx context.Context, w *work) error {
		record, err := w.record(ctx, in.Order)
		if err != nil {
			return err
		}
		before := record.Order
		record.Order = record.Order.Join(snapshot)
		if asked && before.SameWorth(record.Order) {
			record.Order = before
		}
		told := w.heard(in)
		out, err = w.settle(ctx, record, before, &told)
		changed, taken = w.touched(), record.Order
		return err
	})
	if err == nil {
		err = f.payBookings(ctx, shop, taken)
	}
	out, err = f.told(ctx, shop, out, err)
	return out, changed && err == nil, err
}

// RefundMade takes in one refund. It may come before the order itself; then it
// waits in the order's record.
func (f *Flow) RefundMade(ctx context.Context, in RefundMade) (Outcome, error) {
	return f.addToOrder(ctx, in.Shop, in.Order, func(o orders.Order) (orders.Order, error) { return o.JoinRefund(in.Refund), nil })
}

// DisputeChanged takes in how a dispute about an order's payment stands. It may
// come before the order itself; then it waits in the order's record.
func (f *Flow) DisputeChanged(ctx context.Context, in DisputeChanged) (Outcome, error) {
	return f.addToOrder(ctx, in.Shop, in.Order, func(o orders.Order) (orders.Order, error) { return o.JoinDispute(in.Dispute) })
}

// addToOrder takes in one fact about an order that is no body of it.
func (f *Flow) addToOrder(ctx context.Context, of models.ShopID, id models.OrderID, join func(orders.Order) (orders.Order, error)) (Outcome, error) {
	shop, err := f.knownShop(ctx, of)
	if err != nil || gone(shop) {
		return ignored, err
	}
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	var taken orders.Order
	about := models.About{Shop: shop.ID, Order: id}
	err = f.shareWork(ctx, shop, versions, about, func(ctx context.Context, w *work) error {
		record, err := w.record(ctx, id)
		if err != nil {
			return err
		}
		before := record.Order
		if record.Order, err = join(record.Order); err != nil {
			return err
		}
		taken = record.Order
		if !record.Order.Known {
			out = Outcome{Word: "replayed"}
			if !reflect.DeepEqual(before, record.Order) {
				w.records = append(w.records, record)
				out = Outcome{Word: "recorded"}
			}
			return nil
		}
		out, err = w.settle(ctx, record, before, nil)
		return err
	})
	if err == nil {
		err = f.payBookings(ctx, shop, taken)
	}
	return f.told(ctx, shop, out, err)
}

// seenEvery is how exactly the health page knows when points last moved; noting
// it with every order would cost a write each.
const seenEvery = time.Minute

// told notes when points last moved, for the health page.
func (f *Flow) told(ctx context.Context, shop shops.Shop, out Outcome, err error) (Outcome, error) {
	if err != nil {
		return Outcome{}, err
	}
	now := models.Instant(f.Now())
	if out.Points != 0 && now.Sub(shop.LastSeen.PointsAt) > seenEvery {
		if err := f.Shops.Seen(ctx, shop.ID, shops.LastSeen{PointsAt: now}); err != nil {
			return Outcome{}, err
		}
	}
	return out, nil
}

// record finds an order's record or begins one.
func (w *work) record(ctx context.Context, id models.OrderID) (*points.Record, error) {
	r, err := w.flow.Orders.Get(ctx, w.shop.ID, id)
	if err == nil {
		return &r, nil
	}
	if models.CodeOf(err) != models.NotFound {
		return nil, err
	}
	return &points.Record{
		Order:    orders.Order{Shop: w.shop.ID, ID: id},
		Standing: points.Standing{Shop: w.shop.ID, Order: id},
	}, nil
}

// heard is what an order's body tells of its buyer.
type heard struct {
	profile contacts.Profile
	homes   contacts.Homes
}

// heard reads what an order tells of its buyer. Where nobody is rewarded for a
// recommendation there is no reason to know where somebody lives.
func (w *work) heard(in OrderChanged) heard {
	h := heard{profile: in.Profile}
	h.profile.AsOf = later(h.profile.AsOf, in.Snapshot.Stamp.UpdatedAt)
	if points.Refers(w.versions) {
		h.homes = contacts.HomesOf(w.shop.Salt, in.Addresses...)
	}
	return h
}

// settle brings everything that depends on one order in line with its facts.
func (w *work) settle(ctx context.Context, r *points.Record, before orders.Order, told *heard) (Outcome, error) {
	if err := w.useCodes(ctx, r); err != nil {
		return Outcome{}, err
	}
	buyer, err := w.buyerOf(ctx, r)
	if err != nil {
		return Outcome{}, err
	}
	changed := !reflect.DeepEqual(before, r.Order)
	if buyer == "" {
		if changed {
			w.records = append(w.records, r)
		}
		return Outcome{Word: "nobody"}, nil
	}
	if err := w.firstSight(ctx, r, buyer); err != nil {
		return Outcome{}, err
	}
	others, err := w.others(ctx, buyer, r)
	if err != nil {
		return Outcome{}, err
	}
	p, err := w.buyer(ctx, buyer, append(idsOf(others), r.Order.ID)...)
	if err != nil {
		return Outcome{}, err
	}
	if told != nil {
		own, err := w.ownRecord(ctx, p, r.Order.Buyer.Contact())
		if err != nil {
			return Outcome{}, err
		}
		own.hear(*told, w.now)
	}
	former := r.Standing.Account
	if err := w.takeOver(ctx, r, before, p); err != nil {
		return Outcome{}, err
	}
	was := r.Standing
	if err := w.reconcile(p, r, others); err != nil {
		return Outcome{}, err
	}
	if !changed && was == r.Standing && len(p.book.Entries()) == 0 && !p.dirty {
		return Outcome{Word: "replayed"}, nil
	}
	if changed {
		if err := w.refer(ctx, r, p, former); err != nil {
			return Outcome{}, err
		}
	}
	if changed || was != r.Standing {
		w.records = append(w.records, r)
	}
	w.askForProducts(r)
	return outcomeOf(p.change()), nil
}

// hear notes what an order told of its buyer.
func (p *person) hear(told heard, now time.Time) {
	if updated := p.contact.With(told.profile, now); !sameProfile(updated, p.contact) {
		p.dated = onlyDated(updated, p.contact)
		p.contact, p.dirty = updated, p.dirty || !p.dated
	}
	lives, news := p.contact.Living(told.homes)
	p.contact, p.dirty = lives, p.dirty || news
}

func outcomeOf(change int64) Outcome {
	switch {
	case change > 0:
		return Outcome{Word: "earned", Points: change}
	case change < 0:
		return Outcome{Word: "clawed_back", Points: change}
	}
	return Outcome{Word: "recorded"}
}

func sameProfile(a, b contacts.Contact) bool {
	return a.Profile == b.Profile
}

// onlyDated tells whether two profiles say the same at different times.
func onlyDated(a, b contacts.Contact) bool {
	a.Profile.AsOf = b.Profile.AsOf
	return a.Profile == b.Profile
}

// buyerOf tells whom an order belongs to now, empty for nobody.
func (w *work) buyerOf(ctx context.Context, r *points.Record) (models.ContactID, error) {
	id := r.Order.Buyer.Contact()
	if id == "" {
		return "", nil
	}
	if id.Guest() && len(w.versions) > 0 && r.Standing.Account == "" {
		if p, ok := points.InForce(w.versions, r.Order.CreatedAt); ok && !p.Settings.Guests {
			return "", nil
		}
	}
	return w.follow(ctx, id)
}

// takeOver moves an order that turned out to belong to somebody else: its
// points leave the former buyer's book, to be earned again in this one.
func (w *work) takeOver(ctx context.Context, r *points.Record, before orders.Order, p *person) error {
	former := r.Standing.Account
	if former == "" {
		r.Standing.Account = p.contact.ID
		return nil
	}
	holder, err := w.follow(ctx, former)
	if err != nil || holder == p.contact.ID {
		return err
	}
	stay, err := w.others(ctx, holder, r)
	if err != nil {
		return err
	}
	other, err := w.person(ctx, holder, append(idsOf(stay), r.Order.ID)...)
	if err != nil {
		return err
	}
	w.figure(other, &r.Standing, orders.Order{Currency: before.Currency})
	r.Standing = points.MoveOrder(other.book, r.Standing, r.Order, p.contact.ID)
	r.Standing.First, r.Standing.Number, r.Standing.Used, other.dirty = false, 0, 0, true
	return w.renumber(other, stay, r) // the order that goes leaves its place to the next
}

// reconcile brings the order, and those that it competes with for being the
// first or the n-th or for what a cap leaves, in line with their worth.
func (w *work) reconcile(p *person, r *points.Record, others []*points.Record) error {
	r.Standing.Qualifies, r.Standing.CreatedAt = points.Qualifies(r.Order), r.Order.CreatedAt
	return w.renumber(p, append(others, r), r)
}

func (w *work) reconcileOne(p *person, r *points.Record, c points.Circumstances) error {
	programme, ok := w.version(r.Standing.Programme)
	if !ok {
		return models.Errorf(models.Internal, "programme version %d is missing", r.Standing.Programme)
	}
	standing, err := points.Reconcile(p.book, r.Standing, r.Order, programme, c)
	if err != nil {
		return err
	}
	r.Standing = standing
	w.figure(p, &r.Standing, r.Order)
	return nil
}

func (w *work) version(number int) (points.Programme, bool) {
	for _, p := range w.versions {
		if p.Version == number {
			return p, true
		}
	}
	return points.Programme{}, false
}

// figure keeps a contact's number of orders and sum spent, by the difference
// to what this order counted before.
func (w *work) figure(p *person, s *points.Standing, o orders.Order) {
	counted, spent := o.Paid() && !o.Cancelled(), o.SpentMinor()
	f := &p.contact.Figures
	old := *f
	if counted != s.Counted {
		if counted {
			f.Orders++
			w.sums.Orders++
		} else {
			f.Orders--
			w.sums.Orders--
		}
	}
	f.SpentMinor += spent - s.SpentMinor
	if o.Currency != "" {
		f.Currency = o.Currency
	}
	if o.CreatedAt.After(f.LastOrderAt) {
		f.LastOrderAt = o.CreatedAt
	}
	s.Counted, s.SpentMinor = counted, spent
	w.qualify(p, s, o)
	p.dirty = p.dirty || old != *f
}
