// Package frontend carries the built admin panel inside the program. It
// imports nothing of ours; who may see the panel is decided in handlers.
package frontend
