package sandbox

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// Bulk operation states, as the API spells them.
const (
	bulkCreated   = "CREATED"
	bulkRunning   = "RUNNING"
	bulkCompleted = "COMPLETED"
	bulkFailed    = "FAILED"
	bulkCancelled = "CANCELED"
)

const (
	maxBulkRunning = 5
	maxBulkKept    = 20 // finished ones beyond this are forgotten
	bulkURLLife    = 7 * 24 * time.Hour
)

// bulkOperation gathers what a query finds into one file. It takes a step each
// time somebody asks after it, so that nobody has to wait for a clock.
type bulkOperation struct {
	ID          int64
	Query       string
	Grouped     bool
	Status      string
	ErrorCode   string
	Objects     int
	Roots       int
	Size        int
	CreatedAt   time.Time
	CompletedAt time.Time
}

func (b *bulkOperation) ended() bool { return b.Status != bulkCreated && b.Status != bulkRunning }

func (sh *shopState) bulk(id int64) *bulkOperation {
	for _, b := range sh.Bulk {
		if b.ID == id {
			return b
		}
	}
	return nil
}

func (r *run) bulkObject(b *bulkOperation) object {
	out := object{
		"__typename": "BulkOperation", "id": gid("BulkOperation", b.ID), "status": b.Status, "errorCode": orNull(b.ErrorCode), "type": "QUERY",
		"createdAt": instant(b.CreatedAt), "completedAt": instant(b.CompletedAt), "objectCount": itoa(int64(b.Objects)),
		"rootObjectCount": itoa(int64(b.Roots)), "fileSize": nil, "url": nil, "partialDataUrl": nil, "query": b.Query,
	}
	if b.Size > 0 && b.ended() {
		out["fileSize"] = itoa(int64(b.Size))
		address := r.server.resultURL(r.shop.Shop.Handle, b.ID, b.CompletedAt.Add(bulkURLLife))
		if b.Status == bulkCompleted {
			out["url"] = address
		} else {
			out["partialDataUrl"] = address
		}
	}
	return out
}

// bulkByID shows an operation, a step further than before.
func (r *run) bulkByID(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "BulkOperation")
	if !ok {
		return nil, errors.New("Invalid id: " + textArg(args, "id"))
	}
	b := r.shop.bulk(n)
	if b == nil {
		return nil, nil
	}
	r.advance(b)
	return r.bulkObject(b), nil
}

func (r *run) bulks(args map[string]any) (any, error) {
	rows := []row{}
	for _, b := range r.shop.Bulk {
		rows = append(rows, row{key: placeAt(b.CreatedAt, b.ID), build: func() object { return r.bulkObject(b) }})
	}
	return connection("BulkOperation", rows, args)
}

func (r *run) advance(b *bulkOperation) {
	switch b.Status {
	case bulkCreated:
		b.Status = bulkRunning
	case bulkRunning:
		b.CompletedAt = r.server.now()
		r.gather(b)
	}
}

// gather runs the query and keeps what it found. Faults may break it off in
// the middle or let it find nothing.
func (r *run) gather(b *bulkOperation) {
	lines, roots, denied := r.bulkLines(b)
	b.Status = bulkCompleted
	switch fault := r.state.Faults.Bulk; {
	case denied:
		b.Status, b.ErrorCode, lines, roots = bulkFailed, "ACCESS_DENIED", nil, 0
	case fault == BulkEmpty:
		lines, roots = nil, 0
	case fault == BulkFails:
		b.Status, b.ErrorCode, lines, roots = bulkFailed, "INTERNAL_SERVER_ERROR", lines[:len(lines)/2], roots/2
	}
	result := strings.Join(lines, "")
	b.Objects, b.Roots, b.Size = len(lines), roots, len(result)
	r.server.results[b.ID] = []byte(result)
}

// bulkRunQuery begins an operation, or says why not.
func (r *run) bulkRunQuery(args map[string]any) (any, error) {
	refuse := func(code, message string) (any, error) {
		return object{"__typename": "BulkOperationRunQueryPayload", "bulkOperation": nil, "userErrors": []object{
			{"__typename": "BulkOperationUserError", "field": []string{"query"}, "code": code, "message": message},
		}}, nil
	}
	query := textArg(args, "query")
	doc, op, _, problems := r.server.check(gqlRequest{Query: query})
	if len(problems) > 0 {
		message, _ := problems[0]["message"].(string)
		return refuse("INVALID", "Invalid bulk query: "+message)
	}
	if problem := bulkProblem(doc, op); problem != "" {
		return refuse("INVALID", problem)
	}
	running := 0
	for _, b := range r.shop.Bulk {
		if !b.ended() {
			running++
		}
	}
	if running >= maxBulkRunning {
		return refuse("LIMIT_REACHED", "A bulk query operation limit has been reached.")
	}
	grouped, given := args["groupObjects"].(bool)
	b := &bulkOperation{ID: r.state.id(), Query: query, Grouped: grouped && given, Status: bulkCreated, CreatedAt: r.server.now()}
	r.shop.Bulk = append(r.shop.Bulk, b)
	r.server.forgetResults(r.shop)
	return object{"__typename": "BulkOperationRunQueryPayload", "bulkOperation": r.bulkObject(b), "userErrors": []object{}}, nil
}

// forgetResults keeps the list of operations and their results short.
func (s *Server) forgetResults(sh *shopState) {
	for len(sh.Bulk) > maxBulkKept {
		delete(s.results, sh.Bulk[0].ID)
		sh.Bulk = sh.Bulk[1:]
	}
}

func (r *run) bulkCancel(args map[string]any) (any, error) {
	n, ok := gidNumber(textArg(args, "id"), "BulkOperation")
	b := r.shop.bulk(n)
	if !ok || b == nil {
		return object{"__typename": "BulkOperationCancelPayload", "bulkOperation": nil, "userErrors": []object{
			{"__typename": "UserError", "field": []string{"id"}, "message": "Bulk operation does not exist"},
		}}, nil
	}
	if !b.ended() {
		b.Status, b.CompletedAt = bulkCancelled, r.server.now()
	}
	return object{"__typename": "BulkOperationCancelPayload", "bulkOperation": r.bulkObject(b), "userErrors": []object{}}, nil
}

// listFields are plain lists of objects, for when there is no schema to ask.
var listFields = map[string]bool{"refunds": true, "transactions": true, "fulfillments": true}

// bulkProblem tells why a query cannot be run in bulk.
func bulkProblem(doc *ast.QueryDocument, op *ast.OperationDefinition) string {
	if op.Operation != ast.Query || len(op.SelectionSet) != 1 {
		return "Bulk queries must contain a single top-level field."
	}
	if len(op.VariableDefinitions) > 0 {
		return "Bulk queries do not take variables."
	}
	if top, ok := op.SelectionSet[0].(*ast.Field); ok && (top.Name == "node" || top.Name == "nodes") {
		return "The top-level node and nodes fields cannot be used in bulk queries."
	}
	total, problem := 0, ""
	bulkWalk(doc, op.SelectionSet, 0, false, func(text string) { problem = text }, &total)
	switch {
	case problem != "":
		return problem
	case total == 0:
		return "Bulk queries must contain at least one connection."
	case total > 5:
		return "Bulk queries cannot contain more than 5 connections."
	}
	return ""
}

// bulkWalk counts connections and looks for what is not allowed of them.
func bulkWalk(doc *ast.QueryDocument, set ast.SelectionSet, depth int, inList bool, fail func(string), total *int) {
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.InlineFragment:
			bulkWalk(doc, sel.SelectionSet, depth, inList, fail, total)
		case *ast.FragmentSpread:
			if fragment := doc.Fragments.ForName(sel.Name); fragment != nil {
				bulkWalk(doc, fragment.SelectionSet, depth, inList, fail, total)
			}
		case *ast.Field:
			nodes, is := bulkNodes(sel)
			if !is {
				many := listFields[sel.Name]
				if sel.Definition != nil {
					many = sel.Definition.Type.Elem != nil
				}
				bulkWalk(doc, sel.SelectionSet, depth, inList || many, fail, total)
				continue
			}
			*total++
			switch {
			case inList:
				fail("Queries that contain a connection field within a list field are not currently supported.")
			case depth >= 2:
				fail("Bulk queries cannot contain connections with a nesting depth greater than 2.")
			}
			before := *total
			bulkWalk(doc, nodes, depth+1, false, fail, total)
			if *total > before && !selects(nodes, "id") {
				fail("The parent 'node' field for a nested connection must select the 'id' field without an alias.")
			}
		}
	}
}

// bulkNodes gives what is asked of a connection's nodes.
func bulkNodes(f *ast.Field) (ast.SelectionSet, bool) {
	for _, selection := range f.SelectionSet {
		inner, ok := selection.(*ast.Field)
		switch {
		case ok && inner.Name == "nodes":
			return inner.SelectionSet, true
		case ok && inner.Name == "edges":
			for _, edge := range inner.SelectionSet {
				if node, ok := edge.(*ast.Field); ok && node.Name == "node" {
					return node.SelectionSet, true
				}
			}
		}
	}
	return nil, false
}

func selects(set ast.SelectionSet, name string) bool {
	for _, selection := range set {
		if f, ok := selection.(*ast.Field); ok && f.Name == name && f.Alias == name {
			return true
		}
	}
	return false
}

// bulkLines are the result's lines, each with its end of line.
func (r *run) bulkLines(b *bulkOperation) (lines []string, roots int, denied bool) {
	doc, op, vars, problems := r.server.check(gqlRequest{Query: b.Query})
	if len(problems) > 0 {
		return nil, 0, true
	}
	inner := &run{server: r.server, state: r.state, shop: r.shop, doc: doc, vars: vars, bulk: true}
	data, _ := inner.root(op).(body)
	if len(inner.problems) > 0 {
		return nil, 0, true
	}
	var later []string
	for _, value := range data {
		for _, node := range bulkList(value) {
			roots++
			own, children := bulkNode(node, "")
			lines = append(lines, own)
			if b.Grouped {
				lines = append(lines, children...)
			} else {
				later = append(later, children...) // anywhere after their parents
			}
		}
	}
	return append(lines, later...), roots, false
}

// bulkNode writes a node and, below it, those of its connections.
func bulkNode(node body, parent string) (line string, children []string) {
	out := body{}
	for name, value := range node {
		list := bulkList(value)
		if list == nil {
			out[name] = value
			continue
		}
		id, _ := node["id"].(string)
		for _, child := range list {
			own, more := bulkNode(child, id)
			children = append(append(children, own), more...)
		}
	}
	if parent != "" {
		out["__parentId"] = parent
	}
	raw, err := json.Marshal(out)
	if err != nil { // maps of plain values
		raw = []byte("{}")
	}
	return string(raw) + "\n", children
}

// bulkList gives the nodes of a connection, nil for anything else.
func bulkList(value any) []body {
	connection, ok := value.(body)
	if !ok {
		return nil
	}
	list := []body{}
	for _, key := range []string{"edges", "nodes"} {
		items, is := connection[key].([]any)
		if !is {
			continue
		}
		for _, item := range items {
			node, _ := item.(body)
			if key == "edges" {
				node, _ = node["node"].(body)
			}
			list = append(list, node)
		}
		return list
	}
	return nil
}
