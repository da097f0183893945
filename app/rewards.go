package main

import (
	"time"

	"clientele/app/flow"
	"clientele/app/jobs"
)

// The work that rewards bring with them. Effects are shared by leases like
// deliveries; the rest runs alone.
func (p *program) rewardJobs(w world, name string) []jobs.Job {
	outbox := &jobs.OutboxWorker{
		Name: name, Outbox: p.store.Outbox, Dispatch: p.giving.Bring, Now: w.Now, Parallel: 4, Log: p.log, Observe: p.metrics.effect,
	}
	return []jobs.Job{
		outbox.Job(time.Second), // what was decided → what the platform has to do
		{Name: "redemptions", Every: 5 * time.Second, Batch: flow.Batch, Alone: true, Run: p.flow.LapseRedemptions}, // codes that were not used in time
		{Name: "discounts", Every: time.Hour, Batch: 1, Limit: flow.DiscountLimit, Alone: true, Run: p.giving.DiscountCheck().Step},
		{Name: "products", Every: time.Hour, Batch: 1, Alone: true, Run: p.flow.ProductQuestions().Step}, // questions that had no answer
		{Name: "sweep", Every: time.Hour, Batch: flow.Batch, Alone: true, Run: p.flow.SweepOutbox},
	}
}
