package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

// ReportDays is how many days a report covers where nobody says otherwise,
// ReportDaysMax how many it may cover: eleven years.
const (
	ReportDays    = 30
	ReportDaysMax = 4_000
)

// Report is what a merchant's accountant asks for: what is owed in points, day
// by day, and what becomes of them. All of it is of one moment.
type Report struct {
	Shop    shops.Shop
	Days    []points.Rolled // every day of the period, oldest first
	Total   points.Sums     // of all time, now
	Cohorts []points.Cohort // of all time, oldest first
}

// Report reads the figures from one day to another, both in the form
// 2006-01-02 and included. Empty ones stand for the last 30 days.
func (f *Flow) Report(ctx context.Context, id models.ShopID, from, to string) (Report, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return Report{}, err
	}
	now := f.Now().In(shop.Location())
	days, err := daysBetween(from, to, now)
	if err != nil {
		return Report{}, err
	}
	out := Report{Shop: shop}
	err = f.Tx.Do(ctx, func(ctx context.Context) error {
		sums, err := f.daySums(ctx, id, now.Format(time.DateOnly))
		if err != nil {
			return err
		}
		var opening, total points.Sums
		period := make([]points.DayFigures, len(days))
		for i, day := range days {
			period[i] = points.DayFigures{Day: day, Sum: sums[day]}
		}
		for day, sum := range sums {
			total = total.Plus(sum)
			if day < days[0] {
				opening = opening.Plus(sum)
			}
		}
		out.Total, out.Days = total, points.RollForward(opening.Liability(), period)
		out.Cohorts, err = f.Figures.Cohorts(ctx, id)
		return err
	})
	return out, err
}

// daySums are a shop's figures by day, with those that no day holds yet. What
// was filed under a day that has not come yet, because the store's zone was not
// known or was another one then, belongs to today.
func (f *Flow) daySums(ctx context.Context, shop models.ShopID, today string) (map[string]points.Sums, error) {
	kept, err := f.Figures.Days(ctx, shop, "", daysEver)
	if err != nil {
		return nil, err
	}
	waiting, err := f.Figures.Waiting(ctx, shop)
	if err != nil {
		return nil, err
	}
	sums := map[string]points.Sums{}
	for _, day := range slices.Concat(kept, waiting) {
		name := min(day.Day, today)
		sums[name] = sums[name].Plus(day.Sum)
	}
	return sums, nil
}

// daysBetween names every day of a period. It ends today at the latest.
func daysBetween(from, to string, now time.Time) ([]string, error) {
	var problems []models.FieldProblem
	day := func(path, text string, standard time.Time) time.Time {
		if text = strings.TrimSpace(text); text == "" {
			return standard
		}
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			problems = append(problems, models.FieldProblem{Path: path, Message: "must be a day such as 2026-11-25"})
		}
		return d
	}
	y, m, d := now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC) // days are counted as names here, and every name exists in UTC
	last := day("to", to, today)
	first := day("from", from, last.AddDate(0, 0, 1-ReportDays))
	if len(problems) == 0 {
		switch {
		case first.After(last):
			problems = append(problems, models.FieldProblem{Path: "from", Message: "must not be after the last day"})
		case last.After(today):
			problems = append(problems, models.FieldProblem{Path: "to", Message: "must not be in the future"})
		case last.Sub(first) >= ReportDaysMax*24*time.Hour:
			problems = append(problems, models.FieldProblem{Path: "from", Message: "must be at most eleven years before the last day"})
		}
	}
	if len(problems) > 0 {
		return nil, models.InvalidFields(problems)
	}
	var days []string
	for d := first; !d.After(last); d = d.AddDate(0, 0, 1) {
		days = append(days, d.Format(time.DateOnly))
	}
	return days, nil
}
