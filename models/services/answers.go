package services

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clientele/models"
	"clientele/models/booking/times"
)

// The most that answers may say, in characters.
const (
	ShortAnswerMax = 200
	LongAnswerMax  = 2_000
)

// CheckAnswers holds answers against the questions of a service. It gives those
// that say something, in the order of the questions and with their words; and
// what is wrong, at answers and a dot and the question's id. Answers to what is
// not asked any more are left out: the form may be older than the service.
func CheckAnswers(questions []Question, given []Answer) ([]Answer, []models.FieldProblem) {
	said := map[string]string{}
	for _, a := range given {
		if _, twice := said[a.Question]; !twice {
			said[a.Question] = strings.TrimSpace(a.Value)
		}
	}
	var answers []Answer
	var problems []models.FieldProblem
	for _, q := range questions {
		value := said[q.ID]
		if message := q.check(value); message != "" {
			problems = append(problems, models.FieldProblem{Path: "answers." + q.ID, Message: message})
		} else if value != "" {
			answers = append(answers, Answer{Question: q.ID, Label: q.Label, Value: value})
		}
	}
	return answers, problems
}

// check says what is wrong with an answer; empty for nothing.
func (q Question) check(value string) string {
	if value == "" {
		if q.Required {
			return "needs an answer"
		}
		return ""
	}
	if !utf8.ValidString(value) {
		return "must be text"
	}
	switch q.Kind {
	case OneOf:
		if !slices.Contains(q.Choices, value) {
			return "must be one of the answers to choose from"
		}
	case YesOrNo:
		if value != "yes" && value != "no" {
			return "must be yes or no"
		}
	case Number:
		if _, ok := models.Decimal(value); !ok {
			return "must be a plain number such as 1.5"
		}
	case Day:
		if _, err := times.ParseDate(value); err != nil {
			return "must be a day such as 2026-12-24"
		}
	case LongText:
		if utf8.RuneCountInString(value) > LongAnswerMax {
			return "must be 2,000 characters or less"
		}
	default:
		if utf8.RuneCountInString(value) > ShortAnswerMax {
			return "must be 200 characters or less"
		}
	}
	return ""
}
