package handlers

import (
	"errors"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"clientele/models"
)

// statuses is the one map from codes to HTTP.
var statuses = map[models.Code]int{
	models.Invalid:      http.StatusUnprocessableEntity,
	models.NotFound:     http.StatusNotFound,
	models.Conflict:     http.StatusConflict,
	models.Forbidden:    http.StatusForbidden,
	models.Unauthorized: http.StatusUnauthorized,
	models.TooMany:      http.StatusTooManyRequests,
	models.Unavailable:  http.StatusServiceUnavailable,
	models.Internal:     http.StatusInternalServerError,
}

// Problem is an error answer as RFC 9457 describes it, with a code of ours.
type Problem struct {
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Code   string         `json:"code" enum:"invalid,not_found,conflict,forbidden,unauthorized,too_many,unavailable,internal,taken"`
	Errors []ProblemField `json:"errors,omitempty"`
	Times  []FreeTime     `json:"times,omitempty" doc:"times near the one that is taken"`
}

// ProblemField names one refused input.
type ProblemField struct {
	Location string `json:"location" example:"body.settings.rules[0].params.points"`
	Message  string `json:"message"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// problemOf turns any error into an answer. The text of an error that chose no
// code stays in the house.
func problemOf(err error, prefix string) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *models.Error
	if !errors.As(err, &e) || e.Code == models.Internal {
		return &Problem{
			Title: http.StatusText(500), Status: 500, Code: string(models.Internal),
			Detail: "Something went wrong on our side. Try again; if it stays, look into the log for this request.",
		}
	}
	status := statuses[e.Code]
	p = &Problem{Title: http.StatusText(status), Status: status, Code: string(e.Code), Detail: e.Message}
	for _, field := range e.Fields {
		p.Errors = append(p.Errors, ProblemField{Location: prefix + field.Path, Message: field.Message})
	}
	return p
}

// speakProblems makes huma's own refusals look like ours. huma keeps
// these in package variables, so they are set once for the process.
var speakProblems = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false // our lists are [] when empty, never null
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := &Problem{Title: http.StatusText(status), Status: status, Detail: message, Code: codeOfStatus(status)}
		for _, err := range errs {
			if err == nil {
				continue
			}
			field := ProblemField{Message: err.Error()}
			if d, ok := err.(huma.ErrorDetailer); ok {
				detail := d.ErrorDetail()
				field = ProblemField{Location: detail.Location, Message: detail.Message}
			}
			p.Errors = append(p.Errors, field)
		}
		return p
	}
})

func codeOfStatus(status int) string {
	for code, s := range statuses {
		if s == status {
			return string(code)
		}
	}
	if status >= 500 {
		return string(models.Internal)
	}
	return string(models.Invalid)
}
