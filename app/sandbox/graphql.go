package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

const (
	maxOperation = 256 << 10
	maxCost      = 1000
	bucketSize   = 2000
	restoreRate  = 100
)

// gqlRequest is one operation as it comes over the wire.
type gqlRequest struct {
	Query         string
	Variables     map[string]any
	OperationName string
}

// handleGraphQL is the store's Admin API.
func (s *Server) handleGraphQL(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Shopify-API-Version", Version)
	w.Header().Set("X-Request-Id", s.randomUUID())
	shop := r.PathValue("shop")
	if r.PathValue("version") != Version {
		s.note("graphql", "asked for API version "+r.PathValue("version")+", answered as "+Version)
	}
	s.uninstallInTime(shop)
	allowed := false
	found := s.look(shop, func(sh *shopState) {
		allowed = sh.Install.Installed && sh.bearer(r.Header.Get("X-Shopify-Access-Token"), s.now()) != nil
	})
	switch {
	case !found:
		writeJSON(w, http.StatusNotFound, body{"errors": "Not Found"})
		return
	case !allowed:
		writeJSON(w, http.StatusUnauthorized, body{"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"})
		return
	}
	faults := s.meet(Faults.apiCalls)
	if faults.APIStatus != 0 {
		askToWait(w, faults.APIStatus)
		writeJSON(w, faults.APIStatus, body{"errors": http.StatusText(faults.APIStatus)})
		return
	}
	var req gqlRequest
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxOperation))
	dec.UseNumber()
	if err := dec.Decode(&req); err != nil || req.Query == "" {
		writeJSON(w, http.StatusBadRequest, body{"errors": "Required parameter missing or invalid: query"})
		return
	}
	answer, changed := s.operate(shop, req, faults.Throttle)
	if faults.LoseAnswers || faults.LoseChanges && changed {
		panic(http.ErrAbortHandler) // the connection breaks after the work was done
	}
	writeJSON(w, http.StatusOK, answer)
}

// uninstallInTime counts calls and takes the app away when its time has come.
func (s *Server) uninstallInTime(shop string) {
	if s.Faults().UninstallAfter == 0 {
		return
	}
	err := s.withShop(shop, func(st *state, sh *shopState) error {
		if st.Faults.UninstallAfter > 0 {
			if st.Faults.UninstallAfter--; st.Faults.UninstallAfter == 0 && sh.Install.Installed {
				s.uninstall(st, sh)
			}
		}
		return nil
	})
	if err != nil {
		s.log.Error("sandbox: not uninstalled", "error", err.Error())
	}
}

// note adds a notice; the answer in hand does not depend on it being written.
func (s *Server) note(kind, text string) {
	if err := s.change(func(st *state) error { st.notice(s.now(), kind, text); return nil }); err != nil {
		s.log.Error("sandbox: notice not written", "error", err.Error())
	}
}

// askToWait says when a call that was refused for now may come again.
func askToWait(w http.ResponseWriter, status int) {
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2.0")
	}
}

// operate checks an operation and runs it, unless it is to be throttled. It
// tells whether that was a mutation.
func (s *Server) operate(shop string, req gqlRequest, throttle bool) (answer body, changed bool) {
	doc, op, vars, problems := s.check(req)
	if len(problems) > 0 {
		s.note("graphql", fmt.Sprintf("refused an operation: %v", problems[0]["message"]))
		return body{"errors": problems}, false
	}
	cost := costOf(doc, op, vars)
	if cost > maxCost {
		text := fmt.Sprintf("Query cost is %d, which exceeds the single query max cost limit (%d).", cost, maxCost)
		return body{"errors": []body{{"message": text, "extensions": body{"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": maxCost}}}}, false
	}
	left, enough := s.buckets.take(shop, cost, s.Now())
	extensions := body{"cost": costBody(cost, nil, left)}
	if !enough || throttle {
		if enough {
			s.buckets.giveBack(shop, cost)
		}
		return body{"errors": []body{{"message": "Throttled", "extensions": body{"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"}}}, "extensions": extensions}, false
	}
	run := &run{server: s, doc: doc, vars: vars}
	var data any
	work := func(st *state) error {
		sh, err := st.shop(shop)
		if err != nil {
			return err
		}
		run.state, run.shop = st, sh
		data = run.root(op)
		return nil
	}
	var err error
	if op.Operation == ast.Mutation {
		err = s.change(work)
		s.engine.wake()
	} else {
		s.read(func(st *state) { err = work(st) })
	}
	if err != nil {
		return body{"errors": []body{{"message": "Internal error", "extensions": body{"code": "INTERNAL_SERVER_ERROR"}}}}, false
	}
	for _, text := range run.unknown {
		s.note("graphql", text)
	}
	extensions["cost"] = costBody(cost, run.cost, s.buckets.giveBack(shop, cost-run.cost))
	answer = body{"data": data, "extensions": extensions}
	if len(run.problems) > 0 {
		answer["errors"] = run.problems
	}
	return answer, op.Operation == ast.Mutation
}

// check parses an operation and validates it against the official schema, when
// there is one.
func (s *Server) check(req gqlRequest) (*ast.QueryDocument, *ast.OperationDefinition, map[string]any, []body) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: req.Query}, 20_000)
	if err != nil {
		return nil, nil, nil, problemsOf(err)
	}
	if s.schema != nil {
		if list := validator.ValidateWithRules(s.schema, doc, rules.NewDefaultRules()); len(list) > 0 {
			return nil, nil, nil, problemsOf(list)
		}
	}
	op := doc.Operations.ForName(req.OperationName)
	if op == nil || op.Operation == ast.Subscription {
		return nil, nil, nil, []body{{"message": "No operation named \"" + req.OperationName + "\"", "extensions": body{"code": "BAD_REQUEST"}}}
	}
	vars := map[string]any{}
	for name, value := range req.Variables {
		vars[name] = value
	}
	if s.schema == nil {
		for _, v := range op.VariableDefinitions {
			if _, given := vars[v.Variable]; !given && v.DefaultValue != nil {
				vars[v.Variable], _ = v.DefaultValue.Value(nil) // a literal has a value
			}
		}
		return doc, op, vars, nil
	}
	if vars, err = validator.VariableValues(s.schema, op, vars); err != nil {
		list := problemsOf(err)
		list[0]["extensions"] = body{"code": "INVALID_VARIABLE", "value": req.Variables, "problems": []body{{"path": []any{}, "explanation": list[0]["message"]}}}
		return nil, nil, nil, list
	}
	return doc, op, vars, nil
}

// ruleCodes are the platform's words for the validator's rules.
var ruleCodes = map[string]string{
	"FieldsOnCorrectType": "undefinedField", "KnownArgumentNames": "argumentNotAccepted",
	"ProvidedRequiredArguments": "missingRequiredArguments", "ValuesOfCorrectType": "argumentLiteralsIncompatible",
	"ScalarLeafs": "selectionMismatch", "NoUndefinedVariables": "variableNotDefined", "NoUnusedVariables": "variableNotUsed",
	"VariablesInAllowedPosition": "variableMismatch", "KnownDirectives": "undefinedDirective", "KnownTypeNames": "undefinedType",
	"KnownFragmentNames": "undefinedFragment", "NoUnusedFragments": "useAndDefineFragment",
}

func problemsOf(err error) []body {
	var list gqlerror.List
	if !errors.As(err, &list) {
		var single *gqlerror.Error
		if !errors.As(err, &single) {
			return []body{{"message": err.Error()}}
		}
		list = gqlerror.List{single}
	}
	out := []body{}
	for _, e := range list[:min(len(list), 20)] {
		b := body{"message": e.Message, "locations": e.Locations}
		if code := ruleCodes[e.Rule]; code != "" {
			b["extensions"] = body{"code": code}
		}
		out = append(out, b)
	}
	return out
}
