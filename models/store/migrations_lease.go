package store

import (
	"context"
	"fmt"
	"os"
	"time"
)

// lease takes or renews the right to migrate.
func (s *Store) lease(ctx context.Context) (bool, error) {
	return (&Leases{s}).take(ctx, leaseID, s.holder(), s.now(), migrationLease)
}

// holder names this opened store among all others. The embedded file has its
// lock, so whoever opens it may go on where a killed process stopped.
func (s *Store) holder() string {
	if s.embedded() {
		return s.kind
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d/%p", host, os.Getpid(), s)
}

// keepLease renews the lease while a step goes on, and ends the step when it is
// another's by now.
func (s *Store) keepLease(ctx context.Context, end context.CancelFunc) {
	ticks := time.NewTicker(migrationLease / 3)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			if leased, err := s.lease(ctx); err == nil && !leased {
				end()
				return
			}
		}
	}
}
