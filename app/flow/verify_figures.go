package flow

import (
	"context"
	"fmt"

	"clientele/models"
	"clientele/models/points"
)

// standingMax bounds the contacts that are added up at one moment; a larger
// shop's figures are held against each other only.
const standingMax = 200_000

// daysEver is after the last day there can be.
const daysEver = "9999-12-31"

// figures holds the shop's figures against what all contacts have, and each
// day against the day before: what is owed at its end is what was owed at its
// beginning and what came and went.
func (c *checkup) figures(ctx context.Context) error {
	var wrong []points.Violation
	err := c.flow.Tx.Do(ctx, func(ctx context.Context) error {
		var err error
		if wrong, err = c.flow.verifyFigures(ctx, c.shop.ID); err != nil {
			return err
		}
		counts, err := c.flow.verifyCounts(ctx, c.shop.ID)
		wrong = append(wrong, counts...)
		return err
	})
	if err != nil {
		return err
	}
	return c.found(ctx, points.Account{}, "", wrong)
}

func (f *Flow) verifyFigures(ctx context.Context, shop models.ShopID) ([]points.Violation, error) {
	var wrong []points.Violation
	add := func(format string, args ...any) {
		if len(wrong) < points.ViolationsMax {
			wrong = append(wrong, points.Violation{Law: points.LawFigures, Text: fmt.Sprintf(format, args...)})
		}
	}
	total, err := f.Figures.Total(ctx, shop)
	if err != nil {
		return nil, err
	}
	days, err := f.Figures.Days(ctx, shop, "", daysEver)
	if err != nil {
		return nil, err
	}
	waiting, err := f.Figures.Waiting(ctx, shop)
	if err != nil {
		return nil, err
	}
	var sum points.Sums
	for _, day := range days {
		sum = sum.Plus(day.Sum)
	}
	if sum != total {
		add("the figures of all days do not add up to the total")
	}
	for _, day := range append(days, waiting...) {
		if day.Sum.Liability() != day.Sum.Explained() {
			add("what is owed changed by %d points on %s, what came and went explains %d", day.Sum.Liability(), day.Day, day.Sum.Explained())
		}
	}
	for _, day := range waiting {
		total = total.Plus(day.Sum)
	}
	if total.Members+total.Guests > standingMax {
		return wrong, nil
	}
	cohorts, err := f.Figures.Cohorts(ctx, shop)
	if err != nil {
		return nil, err
	}
	var open int64
	for _, c := range cohorts {
		open += c.Sum.Open()
	}
	if there := total.Available + total.Pending + total.Reserved; open != there {
		add("the figures show %d points that are there, the months in which they were earned add up to %d", there, open)
	}
	standing, err := f.Books.Standing(ctx, shop)
	if err != nil {
		return nil, err
	}
	for _, figure := range []struct {
		name      string
		has, adds int64
	}{
		{"available points", total.Available, standing.Available}, {"waiting points", total.Pending, standing.Pending},
		{"owed points", total.Debt, standing.Debt}, {"members", total.Members, standing.Members},
		{"guests", total.Guests, standing.Guests}, {"buyers", total.Buyers, standing.Buyers},
		{"repeated buyers", total.Repeaters, standing.Repeaters}, {"stopped accounts", total.Halted, standing.Halted},
	} {
		if figure.has != figure.adds {
			add("the figures show %d %s, the contacts add up to %d", figure.has, figure.name, figure.adds)
		}
	}
	return wrong, nil
}
