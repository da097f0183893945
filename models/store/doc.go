// Package store keeps shops, contacts, orders, points, deliveries and requests,
// in one embedded file, in memory or in MongoDB, through one code path.
//
// # The portable subset
//
// Everything goes through the interfaces of lungo, which also wrap the MongoDB
// driver. Only what works on both is used: insert, replace, update with $set,
// $unset, $inc and $max, delete, find with comparison operators, $in, $or and
// $elemMatch, sort, limit, projection, unordered insertion of many, and
// transactions. No aggregation, commands, collation, sparse indexes, regular
// expressions or pipeline updates.
//
// # Shapes
//
// Every document has a text _id that starts with its shop, and a shop field.
// Uniqueness comes from that _id alone. What may be written once is inserted;
// what changes carries a version that the write is conditional on. Instants are
// kept in UTC, cut to milliseconds. Money and points are whole numbers.
//
// Indexes start with the shop, except those behind the sweeps that a job makes
// over all shops (the inbox, points that mature, tokens to refresh, figures to
// fold). The embedded engine uses no index but _id, so it gets none: they would
// only slow its writes down.
//
// # Transactions
//
// Tx.Do is the only way to open one, and it refuses to be nested. A duplicate
// inside a transaction ends it on every engine, because MongoDB has aborted it
// by then: read first, write what is missing, and let the duplicate be the end.
// On MongoDB the function may run more than once.
//
// It imports models and its sub-packages, lungo and the MongoDB driver.
package store
