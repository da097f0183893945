package store

import (
	"context"
	"errors"
	"slices"

	"github.com/256dpi/lungo"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/x/mongo/driver/topology"

	"clientele/models"
)

// Labels and codes of the server that need an answer of their own.
const (
	labelTransient     = "TransientTransactionError"
	labelUnknownCommit = "UnknownTransactionCommitResult"
	labelRetryable     = "RetryableWriteError"

	codeUnauthorized   = 13
	codeAuthentication = 18
	codeIllegal        = 20 // transactions on a standalone server
	codeLockTimeout    = 24
	codeWriteConflict  = 112
	codeDuplicate      = 11000
)

// known is the only translator of what the engines answer. Inside a transaction
// it also remembers what the story may not survive or may have to repeat.
func known(ctx context.Context, err error, noun string) error {
	if err == nil {
		return nil
	}
	state := inside(ctx)
	var ours *models.Error
	switch {
	case errors.As(err, &ours):
		return err
	case errors.Is(err, mongo.ErrNoDocuments):
		return models.Errorf(models.NotFound, "there is no such %s", noun)
	case duplicate(err):
		e := models.Wrap(models.Conflict, err, "this %s exists already", noun)
		if state != nil && state.broken == nil {
			state.broken = e
		}
		return e
	}
	if state != nil && (labelled(err, labelTransient) || labelled(err, labelUnknownCommit)) {
		state.again = true
	}
	if refused(err) {
		return models.Wrap(models.Unavailable, err, "the database does not let its user do this; grant the user readWrite on the database")
	}
	if away(err) {
		return models.Wrap(models.Unavailable, err, "the database does not answer; try again in a moment")
	}
	return models.Wrap(models.Internal, err, "the database refused the %s", noun)
}

func duplicate(err error) bool {
	return lungo.IsUniquenessError(err) || mongo.IsDuplicateKeyError(err)
}

func labelled(err error, label string) bool {
	var answer mongo.ServerError
	return errors.As(err, &answer) && answer.HasErrorLabel(label)
}

func refused(err error) bool {
	var answer mongo.ServerError
	return errors.As(err, &answer) && (answer.HasErrorCode(codeUnauthorized) || answer.HasErrorCode(codeAuthentication))
}

// inTheWay tells of a document that another transaction has written and not yet
// ended: the database is there, and has answered.
func inTheWay(err error) bool {
	var answer mongo.ServerError
	return errors.As(err, &answer) && (answer.HasErrorCode(codeWriteConflict) || answer.HasErrorCode(codeLockTimeout))
}

// passing lists answers of a server that is being stopped, elected or full.
var passing = []int{6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 24, 46, 50, 112, 251, 14031}

// away tells whether the same wish may succeed a little later.
func away(err error) bool {
	var selection topology.ServerSelectionError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, lungo.ErrEngineClosed),
		errors.Is(err, mongo.ErrClientDisconnected), errors.As(err, &selection), mongo.IsTimeout(err), mongo.IsNetworkError(err),
		errors.Is(err, topology.ErrPoolClosed), errors.Is(err, topology.ErrTopologyClosed),
		err.Error() == "token acquisition timeout":
		return true
	}
	var pool topology.WaitQueueTimeoutError
	var connection topology.ConnectionError
	if errors.As(err, &pool) || errors.As(err, &connection) {
		return true
	}
	var answer mongo.ServerError
	if !errors.As(err, &answer) {
		return false
	}
	return answer.HasErrorLabel(labelTransient) || answer.HasErrorLabel(labelUnknownCommit) || answer.HasErrorLabel(labelRetryable) ||
		slices.ContainsFunc(passing, answer.HasErrorCode)
}
