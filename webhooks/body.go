package webhooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"clientele/models"
)

// BodyMax is the largest body taken in, in bytes. An order of the platform's
// largest size stays well below.
const BodyMax = 4 << 20

const (
	depthMax  = 64      // real bodies are at most ten levels deep
	valuesMax = 500_000 // values in one body; bounds what decoding allocates
)

// scan refuses what no decoder should see: anything but one JSON object of
// bounded depth in clean UTF-8. It needs no memory beyond the body, whatever
// the body holds. Whether the text is correct JSON is left to the decoder.
func scan(raw []byte) error {
	switch {
	case len(raw) > BodyMax:
		return models.Errorf(models.Invalid, "the body is larger than %d bytes", BodyMax)
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return models.Errorf(models.Invalid, "the body starts with a byte order mark; send plain UTF-8")
	case !utf8.Valid(raw):
		return models.Errorf(models.Invalid, "the body is not valid UTF-8")
	case !bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")):
		return models.Errorf(models.Invalid, "the body is not a JSON object")
	}
	depth, inText, escaped := 0, false, false
	for _, c := range raw {
		switch {
		case escaped:
			escaped = false
		case inText:
			escaped, inText = c == '\\', c != '"'
		case c == '"':
			inText = true
		case c == '{' || c == '[':
			if depth++; depth > depthMax {
				return models.Errorf(models.Invalid, "the body is nested deeper than %d levels", depthMax)
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

var errSyntax = models.Errorf(models.Invalid, "the body is not valid JSON")

// level is one object or list that is being read.
type level struct {
	object map[string]any
	list   []any
	key    string
	keyed  bool // key waits for its value
}

// parse reads a body into maps, lists, texts, json.Numbers, booleans and nils.
// A name that occurs twice in one object is refused, because two readers could
// take it for different things.
func parse(raw []byte) (map[string]any, error) {
	if err := scan(raw); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var stack []level
	for range valuesMax {
		token, err := dec.Token()
		if err != nil {
			return nil, errSyntax
		}
		value := any(token)
		switch delim, _ := token.(json.Delim); delim {
		case '{':
			stack = append(stack, level{object: map[string]any{}})
			continue
		case '[':
			stack = append(stack, level{list: []any{}})
			continue
		case '}', ']':
			value = stack[len(stack)-1].value()
			if stack = stack[:len(stack)-1]; len(stack) == 0 {
				return only(value, dec)
			}
		}
		if err := stack[len(stack)-1].add(value); err != nil {
			return nil, err
		}
	}
	return nil, models.Errorf(models.Invalid, "the body holds more than %d values", valuesMax)
}

func (l *level) value() any {
	if l.object != nil {
		return l.object
	}
	return l.list
}

func (l *level) add(value any) error {
	if l.object == nil {
		l.list = append(l.list, value)
		return nil
	}
	if !l.keyed {
		l.key, _ = value.(string)
		if _, twice := l.object[l.key]; twice {
			return models.Errorf(models.Invalid, "the body names a field twice in one object")
		}
		l.keyed = true
		return nil
	}
	l.object[l.key], l.keyed = value, false
	return nil
}

// only is the value if nothing but space follows it.
func only(value any, dec *json.Decoder) (map[string]any, error) {
	object, _ := value.(map[string]any)
	if _, err := dec.Token(); !errors.Is(err, io.EOF) || object == nil {
		return nil, errSyntax
	}
	return object, nil
}
