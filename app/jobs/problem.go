package jobs

import (
	"context"
	"errors"
	"fmt"

	"clientele/models"
)

const problemMax = 300

// Shown is what people may read of an error: the sentence it was given, never
// its cause, because causes may quote data.
func Shown(err error) string {
	var e *models.Error
	switch {
	case errors.As(err, &e):
		return cut(e.Message)
	case errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	case errors.Is(err, context.Canceled):
		return "it was interrupted"
	}
	return fmt.Sprintf("something went wrong inside (%T)", err)
}

// logged is Shown, with the cause where it is the network's or the database's
// being away: such causes name hosts and no people.
func logged(err error) string {
	if models.CodeOf(err) == models.Unavailable {
		return cut(err.Error())
	}
	return cut(Shown(err))
}

func cut(s string) string {
	if runes := []rune(s); len(runes) > problemMax {
		return string(runes[:problemMax])
	}
	return s
}
