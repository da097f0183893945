// Package referrals knows who recommended a store to whom, and what both get
// for it.
//
// A contact who recommends the store is an advocate, and hands out a code of
// their own. Who places their first order with it is a friend. A referral is
// what there is between the two; a friend has one for ever. It is decided from
// what is known of the friend's orders, again and again: when the order is seen,
// when the time for returns has passed, and whenever something about the order
// changes. The same facts give the same decision, in whatever order they came.
//
// A friend has to be new under every identity we can compare: as a customer, by
// e-mail address without its aliases, and by telephone. Whoever lives together
// shares an address and is two people all the same, so that is a sign for a
// person to look at, and nothing by itself.
package referrals
