package sandbox

import (
	"encoding/json"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// object is one resolved object: its __typename and its fields. A field that
// takes arguments or is costly is a field function.
type object map[string]any

// field computes a value from arguments; a nil value is null. The error is
// shown beside the data.
type field func(args map[string]any) (any, error)

// run is one execution of an operation, under the server's lock.
type run struct {
	server   *Server
	state    *state
	shop     *shopState
	doc      *ast.QueryDocument
	vars     map[string]any
	problems []body
	unknown  []string // fields the schema has and the sandbox does not
	cost     int
	bulk     bool // connections are answered whole
}

// denied is a refusal by scope or by protected data.
type denied struct {
	message string
	code    string
	needs   string
}

func (d *denied) Error() string { return d.message }

func deny(name, scope string) error {
	access := "`" + scope + "` access scope."
	return &denied{message: "Access denied for " + name + " field. Required access: " + access, code: "ACCESS_DENIED", needs: access}
}

func (r *run) root(op *ast.OperationDefinition) any {
	kind := "QueryRoot"
	fields := r.queries()
	if op.Operation == ast.Mutation {
		kind, fields = "Mutation", r.mutations()
	}
	fields["__typename"] = kind
	return r.object(fields, op.SelectionSet, nil)
}

// object picks the selected fields.
func (r *run) object(o object, set ast.SelectionSet, path []any) body {
	out := body{}
	r.cost++
	r.pick(o, set, path, out)
	return out
}

func (r *run) pick(o object, set ast.SelectionSet, path []any, out body) {
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.Field:
			if !r.skipped(sel.Directives) {
				r.field(o, sel, append(slices.Clone(path), sel.Alias), out)
			}
		case *ast.InlineFragment:
			if !r.skipped(sel.Directives) && r.fits(o, sel.TypeCondition) {
				r.pick(o, sel.SelectionSet, path, out)
			}
		case *ast.FragmentSpread:
			fragment := r.doc.Fragments.ForName(sel.Name)
			if fragment != nil && !r.skipped(sel.Directives) && r.fits(o, fragment.TypeCondition) {
				r.pick(o, fragment.SelectionSet, path, out)
			}
		}
	}
}

func (r *run) field(o object, f *ast.Field, path []any, out body) {
	kind, _ := o["__typename"].(string)
	if err := r.unapproved(kind, f.Name); err != nil {
		r.problem(f, path, err)
		out[f.Alias] = nil
		return
	}
	value, ok := o[f.Name]
	if !ok {
		r.unknown = append(r.unknown, "the sandbox does not imitate "+kind+"."+f.Name)
		r.problem(f, path, &denied{message: "The sandbox does not imitate " + kind + "." + f.Name, code: "INTERNAL_SERVER_ERROR"})
		out[f.Alias] = nil
		return
	}
	if compute, lazy := value.(field); lazy {
		computed, err := compute(r.args(f))
		if err != nil {
			r.problem(f, path, err)
			out[f.Alias] = nil
			return
		}
		value = computed
	}
	done := r.value(value, f.SelectionSet, path)
	// A field asked for twice under one name merges its selections.
	if was, again := out[f.Alias].(body); again {
		if more, ok := done.(body); ok {
			for k, v := range more {
				was[k] = v
			}
			return
		}
	}
	out[f.Alias] = done
}

func (r *run) value(v any, set ast.SelectionSet, path []any) any {
	switch v := v.(type) {
	case object:
		if v == nil {
			return nil
		}
		return r.object(v, set, path)
	case []object:
		list := make([]any, 0, len(v))
		for i, item := range v {
			if item == nil {
				list = append(list, nil)
				continue
			}
			list = append(list, r.object(item, set, append(slices.Clone(path), i)))
		}
		return list
	}
	return v
}

func (r *run) problem(f *ast.Field, path []any, err error) {
	b := body{"message": err.Error(), "path": path}
	if f.Position != nil {
		b["locations"] = []body{{"line": f.Position.Line, "column": f.Position.Column}}
	}
	if d, ok := err.(*denied); ok {
		extensions := body{"code": d.code}
		if d.needs != "" {
			extensions["documentation"] = "https://shopify.dev/api/usage/access-scopes"
			extensions["requiredAccess"] = d.needs
		}
		b["extensions"] = extensions
	}
	r.problems = append(r.problems, b)
}

// skipped obeys @skip and @include.
func (r *run) skipped(list ast.DirectiveList) bool {
	on := func(name string) (value, given bool) {
		d := list.ForName(name)
		if d == nil {
			return false, false
		}
		if a := d.Arguments.ForName("if"); a != nil {
			v, _ := a.Value.Value(r.vars) // validated before
			value, _ = v.(bool)
		}
		return value, true
	}
	if skip, given := on("skip"); given && skip {
		return true
	}
	include, given := on("include")
	return given && !include
}

// fits tells whether a fragment on a type applies to an object.
func (r *run) fits(o object, condition string) bool {
	kind, _ := o["__typename"].(string)
	if condition == "" || condition == kind {
		return true
	}
	if r.server.schema == nil {
		return condition == "Node" || condition == "LegacyInteroperability"
	}
	return slices.ContainsFunc(r.server.schema.PossibleTypes[condition], func(d *ast.Definition) bool { return d != nil && d.Name == kind })
}

// args evaluates the arguments of a field, schema defaults included.
func (r *run) args(f *ast.Field) map[string]any {
	out := map[string]any{}
	if f.Definition != nil {
		out = f.ArgumentMap(r.vars)
	}
	if r.bulk {
		out[bulkArg] = true
	}
	if d := f.Directives.ForName("idempotent"); d != nil {
		if a := d.Arguments.ForName("key"); a != nil {
			out[keyArg], _ = a.Value.Value(r.vars) // validated before
		}
	}
	if f.Definition != nil {
		return out
	}
	for _, a := range f.Arguments {
		if v, err := a.Value.Value(r.vars); err == nil {
			out[a.Name] = v
		}
	}
	return out
}

func textArg(args map[string]any, name string) string {
	text, _ := args[name].(string)
	return text
}

func intArg(args map[string]any, name string) (int, bool) {
	switch v := args[name].(type) {
	case int64:
		return int(v), true
	case int:
		return v, true
	case float64:
		return int(v), true
	case json.Number:
		n, err := v.Int64()
		return int(n), err == nil
	}
	return 0, false
}

// costOf is the cost an operation reserves: one per object, ten for a
// mutation, a connection as often as its page is long.
func costOf(doc *ast.QueryDocument, op *ast.OperationDefinition, vars map[string]any) int {
	total := 0
	if op.Operation == ast.Mutation {
		total = 10 * len(op.SelectionSet)
	}
	return total + costOfSet(doc, op.SelectionSet, vars, 0)
}

func costOfSet(doc *ast.QueryDocument, set ast.SelectionSet, vars map[string]any, depth int) int {
	total := 0
	if depth > 20 {
		return maxCost + 1
	}
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.InlineFragment:
			total += costOfSet(doc, sel.SelectionSet, vars, depth+1)
		case *ast.FragmentSpread:
			if fragment := doc.Fragments.ForName(sel.Name); fragment != nil {
				total += costOfSet(doc, fragment.SelectionSet, vars, depth+1)
			}
		case *ast.Field:
			if len(sel.SelectionSet) == 0 || sel.Name == "nodes" || sel.Name == "edges" || sel.Name == "node" || sel.Name == "pageInfo" {
				total += costOfSet(doc, sel.SelectionSet, vars, depth+1)
				continue
			}
			inner := 1 + costOfSet(doc, sel.SelectionSet, vars, depth+1)
			page := 1
			for _, name := range []string{"first", "last"} {
				if a := sel.Arguments.ForName(name); a != nil {
					v, _ := a.Value.Value(vars)
					page, _ = intArg(map[string]any{"n": v}, "n")
				}
			}
			total = min(total+inner*max(page, 1), 1<<30)
		}
	}
	return total
}
