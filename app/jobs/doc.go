// Package jobs runs the work nobody waits for.
//
// A Runner gives each Job a goroutine that does one bounded step at a time, at
// once while there is more to do, otherwise when its time has come or somebody
// wakes it. Steps that fail are tried again after a growing wait; a step that
// panics counts as failed. Stopping lets every step under way come to its end.
//
// Several processes may run the same jobs on one database. A job that is Alone
// runs in one of them at a time, by a lease; the others lease what they work on
// piece by piece. Leases spare work and waiting: what keeps a thing from
// happening twice is the transaction that does it.
//
// InboxWorker is the step that works deliveries off. Correctness never depends
// on a job having run: what has lapsed has lapsed, because the rules look at
// the time.
package jobs
