package shopify

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

func TestEveryDocumentHoldsAgainstTheOfficialSchema(t *testing.T) {
	t.Parallel()
	schema := officialSchema(t)
	names, err := fs.Glob(Documents(), "*.graphql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(Documents(), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range problemsOf(schema, name, string(text)) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

// A test that finds nothing wrong with anything would prove nothing.
func TestTheSchemaRefusesWhatIsNotInIt(t *testing.T) {
	t.Parallel()
	schema := officialSchema(t)
	for name, text := range map[string]string{
		"unknown field":    `query A { shop { nam } }`,
		"missing argument": `query A { order { id } }`,
		"unknown argument": `query A { shop(id: 1) { name } }`,
		"no selection":     `query A { shop }`,
		"wrong type":       `query A($n: Int!) { order(id: $n) { id } }`,
		"unused variable":  `query A($n: Int!) { shop { name } }`,
		"two operations":   `query A { shop { name } } query B { shop { name } }`,
		"syntax":           `query A { shop { name }`,
	} {
		if len(problemsOf(schema, name, text)) == 0 {
			t.Errorf("%s was accepted", name)
		}
	}
}

func problemsOf(schema *ast.Schema, name, text string) []string {
	document, err := parser.ParseQuery(&ast.Source{Name: name, Input: text})
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	if len(document.Operations) != 1 || document.Operations[0].Name == "" {
		problems = append(problems, "a document holds one operation with a name")
	}
	for _, e := range validator.ValidateWithRules(schema, document, rules.NewDefaultRules()) {
		problems = append(problems, e.Message)
	}
	return problems
}

func officialSchema(t *testing.T) *ast.Schema {
	t.Helper()
	schema, err := loadSchema()
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("SKIPPED: the official GraphQL schema is not here; fetch it with .ci/schema")
	}
	if err != nil {
		t.Fatalf("the official schema cannot be used: %v", err)
	}
	return schema
}

// loadSchema reads what .ci/schema fetched, once for all tests.
var loadSchema = sync.OnceValues(func() (*ast.Schema, error) {
	base := filepath.Join("..", "..", ".cache", "schema", "admin-2026-10.json")
	file, err := os.Open(base)
	var in io.Reader = file
	if err != nil {
		if file, err = os.Open(base + ".gz"); err != nil {
			return nil, err
		}
		if in, err = gzip.NewReader(file); err != nil {
			return nil, err
		}
	}
	defer file.Close()
	var read struct {
		Data struct {
			Schema introspection `json:"__schema"`
		} `json:"data"`
	}
	if err := json.NewDecoder(in).Decode(&read); err != nil {
		return nil, err
	}
	return read.Data.Schema.build()
})

type introspection struct {
	QueryType    struct{ Name string }
	MutationType struct{ Name string }
	Types        []introspectedType
	Directives   []struct {
		Name      string
		Locations []ast.DirectiveLocation
		Args      []introspectedField
	}
}

type introspectedType struct {
	Kind, Name    string
	Fields        []introspectedField
	InputFields   []introspectedField
	Interfaces    []introspectedRef
	EnumValues    []struct{ Name string }
	PossibleTypes []introspectedRef
}

type introspectedField struct {
	Name         string
	Type         introspectedRef
	Args         []introspectedField
	DefaultValue *string
}

type introspectedRef struct {
	Kind, Name string
	OfType     *introspectedRef
}

func (r introspectedRef) String() string {
	switch r.Kind {
	case "NON_NULL":
		return r.OfType.String() + "!"
	case "LIST":
		return "[" + r.OfType.String() + "]"
	}
	return r.Name
}

// build writes the schema down in its own language and lets the library read
// it, so that nothing of how the library keeps schemas has to be known here.
func (in introspection) build() (*ast.Schema, error) {
	var b strings.Builder
	b.WriteString("schema { query: " + in.QueryType.Name + " mutation: " + in.MutationType.Name + " }\n")
	for _, t := range in.Types {
		if !strings.HasPrefix(t.Name, "__") && !strings.Contains(" Int Float String Boolean ID ", " "+t.Name+" ") {
			t.write(&b)
		}
	}
	for _, d := range in.Directives {
		if strings.Contains(" include skip deprecated specifiedBy defer oneOf ", " "+d.Name+" ") {
			continue
		}
		b.WriteString("directive @" + d.Name + arguments(d.Args) + " on ")
		for i, l := range d.Locations {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(string(l))
		}
		b.WriteString("\n")
	}
	return validator.LoadSchema(validator.Prelude, &ast.Source{Name: "official", Input: b.String()})
}

func (t introspectedType) write(b *strings.Builder) {
	keyword := map[string]string{"OBJECT": "type", "INTERFACE": "interface", "INPUT_OBJECT": "input", "ENUM": "enum", "UNION": "union", "SCALAR": "scalar"}[t.Kind]
	b.WriteString(keyword + " " + t.Name)
	for i, r := range t.Interfaces {
		b.WriteString(map[bool]string{true: " implements ", false: " & "}[i == 0] + r.Name)
	}
	switch t.Kind {
	case "UNION":
		for i, r := range t.PossibleTypes {
			b.WriteString(map[bool]string{true: " = ", false: " | "}[i == 0] + r.Name)
		}
	case "ENUM":
		b.WriteString(" {")
		for _, v := range t.EnumValues {
			b.WriteString(" " + v.Name)
		}
		b.WriteString(" }")
	case "SCALAR":
	default:
		b.WriteString(" {\n")
		for _, f := range append(t.Fields, t.InputFields...) {
			b.WriteString("  " + f.Name + arguments(f.Args) + ": " + f.Type.String() + fallback(f) + "\n")
		}
		b.WriteString("}")
	}
	b.WriteString("\n")
}

func arguments(args []introspectedField) string {
	if len(args) == 0 {
		return ""
	}
	all := make([]string, 0, len(args))
	for _, a := range args {
		all = append(all, a.Name+": "+a.Type.String()+fallback(a))
	}
	return "(" + strings.Join(all, ", ") + ")"
}

func fallback(f introspectedField) string {
	if f.DefaultValue == nil {
		return ""
	}
	return " = " + *f.DefaultValue
}
