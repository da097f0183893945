package sandbox

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// maxSchemaBytes bounds the unpacked introspection document.
const maxSchemaBytes = 128 << 20

// loadSchema reads the official schema. Without it operations are answered
// unchecked, which is said loudly in the log and on /state.
func (s *Server) loadSchema() error {
	if s.opts.SchemaPath != "" {
		schema, err := readSchema(s.opts.SchemaPath)
		if err == nil {
			s.schema = schema
			return nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	const text = "no official schema: GraphQL operations are answered without being checked; run .ci/schema"
	s.log.Warn("sandbox: "+text, "path", s.opts.SchemaPath)
	return s.change(func(st *state) error {
		st.notice(s.now(), "schema", text)
		return nil
	})
}

func readSchema(path string) (*ast.Schema, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("sandbox: schema: %w", err)
	}
	defer func() { _ = file.Close() }()
	var r io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		unpacked, err := gzip.NewReader(file)
		if err != nil {
			return nil, fmt.Errorf("sandbox: schema %s: %w", path, err)
		}
		r = unpacked
	}
	var doc struct {
		Data   introspection
		Schema *introspected `json:"__schema"`
	}
	if err := json.NewDecoder(io.LimitReader(r, maxSchemaBytes)).Decode(&doc); err != nil {
		return nil, fmt.Errorf("sandbox: schema %s: %w", path, err)
	}
	if doc.Schema == nil {
		doc.Schema = doc.Data.Schema
	}
	if doc.Schema == nil {
		return nil, fmt.Errorf("sandbox: schema %s: no __schema inside", path)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: path, Input: doc.Schema.sdl()})
	if err != nil {
		return nil, fmt.Errorf("sandbox: schema %s: %w", path, err)
	}
	return schema, nil
}

// introspection is the answer to an introspection query.
type introspection struct {
	Schema *introspected `json:"__schema"`
}

type introspected struct {
	QueryType    struct{ Name string }
	MutationType *struct{ Name string }
	Types        []introspectedType
	Directives   []struct {
		Name      string
		Locations []string
		Args      []introspectedValue
	}
}

type introspectedType struct {
	Kind          string
	Name          string
	Fields        []introspectedField
	InputFields   []introspectedValue
	Interfaces    []introspectedRef
	PossibleTypes []introspectedRef
	EnumValues    []struct{ Name string }
}

type introspectedField struct {
	Name string
	Args []introspectedValue
	Type introspectedRef
}

type introspectedValue struct {
	Name         string
	Type         introspectedRef
	DefaultValue *string
}

type introspectedRef struct {
	Kind   string
	Name   string
	OfType *introspectedRef
}

func (r introspectedRef) String() string {
	switch {
	case r.Kind == "NON_NULL" && r.OfType != nil:
		return r.OfType.String() + "!"
	case r.Kind == "LIST" && r.OfType != nil:
		return "[" + r.OfType.String() + "]"
	}
	return r.Name
}

// builtin names are declared by the parser itself.
var builtin = map[string]bool{
	"Int": true, "Float": true, "String": true, "Boolean": true, "ID": true,
	"include": true, "skip": true, "deprecated": true, "specifiedBy": true, "oneOf": true,
}

// sdl writes the schema in the schema definition language.
func (s *introspected) sdl() string {
	var b strings.Builder
	fmt.Fprintf(&b, "schema { query: %s", s.QueryType.Name)
	if s.MutationType != nil {
		fmt.Fprintf(&b, " mutation: %s", s.MutationType.Name)
	}
	b.WriteString(" }\n")
	for _, d := range s.Directives {
		if !builtin[d.Name] {
			fmt.Fprintf(&b, "directive @%s%s on %s\n", d.Name, arguments(d.Args), strings.Join(d.Locations, " | "))
		}
	}
	for _, t := range s.Types {
		if !builtin[t.Name] && !strings.HasPrefix(t.Name, "__") {
			t.write(&b)
		}
	}
	return b.String()
}

func (t introspectedType) write(b *strings.Builder) {
	switch t.Kind {
	case "SCALAR":
		fmt.Fprintf(b, "scalar %s\n", t.Name)
	case "ENUM":
		fmt.Fprintf(b, "enum %s {", t.Name)
		for _, v := range t.EnumValues {
			b.WriteString(" " + v.Name)
		}
		b.WriteString(" }\n")
	case "UNION":
		fmt.Fprintf(b, "union %s = %s\n", t.Name, joined(t.PossibleTypes, " | "))
	case "INPUT_OBJECT":
		fmt.Fprintf(b, "input %s {\n", t.Name)
		for _, f := range t.InputFields {
			b.WriteString(f.String() + "\n")
		}
		b.WriteString("}\n")
	case "OBJECT", "INTERFACE":
		word := "type"
		if t.Kind == "INTERFACE" {
			word = "interface"
		}
		fmt.Fprintf(b, "%s %s", word, t.Name)
		if len(t.Interfaces) > 0 {
			b.WriteString(" implements " + joined(t.Interfaces, " & "))
		}
		b.WriteString(" {\n")
		for _, f := range t.Fields {
			fmt.Fprintf(b, "%s%s: %s\n", f.Name, arguments(f.Args), f.Type)
		}
		b.WriteString("}\n")
	}
}

func (v introspectedValue) String() string {
	text := v.Name + ": " + v.Type.String()
	if v.DefaultValue != nil {
		text += " = " + *v.DefaultValue
	}
	return text
}

func arguments(args []introspectedValue) string {
	if len(args) == 0 {
		return ""
	}
	parts := make([]string, 0, len(args))
	for _, a := range args {
		parts = append(parts, a.String())
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func joined(refs []introspectedRef, between string) string {
	names := make([]string, 0, len(refs))
	for _, r := range refs {
		names = append(names, r.Name)
	}
	return strings.Join(names, between)
}
