package store

import (
	"context"
	"errors"
	"time"

	"github.com/256dpi/lungo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"

	"clientele/models"
)

// A transaction is tried again while others are in its way, but neither for
// ever nor more often than this.
const (
	txMax       = 15 * time.Second
	attemptsMax = 40
	commitsMax  = 5
	abortMax    = 2 * time.Second
)

// Tx runs stories.
type Tx struct{ s *Store }

type txKey struct{}

// txState is what a transaction remembers of its calls.
type txState struct {
	broken error // a duplicate: the server has aborted by now
	again  bool  // somebody was in the way: the whole story may be repeated
	failed error // what the story ended with

	session *lungo.Session // of the embedded engine, nil on MongoDB

	later *later // writes that wait for the others of a shared transaction
	ahead *ahead // what was read for all of them at once
}

func inside(ctx context.Context) *txState {
	state, _ := ctx.Value(txKey{}).(*txState)
	return state
}

// Do runs a story in one transaction: all or nothing. On MongoDB the story may
// run again when others were in its way, so it must have no effect but writes
// by the context it is given. It refuses to be nested. Errors of the story come
// back as they are; models.Unavailable means nothing was written, or that
// nobody can tell because the database went away during the commit.
func (x *Tx) Do(ctx context.Context, story func(ctx context.Context) error) error {
	if inside(ctx) != nil {
		return models.Errorf(models.Internal, "a transaction was opened inside another one")
	}
	return x.tries(ctx, story, attemptsMax)
}

// tries is Do with a bound on how often the story may run.
func (x *Tx) tries(ctx context.Context, story func(ctx context.Context) error, most int) error {
	ctx, cancel := context.WithTimeout(ctx, txMax)
	defer cancel()
	if x.s.embedded() {
		return x.embedded(ctx, story)
	}
	for attempt := 1; ; attempt++ {
		again, err := x.attempt(ctx, story, attempt > 2)
		if err == nil || !again || attempt >= most {
			return err
		}
		if !pause(ctx, attempt) {
			return models.Wrap(models.Unavailable, err, "others were changing the same data for too long; try again")
		}
	}
}

// embedded writers queue up in the engine, so one attempt is enough.
func (x *Tx) embedded(ctx context.Context, story func(ctx context.Context) error) error {
	session, err := x.s.client.StartSession()
	if err != nil {
		return known(ctx, err, "transaction")
	}
	defer session.EndSession(ctx)
	state := &txState{}
	state.session, _ = session.(*lungo.Session)
	_, err = session.WithTransaction(ctx, func(sc lungo.ISessionContext) (any, error) {
		return nil, state.run(sc, story)
	})
	if state.failed != nil {
		return state.failed
	}
	return known(ctx, err, "transaction")
}

// attempt runs the story once. With alone it waits until no other repeated
// story of this process runs, because crowds that repeat only meet again.
func (x *Tx) attempt(ctx context.Context, story func(ctx context.Context) error, alone bool) (again bool, err error) {
	if alone {
		select {
		case x.s.lane <- struct{}{}:
			defer func() { <-x.s.lane }()
		case <-ctx.Done():
			return false, known(ctx, ctx.Err(), "transaction")
		}
	}
	session, err := x.s.client.StartSession()
	if err != nil {
		return false, known(ctx, err, "transaction")
	}
	defer session.EndSession(context.WithoutCancel(ctx))
	limit := operationMax
	err = session.StartTransaction(options.Transaction().SetReadConcern(readconcern.Snapshot()).
		SetWriteConcern(writeconcern.Majority()).SetMaxCommitTime(&limit))
	if err != nil {
		return false, known(ctx, err, "transaction")
	}
	state := &txState{}
	err = lungo.WithSession(ctx, session, func(sc lungo.ISessionContext) error {
		return state.run(sc, story)
	})
	if err != nil {
		// The caller may be gone; the server must hear of it all the same, or
		// the keys stay blocked.
		abort, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortMax)
		defer cancel()
		_ = session.AbortTransaction(abort)
		return state.again, state.failed
	}
	return commit(ctx, session)
}

// run remembers how the story ended. A story that carried on after a duplicate
// ends with it.
func (state *txState) run(ctx context.Context, story func(ctx context.Context) error) error {
	state.failed = story(context.WithValue(ctx, txKey{}, state))
	if state.failed == nil {
		state.failed = state.broken
	}
	return state.failed
}

// commit asks again where the answer was lost; asking twice commits once.
func commit(ctx context.Context, session lungo.ISession) (again bool, err error) {
	for range commitsMax {
		if err = session.CommitTransaction(ctx); err == nil {
			return false, nil
		}
		if !labelled(err, labelUnknownCommit) || errors.Is(ctx.Err(), context.Canceled) {
			break
		}
	}
	return labelled(err, labelTransient), known(ctx, err, "transaction")
}

// pause waits a little longer each time and tells whether there is time left.
func pause(ctx context.Context, attempt int) bool {
	timer := time.NewTimer(min(time.Duration(attempt*attempt)*time.Millisecond, 100*time.Millisecond))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
