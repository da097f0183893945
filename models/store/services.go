package store

import (
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
)

// Services keeps what can be booked.
type Services struct {
	collection
	rosters *Rosters
}

// servicesMax bounds the services of a shop that are read at once.
const servicesMax = 1_000

type serviceRow struct {
	ID          string            `bson:"_id"`
	Shop        models.ShopID     `bson:"shop"`
	Service     booking.ServiceID `bson:"service"`
	Version     int64             `bson:"version"`
	Enabled     bool              `bson:"enabled"`
	Title       string            `bson:"title"`
	Text        string            `bson:"text"`
	Timing      timingRow         `bson:"timing"`
	Variants    []variantRow      `bson:"variants"`
	AddOns      []addOnRow        `bson:"addOns"`
	Questions   []questionRow     `bson:"questions"`
	PartyMax    int               `bson:"partyMax"`
	Access      accessRow         `bson:"access"`
	Payment     paymentRow        `bson:"payment"`
	Policy      []policyStepRow   `bson:"policy"`
	PaysBack    bool              `bson:"paysBack"`
	HoldMinutes int               `bson:"holdMinutes"`
	Waiting     bool              `bson:"waiting"`
	Assignment  string            `bson:"assignment"`
	CreatedAt   time.Time         `bson:"createdAt"`
	UpdatedAt   time.Time         `bson:"updatedAt"`
	SavedBy     string            `bson:"savedBy"`
}

type timingRow struct {
	ID                  booking.ServiceID `bson:"id"`
	DurationMinutes     int               `bson:"duration"`
	IntervalMinutes     int               `bson:"interval"`
	Grid                booking.Grid      `bson:"grid"`
	BufferBeforeMinutes int               `bson:"before"`
	BufferAfterMinutes  int               `bson:"after"`
	BuffersInsideHours  bool              `bson:"inside"`
	Capacity            int               `bson:"capacity"`
	NoticeMinutes       int               `bson:"notice"`
	HorizonDays         int               `bson:"horizon"`
	MaxPerDay           int               `bson:"perDay"`
	Segments            []segmentRow      `bson:"segments"`
	Needs               []needRow         `bson:"needs"`
	Staff               []booking.StaffID `bson:"staff"`
}

type segmentRow struct {
	Minutes int  `bson:"minutes"`
	Waiting bool `bson:"waiting"`
}

type needRow struct {
	Pool  booking.PoolID `bson:"pool"`
	Count int            `bson:"count"`
}

type variantRow struct {
	ID              string       `bson:"id"`
	Title           string       `bson:"title"`
	DurationMinutes int          `bson:"duration"`
	Segments        []segmentRow `bson:"segments"`
	PriceMinor      int64        `bson:"price"`
	Product         string       `bson:"product"`
}

type addOnRow struct {
	ID         string `bson:"id"`
	Title      string `bson:"title"`
	Minutes    int    `bson:"minutes"`
	PriceMinor int64  `bson:"price"`
	Product    string `bson:"product"`
}

type questionRow struct {
	ID       string                `bson:"id"`
	Label    string                `bson:"label"`
	Kind     services.QuestionKind `bson:"kind"`
	Required bool                  `bson:"required"`
	Choices  []string              `bson:"choices"`
}

type accessRow struct {
	Levels  []string         `bson:"levels"`
	Hidden  bool             `bson:"hidden"`
	Refusal string           `bson:"refusal"`
	Terms   []accessTermsRow `bson:"terms"`
}

type accessTermsRow struct {
	Level      string `bson:"level"`
	PercentOff int    `bson:"percentOff"`
	EarlyDays  int    `bson:"earlyDays"`
}

type paymentRow struct {
	How            services.PayHow `bson:"how"`
	DepositPercent int             `bson:"depositPercent"`
	DepositProduct string          `bson:"depositProduct"`
}

type policyStepRow struct {
	HoursBefore int `bson:"hoursBefore"`
	Percent     int `bson:"percent"`
}

func toServiceRow(s services.Service) serviceRow {
	t := s.Timing
	return serviceRow{
		ID: key(s.Shop, string(s.ID)), Shop: s.Shop, Service: s.ID, Version: s.Version + 1, Enabled: s.Enabled, Title: s.Title, Text: s.Text,
		Timing: timingRow{
			ID: t.ID, DurationMinutes: t.DurationMinutes, IntervalMinutes: t.IntervalMinutes, Grid: t.Grid,
			BufferBeforeMinutes: t.BufferBeforeMinutes, BufferAfterMinutes: t.BufferAfterMinutes, BuffersInsideHours: t.BuffersInsideHours,
			Capacity: t.Capacity, NoticeMinutes: t.NoticeMinutes, HorizonDays: t.HorizonDays, MaxPerDay: t.MaxPerDay,
			Segments: toSegmentRows(t.Segments), Needs: translated(t.Needs, func(n booking.Need) needRow { return needRow(n) }), Staff: t.Staff,
		},
		Variants: translated(s.Variants, func(v services.Variant) variantRow {
			return variantRow{ID: v.ID, Title: v.Title, DurationMinutes: v.DurationMinutes, Segments: toSegmentRows(v.Segments), PriceMinor: v.PriceMinor, Product: v.Product}
		}),
		AddOns:    translated(s.AddOns, func(a services.AddOn) addOnRow { return addOnRow(a) }),
		Questions: translated(s.Questions, func(q services.Question) questionRow { return questionRow(q) }),
		PartyMax:  s.PartyMax,
		Access: accessRow{
			Levels: s.Access.Levels, Hidden: s.Access.Hidden, Refusal: s.Access.Refusal,
			Terms: translated(s.Access.Terms, func(t services.Terms) accessTermsRow { return accessTermsRow(t) }),
		},
		Payment: paymentRow(s.Payment), Policy: toPolicyRows(s.Policy), PaysBack: s.PaysBack, HoldMinutes: s.HoldMinutes, Waiting: s.Waiting, Assignment: string(s.Assignment),
		CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, SavedBy: s.SavedBy,
	}
}

func fromServiceRow(r serviceRow) services.Service {
	t := r.Timing
	return services.Service{
		Shop: r.Shop, ID: r.Service, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, SavedBy: r.SavedBy,
		Settings: services.Settings{
			Enabled: r.Enabled, Title: r.Title, Text: r.Text,
			Timing: booking.Service{
				ID: t.ID, DurationMinutes: t.DurationMinutes, IntervalMinutes: t.IntervalMinutes, Grid: t.Grid,
				BufferBeforeMinutes: t.BufferBeforeMinutes, BufferAfterMinutes: t.BufferAfterMinutes, BuffersInsideHours: t.BuffersInsideHours,
				Capacity: t.Capacity, NoticeMinutes: t.NoticeMinutes, HorizonDays: t.HorizonDays, MaxPerDay: t.MaxPerDay,
				Segments: fromSegmentRows(t.Segments), Needs: translated(t.Needs, func(n needRow) booking.Need { return booking.Need(n) }), Staff: slices.Clone(t.Staff),
			},
			Variants: translated(r.Variants, func(v variantRow) services.Variant {
				return services.Variant{ID: v.ID, Title: v.Title, DurationMinutes: v.DurationMinutes, Segments: fromSegmentRows(v.Segments), PriceMinor: v.PriceMinor, Product: v.Product}
			}),
			AddOns: translated(r.AddOns, func(a addOnRow) services.AddOn { return services.AddOn(a) }),
			Questions: translated(r.Questions, func(q questionRow) services.Question {
				q.Choices = slices.Clone(q.Choices)
				return services.Question(q)
			}),
			PartyMax: r.PartyMax,
			Access: services.Access{
				Levels: slices.Clone(r.Access.Levels), Hidden: r.Access.Hidden, Refusal: r.Access.Refusal,
				Terms: translated(r.Access.Terms, func(t accessTermsRow) services.Terms { return services.Terms(t) }),
			},
			Payment: services.Payment(r.Payment), Policy: fromPolicyRows(r.Policy), PaysBack: r.PaysBack, HoldMinutes: r.HoldMinutes, Waiting: r.Waiting, Assignment: booking.Assignment(r.Assignment),
		},
	}
}

func toSegmentRows(all []booking.Segment) []segmentRow {
	return translated(all, func(s booking.Segment) segmentRow { return segmentRow(s) })
}

func fromSegmentRows(all []segmentRow) []booking.Segment {
	return translated(all, func(s segmentRow) booking.Segment { return booking.Segment(s) })
}

func toPolicyRows(p booking.Policy) []policyStepRow {
	return translated(p, func(s booking.Step) policyStepRow { return policyStepRow(s) })
}

func fromPolicyRows(all []policyStepRow) booking.Policy {
	return translated(all, func(s policyStepRow) booking.Step { return booking.Step(s) })
}

// translated is a list in other words; none where there is none.
func translated[From, To any](all []From, word func(From) To) []To {
	if all == nil {
		return nil
	}
	out := make([]To, 0, len(all))
	for _, one := range all {
		out = append(out, word(one))
	}
	return out
}

// inOrderMade lists what was made first at the front.
func inOrderMade() *options.FindOptions {
	return options.Find().SetSort(bson.D{{Key: "createdAt", Value: 1}, {Key: "_id", Value: 1}})
}

// Get gives a service; models.NotFound where the shop has none of that id.
func (r *Services) Get(ctx context.Context, shop models.ShopID, id booking.ServiceID) (services.Service, error) {
	row, err := one[serviceRow](ctx, r.collection, byID(key(shop, string(id))))
	if err != nil {
		return services.Service{}, err
	}
	return fromServiceRow(row), nil
}

// Save keeps a service and gives its new version; models.Conflict where somebody
// saved it meanwhile.
func (r *Services) Save(ctx context.Context, s services.Service) (int64, error) {
	row := toServiceRow(s)
	return counted(ctx, r.rosters, s.Shop, func(ctx context.Context) (int64, error) { return r.save(ctx, row.ID, s.Version, row) })
}

// All lists a shop's services, the one made first at the front.
func (r *Services) All(ctx context.Context, shop models.ShopID) ([]services.Service, error) {
	found, err := every[serviceRow](ctx, r.collection, under(shop), servicesMax, inOrderMade())
	return translated(found, fromServiceRow), err
}

// Delete removes a service for good. What was booked keeps its own terms.
func (r *Services) Delete(ctx context.Context, shop models.ShopID, id booking.ServiceID) error {
	return r.rosters.removes(ctx, shop, r.collection, byID(key(shop, string(id))))
}
