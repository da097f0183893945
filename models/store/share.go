package store

import (
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
)

// Stories that come at the same time share one transaction: what they look at
// is read with a few calls for all of them, and what they write is kept back
// until all have decided, then written with a few calls. To each other they are
// like transactions that run at once: none sees what another writes, and two
// that write the same document cannot both succeed, for every document that is
// replaced is found by its version. Should a shared transaction fail, its
// stories are told apart, down to a transaction for each; those that succeed
// are answered at once, and what is still in somebody's way goes on by itself,
// so that it holds up nobody else.

// The embedded engine has one writer, for whom deliveries at the door wait, too;
// it saves no round trips, only what it costs to make a commit durable.
const (
	shareMax         = 64 // stories in one transaction
	shareMaxEmbedded = 16
	sharesMongo      = 2 // transactions at once
	sharesAside      = 1 // more, for shops that have none under way
	// sharePatience is for how long at most the points of orders give way to a crowd
	// at the door, before each transaction.
	sharePatience = 250 * time.Millisecond
	// shareTries is how often stories meet the same hindrance before they are
	// told apart. A transaction that somebody left open is in the way for up to
	// a minute, so repeating all of it would only hold up the others.
	shareTries = 2
	// A story by itself goes on for blockedMax more, beside at most blockedAtOnce
	// others; then its caller has to come again.
	blockedMax    = 3 * time.Second
	blockedAtOnce = 32
)

// share is one story and what it is about.
type share struct {
	ctx   context.Context
	about models.About
	story func(ctx context.Context) error
}

func (s *Store) newShares() *gather[share] {
	g := &gather[share]{most: shareMax, atOnce: sharesMongo, aside: sharesAside, keys: share.keys, line: share.line, run: s.shareOut,
		door: &s.door, patience: sharePatience, canWait: func(w share) bool { return w.about.Order != "" }}
	if s.embedded() {
		g.most, g.atOnce, g.aside = shareMaxEmbedded, 1, 0
	}
	return g
}

// line is the shop: nobody waits for all that another one has to do.
func (w share) line() string { return string(w.about.Shop) }

func (w share) keys() []string {
	var keys []string
	if w.about.Order != "" {
		keys = append(keys, "order"+separator+key(w.about.Shop, string(w.about.Order)))
	}
	if w.about.Contact != "" {
		keys = append(keys, "contact"+separator+key(w.about.Shop, string(w.about.Contact)))
	}
	if w.about.Scarce != "" {
		keys = append(keys, "scarce"+separator+key(w.about.Shop, w.about.Scarce))
	}
	return keys
}

// Share is Do for a story that may have its transaction together with others
// that come at the same time. It must read before it writes, as it does not see
// what it has written. A story that fails has no effect on the others.
func (x *Tx) Share(ctx context.Context, about models.About, story func(ctx context.Context) error) error {
	if inside(ctx) != nil {
		return models.Errorf(models.Internal, "a transaction was opened inside another one")
	}
	if err := ctx.Err(); err != nil {
		return known(ctx, err, "transaction")
	}
	return x.s.shares.do(share{ctx: ctx, about: about, story: story})
}

// shareOut fulfils a batch, within the time of one transaction.
func (s *Store) shareOut(batch []*wish[share]) {
	ctx, cancel := context.WithTimeout(context.Background(), txMax)
	defer cancel()
	s.shareAmong(ctx, batch, shareTries)
}

func (s *Store) shareAmong(ctx context.Context, batch []*wish[share], tries int) {
	if len(batch) == 1 {
		s.shareAlone(batch[0])
		return
	}
	err := s.Tx.tries(ctx, func(ctx context.Context) error { return s.runShares(ctx, batch) }, tries)
	if err != nil && (models.CodeOf(err) != models.Unavailable || inTheWay(err)) {
		half := len(batch) / 2
		s.shareAmong(ctx, batch[:half], 1)
		s.shareAmong(ctx, batch[half:], 1)
		return
	}
	for _, w := range batch {
		w.err = cmpErr(err, w.err) // that of its own where the others succeeded
		s.shares.tell(w)
	}
}

// shareAlone gives a story a transaction of its own. What somebody is in the
// way of is left to a goroutine, which ends after blockedMax.
func (s *Store) shareAlone(w *wish[share]) {
	w.err = s.Tx.tries(w.what.ctx, w.what.story, shareTries)
	if w.err == nil || !inTheWay(w.err) {
		s.shares.tell(w)
		return
	}
	select {
	case s.blocked <- struct{}{}:
	default:
		s.shares.tell(w)
		return
	}
	w.apart = true
	go func() {
		defer func() {
			w.panic = recover()
			<-s.blocked
			s.shares.tell(w)
		}()
		ctx, cancel := context.WithTimeout(w.what.ctx, blockedMax)
		defer cancel()
		w.err = s.Tx.Do(ctx, w.what.story)
	}()
}

// runShares lets every story decide, then writes for all that did not fail.
func (s *Store) runShares(ctx context.Context, batch []*wish[share]) error {
	state := inside(ctx)
	state.later = &later{}
	state.ahead = nil
	if !s.embedded() {
		abouts := make([]models.About, 0, len(batch))
		for _, w := range batch {
			abouts = append(abouts, w.what.about)
		}
		var err error
		if state.ahead, err = s.lookAhead(ctx, abouts); err != nil {
			return err
		}
	}
	for _, w := range batch {
		mark := state.later.mark()
		w.err = w.what.story(ctx)
		if state.broken != nil || state.again {
			return cmpErr(w.err, state.broken)
		}
		if w.err != nil {
			if models.CodeOf(w.err) == models.Unavailable {
				return w.err
			}
			state.later.forget(mark)
		}
	}
	writes := state.later
	state.later = nil
	return writes.flush(ctx)
}

// later is what stories that share a transaction want to have written.
type later struct{ parts []part }

// part is what is to be written to one collection, in the order of its first
// write.
type part struct {
	collection
	inserts  []any
	replaces []mongo.WriteModel // each must find its document
	upserts  []mongo.WriteModel
}

// postponed is where writes of this context go, nil where they happen at once.
func postponed(ctx context.Context) *later {
	if state := inside(ctx); state != nil {
		return state.later
	}
	return nil
}

func (l *later) part(c collection) *part {
	for i := range l.parts {
		if l.parts[i].Name() == c.Name() {
			return &l.parts[i]
		}
	}
	l.parts = append(l.parts, part{collection: c})
	return &l.parts[len(l.parts)-1]
}

func (l *later) insert(c collection, rows ...any) {
	p := l.part(c)
	p.inserts = append(p.inserts, rows...)
}

func (l *later) replace(c collection, filter, row any) {
	p := l.part(c)
	p.replaces = append(p.replaces, mongo.NewReplaceOneModel().SetFilter(filter).SetReplacement(row))
}

func (l *later) upsert(c collection, writes []mongo.WriteModel) {
	p := l.part(c)
	p.upserts = append(p.upserts, writes...)
}

// mark remembers how much was to be written before a story began.
func (l *later) mark() []part { return slices.Clone(l.parts) }

// forget drops what a story wanted to write that failed.
func (l *later) forget(mark []part) { l.parts = mark }

// flush writes everything. One document that is not as its story has seen it
// ends the transaction.
func (l *later) flush(ctx context.Context) error {
	for _, p := range l.parts {
		if err := p.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p part) flush(ctx context.Context) error {
	ctx, cancel := limited(ctx)
	defer cancel()
	if len(p.inserts) > 0 {
		if _, err := p.InsertMany(ctx, p.inserts, options.InsertMany().SetOrdered(true)); err != nil {
			return known(ctx, err, p.noun)
		}
	}
	if len(p.replaces) > 0 {
		matched, err := bulk(ctx, p.collection, p.replaces)
		if err != nil {
			return err
		}
		if matched != len(p.replaces) {
			return outdated(p.noun)
		}
	}
	if len(p.upserts) > 0 {
		_, err := bulk(ctx, p.collection, p.upserts)
		return err
	}
	return nil
}

// foreseen finds what was read ahead by _id. A nil row is known to be missing.
func foreseen(ctx context.Context, c collection, filter any) (row any, ok bool) {
	state := inside(ctx)
	if state == nil || state.ahead == nil {
		return nil, false
	}
	wanted, is := filter.(bson.D)
	if !is || len(wanted) != 1 || wanted[0].Key != "_id" {
		return nil, false
	}
	id, is := wanted[0].Value.(string)
	if !is {
		return nil, false
	}
	row, ok = state.ahead.rows[c.Name()+separator+id]
	return row, ok
}
