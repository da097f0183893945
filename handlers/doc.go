// Package handlers holds the doors that people knock on: the panel's JSON API,
// the pages, and the storefront proxy. A handler reads the request, calls one
// flow, views the result and returns the error; shop and user come from the
// guard, never from a body.
//
// All routes stand in one table in routes.go, each with who may call it. The
// OpenAPI document is made from the code.
//
// It imports models except models/store, app/flow and frontend.
package handlers
