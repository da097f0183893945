package flow

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

func TestManyThingsAreDoneSideBySideUntilOneFails(t *testing.T) {
	t.Parallel()
	all := make([]int, 3*abreast)
	var done atomic.Int64
	if err := sideBySide(t.Context(), all, func(context.Context, int) error { done.Add(1); return nil }); err != nil || done.Load() != int64(len(all)) {
		t.Fatalf("%d of %d were done: %v", done.Load(), len(all), err)
	}
	broken := errors.New("broken")
	done.Store(0)
	err := sideBySide(t.Context(), all, func(ctx context.Context, _ int) error {
		if done.Add(1) == 1 {
			return broken
		}
		<-ctx.Done() // the others end because one failed
		return ctx.Err()
	})
	if !errors.Is(err, broken) || done.Load() > abreast+1 {
		t.Errorf("%d were begun, and the error is %v", done.Load(), err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := sideBySide(stopped, all, func(context.Context, int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a stop gives %v", err)
	}
}

func TestAPanicInOneOfManyReachesTheCaller(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("the panic was lost")
		}
	}()
	_ = sideBySide(t.Context(), []int{1, 2, 3}, func(context.Context, int) error { panic("here") })
}
