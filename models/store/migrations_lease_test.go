package store

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestF13AStepThatTakesLongKeepsItsLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := WithStep(Options{Now: time.Now}, "take long", func(ctx context.Context, s *Store) error {
			time.Sleep(5*migrationLease + time.Second) // in the bubble's time
			taken, err := s.Leases.take(ctx, leaseID, "another", time.Now(), migrationLease)
			if taken || err != nil {
				t.Errorf("another process took the lease meanwhile: %t, %v", taken, err)
			}
			return nil
		})
		s, err := Open(t.Context(), "memory:", o)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestF13AStepWhoseLeaseIsAnothersEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := WithStep(Options{Now: time.Now}, "lose it", func(ctx context.Context, s *Store) error {
			// As after the process stood still for longer than its lease.
			if taken, err := s.Leases.take(ctx, leaseID, "another", time.Now().Add(time.Hour), migrationLease); !taken || err != nil {
				t.Fatalf("taking over: %t, %v", taken, err)
			}
			<-ctx.Done()
			return ctx.Err()
		})
		began := time.Now()
		if _, err := Open(t.Context(), "memory:", o); err == nil {
			t.Error("the step went on for another process")
		}
		if took := time.Since(began); took > migrationLease {
			t.Errorf("the step ended after %s", took)
		}
	})
}
