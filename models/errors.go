package models

import (
	"errors"
	"fmt"
)

// Code classifies an error for whoever has to answer it.
type Code string

// The codes of the house. An error that chose none is Internal.
const (
	Invalid      Code = "invalid"
	NotFound     Code = "not_found"
	Conflict     Code = "conflict"
	Forbidden    Code = "forbidden"
	Unauthorized Code = "unauthorized"
	TooMany      Code = "too_many"
	Unavailable  Code = "unavailable"
	Internal     Code = "internal"
)

// FieldProblem names one input that was refused and says what to do.
type FieldProblem struct {
	Path    string // dotted path in the input, such as rules[0].params.points
	Message string
}

// Error carries a code for machines and a sentence for people.
type Error struct {
	Code    Code
	Message string
	Fields  []FieldProblem
	cause   error
}

// Error implements error.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Message + ": " + e.cause.Error()
	}
	return e.Message
}

// Unwrap gives the cause, if any.
func (e *Error) Unwrap() error { return e.cause }

// Errorf makes an error with a code and a sentence that may be shown.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap adds a code and a sentence to a cause. The cause is for the log; only
// the sentence may be shown.
func Wrap(code Code, cause error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), cause: cause}
}

// InvalidFields makes an Invalid error out of refused inputs.
func InvalidFields(problems []FieldProblem) *Error {
	message := "some fields need attention"
	if len(problems) == 1 {
		message = problems[0].Path + ": " + problems[0].Message
	}
	return &Error{Code: Invalid, Message: message, Fields: problems}
}

// CodeOf tells the code of err; Internal for any error that chose none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
