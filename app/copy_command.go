package main

import (
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"text/tabwriter"
	"time"

	"clientele/models/store"
)

// tellEvery is how often a copy says how far it has come.
const tellEvery = time.Second

// copyCommand brings everything from one database into another one.
func copyCommand() command {
	var from, to string
	return command{
		name: "copy", help: "copy everything from one database into an empty one",
		flags: func(f *flag.FlagSet) {
			f.StringVar(&from, "from", "", "address of the database to copy; DATABASE_URL where it is left out")
			f.StringVar(&to, "to", "", "address of an empty database, such as mongodb://127.0.0.1:27017/clientele?replicaSet=rs0")
		},
		run: func(ctx context.Context, w world) error { return copyDatabase(ctx, w, from, to) },
	}
}

func copyDatabase(ctx context.Context, w world, from, to string) error {
	if to == "" {
		return errors.New("copy needs to know where to: give --to and the address of an empty database")
	}
	source, err := databaseAddress(w, from)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	target, err := databaseAddress(w, to)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if source == target {
		return errors.New("--from and --to are the same database")
	}
	log := slog.New(slog.DiscardHandler)
	src, err := store.Open(ctx, source, store.Options{Now: w.Now, Log: log, Existing: true})
	if err != nil {
		return fmt.Errorf("the source: %w", err)
	}
	dst, err := store.Open(ctx, target, store.Options{Now: w.Now, Log: log, Copying: true})
	if err == nil {
		err = copyBetween(ctx, w, src, dst)
	} else {
		err = fmt.Errorf("the target: %w", err)
	}
	closeCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer cancel()
	if dst != nil {
		err = errors.Join(err, dst.Close(closeCtx))
	}
	return errors.Join(err, src.Close(closeCtx))
}

func copyBetween(ctx context.Context, w world, from, to *store.Store) error {
	draw := salt(w.Rand)
	progress := &teller{w: w}
	copied, err := store.Copy(ctx, from, to, store.CopyOptions{
		NewID: func() string { return hex.EncodeToString(draw()[:16]) }, Told: progress.tell,
	})
	if ctx.Err() != nil && err != nil {
		return errors.New("the copy was interrupted; run the same command again in half a minute and it goes on where it was")
	}
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "COLLECTION\tDOCUMENTS\tMENDED\tSHA-256 ON BOTH SIDES")
	for _, c := range copied {
		fmt.Fprintf(table, "%s\t%d\t%d\t%s\n", c.Collection, c.Documents, c.Mended, c.Hash)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.Out, "Everything was copied and compared. Set DATABASE_URL to the target and start Clientele.")
	return err
}

// teller prints how far a copy has come, not more often than anybody reads.
type teller struct {
	w    world
	last time.Time
	said store.CopyProgress
}

func (t *teller) tell(p store.CopyProgress) {
	now := t.w.Now()
	if now.Sub(t.last) < tellEvery && p.Documents < p.Total || p == t.said {
		return
	}
	t.last, t.said = now, p
	doing := "copying"
	if p.Comparing {
		doing = "comparing"
	}
	fmt.Fprintf(t.w.Out, "%-9s  %-13s  %d of %d\n", doing, p.Collection, p.Documents, p.Total)
}
