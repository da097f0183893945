package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
)

// ReportInput names a period, by days in the shop's zone.
type ReportInput struct {
	From string `query:"from" maxLength:"10" doc:"first day, 2006-01-02; 30 days before the last one where empty"`
	To   string `query:"to" maxLength:"10" doc:"last day, 2006-01-02; today where empty"`
}

// AnalyticsOutput is what is owed in points, and what becomes of points.
type AnalyticsOutput struct {
	Body struct {
		From    string        `json:"from"`
		To      string        `json:"to"`
		Days    []RolledRow   `json:"days"`
		Period  RolledRow     `json:"period" doc:"the days taken together"`
		Lasting LastingRow    `json:"lasting" doc:"of all time"`
		Cohorts []CohortRow   `json:"cohorts" doc:"what became of the points earned in a month, oldest first"`
		Repeat  RepeatFigures `json:"repeat"`
	}
}

// RolledRow is a day of the roll-forward, in points: opening + earned -
// reversed - expired - redeemed + returned + adjusted + forgiven - erased =
// closing.
type RolledRow struct {
	Day      string `json:"day"`
	Opening  int64  `json:"opening"`
	Earned   int64  `json:"earned"`
	Reversed int64  `json:"reversed"`
	Expired  int64  `json:"expired"`
	Redeemed int64  `json:"redeemed"`
	Returned int64  `json:"returned"`
	Adjusted int64  `json:"adjusted"`
	Forgiven int64  `json:"forgiven"`
	Erased   int64  `json:"erased"`
	Closing  int64  `json:"closing"`
}

// LastingRow is points of all time.
type LastingRow struct {
	Issued    int64 `json:"issued" doc:"credited, less what was taken back"`
	Redeemed  int64 `json:"redeemed" doc:"spent, less what was returned"`
	Expired   int64 `json:"expired"`
	Open      int64 `json:"open" doc:"pending, available or held at a checkout"`
	Debt      int64 `json:"debt" doc:"owed by contacts"`
	Liability int64 `json:"liability" doc:"open less debt"`
}

// CohortRow is what became of the points earned in one month.
type CohortRow struct {
	Month      string `json:"month"`
	Issued     int64  `json:"issued"`
	ClawedBack int64  `json:"clawedBack"`
	Repaid     int64  `json:"repaid"`
	Redeemed   int64  `json:"redeemed"`
	Expired    int64  `json:"expired"`
	Erased     int64  `json:"erased"`
	Open       int64  `json:"open"`
}

// RepeatFigures tell who came back.
type RepeatFigures struct {
	Buyers    int64 `json:"buyers" doc:"contacts with an order that counts"`
	Repeaters int64 `json:"repeaters" doc:"those of them with more than one"`
}

func (p *Panel) analytics(ctx context.Context, in *ReportInput) (*AnalyticsOutput, error) {
	r, err := p.Flow.Report(ctx, ShopOf(ctx), in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := &AnalyticsOutput{}
	out.Body.Days = each(r.Days, viewRolled)
	out.Body.Period = together(out.Body.Days)
	out.Body.From, out.Body.To = r.Days[0].Day, r.Days[len(r.Days)-1].Day
	out.Body.Cohorts = each(r.Cohorts, viewCohort)
	out.Body.Repeat = RepeatFigures{Buyers: r.Total.Buyers, Repeaters: r.Total.Repeaters}
	out.Body.Lasting = viewLasting(r)
	return out, nil
}

func viewRolled(r points.Rolled) RolledRow {
	return RolledRow{
		Day: r.Day, Opening: r.Opening, Earned: r.Earned, Reversed: r.Reversed, Expired: r.Expired, Redeemed: r.Redeemed,
		Returned: r.Returned, Adjusted: r.Adjusted, Forgiven: r.Forgiven, Erased: r.Erased, Closing: r.Closing,
	}
}

// together adds days up: from the first opening to the last closing.
func together(days []RolledRow) RolledRow {
	sum := RolledRow{Opening: days[0].Opening, Closing: days[len(days)-1].Closing}
	for _, d := range days {
		sum.Earned, sum.Reversed, sum.Expired = sum.Earned+d.Earned, sum.Reversed+d.Reversed, sum.Expired+d.Expired
		sum.Redeemed, sum.Returned, sum.Adjusted = sum.Redeemed+d.Redeemed, sum.Returned+d.Returned, sum.Adjusted+d.Adjusted
		sum.Forgiven, sum.Erased = sum.Forgiven+d.Forgiven, sum.Erased+d.Erased
	}
	return sum
}

func viewCohort(c points.Cohort) CohortRow {
	s := c.Sum
	return CohortRow{
		Month: c.Month, Issued: s.Issued, ClawedBack: s.ClawedBack, Repaid: s.Repaid, Redeemed: s.Redeemed,
		Expired: s.Expired, Erased: s.Erased, Open: s.Open(),
	}
}

func viewLasting(r flow.Report) LastingRow {
	var sum points.CohortSums
	for _, c := range r.Cohorts {
		sum = sum.Plus(c.Sum)
	}
	return LastingRow{
		Issued: sum.Issued - sum.ClawedBack, Redeemed: sum.Redeemed, Expired: sum.Expired, Open: sum.Open(),
		Debt: r.Total.Debt, Liability: r.Total.Liability(),
	}
}

// TableOutput is a table for a spreadsheet.
type TableOutput struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	CacheControl       string `header:"Cache-Control"`
	Body               []byte
}

func (p *Panel) liabilityTable(ctx context.Context, in *ReportInput) (*TableOutput, error) {
	r, err := p.Flow.Report(ctx, ShopOf(ctx), in.From, in.To)
	if err != nil {
		return nil, err
	}
	table := [][]string{{"day", "opening", "earned", "reversed", "expired", "redeemed", "returned", "adjusted", "forgiven", "erased", "closing"}}
	for _, d := range r.Days {
		table = append(table, line(d.Day, d.Opening, d.Earned, d.Reversed, d.Expired, d.Redeemed, d.Returned, d.Adjusted, d.Forgiven, d.Erased, d.Closing))
	}
	return tableOf("points-liability.csv", table)
}

func (p *Panel) cohortsTable(ctx context.Context, _ *struct{}) (*TableOutput, error) {
	r, err := p.Flow.Report(ctx, ShopOf(ctx), "", "")
	if err != nil {
		return nil, err
	}
	table := [][]string{{"month", "issued", "clawed_back", "repaid", "redeemed", "expired", "erased", "open"}}
	for _, c := range r.Cohorts {
		s := c.Sum
		table = append(table, line(c.Month, s.Issued, s.ClawedBack, s.Repaid, s.Redeemed, s.Expired, s.Erased, s.Open()))
	}
	return tableOf("points-by-month.csv", table)
}

func line(name string, numbers ...int64) []string {
	cells := []string{name}
	for _, n := range numbers {
		cells = append(cells, strconv.FormatInt(n, 10))
	}
	return cells
}

func tableOf(name string, table [][]string) (*TableOutput, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(table); err != nil {
		return nil, models.Wrap(models.Internal, err, "the table could not be written")
	}
	return &TableOutput{
		ContentType: "text/csv; charset=utf-8", CacheControl: "no-store",
		ContentDisposition: `attachment; filename="` + name + `"`, Body: b.Bytes(),
	}, nil
}
