package handlers

import (
	"context"

	"clientele/models"
)

// Identity is the member of staff behind a request, proven by an ID token.
type Identity struct {
	Shop    models.ShopID
	User    string // the platform's user number
	Session string // the platform's admin session
}

// Visitor is the person in the storefront behind a request, proven by the
// platform's signature over the query.
type Visitor struct {
	Shop       models.ShopID
	CustomerID string // platform number, empty when not signed in
	PathPrefix string // where the proxy is mounted in this store
}

type identityKey struct{}

type visitorKey struct{}

// WithIdentity is the context of a request whose caller is known.
func WithIdentity(ctx context.Context, i Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, i)
}

// IdentityOf gives the caller that the Admin guard found.
func IdentityOf(ctx context.Context) Identity {
	i, _ := ctx.Value(identityKey{}).(Identity)
	return i
}

// WithVisitor is the context of a request from the storefront.
func WithVisitor(ctx context.Context, v Visitor) context.Context {
	return context.WithValue(ctx, visitorKey{}, v)
}

// ShopperOf gives the visitor that the Shopper guard found.
func ShopperOf(ctx context.Context) Visitor {
	v, _ := ctx.Value(visitorKey{}).(Visitor)
	return v
}
