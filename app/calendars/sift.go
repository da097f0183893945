package calendars

import (
	"bytes"
	"regexp"
	"strings"

	"clientele/models"
)

const (
	lineMax  = 64 << 10 // bytes of an unfolded line that we read
	headMax  = 1 << 10  // bytes of its name and parameters
	depthMax = 8        // of components in one another
)

// read are the properties that say when somebody is busy. No other is parsed.
var read = map[string]bool{
	"BEGIN": true, "END": true, "UID": true, "DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true, "RDATE": true, "EXDATE": true,
	"RECURRENCE-ID": true, "STATUS": true, "TRANSP": true,
}

// head is the name of a property with its parameters, as RFC 5545 3.1 has it. The
// parser panics on some lines that do not begin like this.
var head = regexp.MustCompile(`^[A-Za-z-]+(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*:`)

// sift unfolds the lines of a calendar and keeps those that we read, in a form
// that is safe to parse.
func sift(body []byte) ([]byte, error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	var kept bytes.Buffer
	depth, number := 0, 0
	for len(body) > 0 {
		var line []byte
		line, body = unfold(body)
		number++
		name := nameOf(line)
		if !read[name] {
			continue
		}
		switch name {
		case "BEGIN":
			depth++
		case "END":
			depth--
		}
		begin := head.FindIndex(line[:min(len(line), headMax)])
		if begin == nil || len(line) > lineMax || depth < 0 || depth > depthMax {
			return nil, models.Errorf(models.Invalid, "line %d of the calendar cannot be read", number)
		}
		kept.Write(line)
		kept.WriteString("\r\n")
	}
	if depth != 0 {
		return nil, models.Errorf(models.Invalid, "the calendar is cut off")
	}
	return kept.Bytes(), nil
}

// nameOf is the name of the property in a line; empty for none of ours.
func nameOf(line []byte) string {
	const longest = len("RECURRENCE-ID")
	end := bytes.IndexAny(line, ";:")
	if end < 0 {
		end = len(line)
	}
	if end > longest {
		return ""
	}
	return strings.ToUpper(string(line[:end]))
}

// unfold gives the first line, with those that continue it, and the rest.
func unfold(body []byte) (line, rest []byte) {
	line, rest = cut(body)
	if len(rest) == 0 || rest[0] != ' ' && rest[0] != '\t' {
		return line, rest
	}
	line = bytes.Clone(line)
	for len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t') {
		var more []byte
		more, rest = cut(rest[1:])
		line = append(line, more...)
	}
	return line, rest
}

// cut gives the first line without its end, and the rest.
func cut(body []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(body, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}
