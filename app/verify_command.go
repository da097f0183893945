package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"text/tabwriter"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
	"clientele/models/store"
)

// verifyCommand checks all books of all shops and changes nothing.
func verifyCommand() command {
	var database string
	return command{
		name: "verify", help: "check all books in the database, print what is wrong with them",
		flags: func(f *flag.FlagSet) {
			f.StringVar(&database, "database", "", "address of the database; DATABASE_URL where it is left out")
		},
		run: func(ctx context.Context, w world) error { return verify(ctx, w, database) },
	}
}

// databaseAddress is the given address, or the one of the environment; checked.
func databaseAddress(w world, given string) (string, error) {
	for _, o := range options() {
		if o.name != "DATABASE_URL" {
			continue
		}
		if given == "" {
			given = o.value(w.Getenv)
		}
		var c Config
		if err := o.read(&c, given); err != nil {
			return "", fmt.Errorf("the address of the database %w", err)
		}
		return c.DatabaseURL, nil
	}
	return "", errors.New("the address of the database is not an option any more")
}

func verify(ctx context.Context, w world, database string) error {
	address, err := databaseAddress(w, database)
	if err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler) // what is wrong is printed instead
	keeper, err := store.Open(ctx, address, store.Options{Now: w.Now, Log: log, Existing: true})
	if err != nil {
		return err
	}
	f := &flow.Flow{
		Tx: keeper.Tx, Shops: keeper.Shops, Contacts: keeper.Contacts, Orders: keeper.Orders, Ledger: keeper.Ledger,
		Programmes: keeper.Programmes, Figures: keeper.Figures, Books: keeper.Books, Verifications: keeper.Verifications,
		Rewards: keeper.Rewards, Redemptions: keeper.Redemptions, Outbox: keeper.Outbox,
		Levels: keeper.Levels, Referrals: keeper.Referrals, Events: keeper.Events, Products: keeper.Products, Merges: keeper.Merges,
		Services: keeper.Services, Rosters: keeper.Rosters, Team: keeper.Team, Appointments: keeper.Appointments, Sheets: keeper.Sheets, Feeds: keeper.Feeds,
		Now: w.Now, Log: log,
	}
	err = verifyAll(ctx, w, f)
	closeCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer cancel()
	return errors.Join(err, keeper.Close(closeCtx))
}

// verifyAll prints a line for each shop and one for each thing that is wrong.
func verifyAll(ctx context.Context, w world, f *flow.Flow) error {
	table := tabwriter.NewWriter(w.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "STORE\tACCOUNTS\tORDERS\tVIOLATIONS")
	var findings []string
	var wrong int64
	for after := models.ShopID(""); ; {
		page, err := f.Shops.After(ctx, after, 1)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		after = page[0].ID
		tally, err := f.VerifyShop(ctx, page[0], nil)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\n", after, tally.Accounts, tally.Orders, tally.Violations)
		for _, finding := range tally.Findings {
			findings = append(findings, told(after, finding))
		}
		wrong += tally.Violations
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, line := range findings {
		fmt.Fprintln(w.Out, line)
	}
	if more := wrong - int64(len(findings)); more > 0 {
		fmt.Fprintf(w.Out, "and %d more\n", more)
	}
	if wrong > 0 {
		return fmt.Errorf("%d things are wrong with the books, named above; keep a copy of the database before anything else is done with it", wrong)
	}
	_, err := fmt.Fprintln(w.Out, "All books are in order.")
	return err
}

func told(shop models.ShopID, f points.Finding) string {
	about := ""
	switch {
	case f.Account != "":
		about = " contact " + string(f.Account)
	case f.Order != "":
		about = " order " + string(f.Order)
	}
	return fmt.Sprintf("%s%s: %s (%s)", shop, about, f.Text, f.Law)
}
