// Package storetest is the suite that every engine of the store must pass, and
// a helper that opens a store for tests of other packages.
//
// It imports models, its sub-packages and models/store.
package storetest
