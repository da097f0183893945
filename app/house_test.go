package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The house rules that a compiler does not know. Each test names one rule and
// goes over every Go file of ours that is not a test.

const (
	mostFunctionLines = 70
	mostFileLines     = 500
	softFileLines     = 300
)

// goFile is one parsed file; name is relative to the root of the project.
type goFile struct {
	name string
	tree *ast.File
	set  *token.FileSet
}

func (f goFile) at(n ast.Node) string {
	return f.name + ":" + strconv.Itoa(f.set.Position(n.Pos()).Line)
}

func (f goFile) lines(n ast.Node) int {
	return f.set.Position(n.End()).Line - f.set.Position(n.Pos()).Line + 1
}

// calls reports whether sel means pkg.name, whatever the file calls pkg.
func (f goFile) calls(sel *ast.SelectorExpr, pkg string, names ...string) bool {
	id, ok := sel.X.(*ast.Ident)
	if !ok || !slices.Contains(names, sel.Sel.Name) {
		return false
	}
	for _, imp := range f.tree.Imports {
		if p, _ := strconv.Unquote(imp.Path.Value); p == pkg {
			local := path.Base(pkg)
			if imp.Name != nil {
				local = imp.Name.Name
			}
			return id.Name == local
		}
	}
	return false
}

func TestNothingHappensBeforeMain(t *testing.T) {
	t.Parallel()
	eachNode(t, ours(t), func(f goFile, n ast.Node) {
		if fn, ok := n.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			t.Errorf("%s: func init(); build a table and pass it on instead", f.at(fn))
		}
	})
}

func TestClockAndChanceComeFromMain(t *testing.T) {
	t.Parallel()
	for _, f := range ours(t) {
		if f.name == "app/main.go" {
			continue
		}
		for _, imp := range f.tree.Imports {
			p, _ := strconv.Unquote(imp.Path.Value)
			if p == "crypto/rand" || p == "math/rand" || strings.HasPrefix(p, "math/rand/") {
				t.Errorf("%s: imports %s; take the random source as an argument", f.at(imp), p)
			}
		}
	}
	eachNode(t, ours(t), func(f goFile, n ast.Node) {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		if f.calls(sel, "time", "Local") {
			t.Errorf("%s: time.Local; name the zone", f.at(sel))
		}
		// The sandbox is the outside world and has a clock of its own.
		if f.name != "app/main.go" && path.Dir(f.name) != "app/sandbox" && f.calls(sel, "time", "Now", "Since", "Until") {
			t.Errorf("%s: time.%s; take now as an argument", f.at(sel), sel.Sel.Name)
		}
		if f.calls(sel, "time", "Sleep") {
			t.Errorf("%s: time.Sleep; wait for a signal or a context", f.at(sel))
		}
	})
}

// main hands os.Getenv down as a value, and only the configuration calls it.
// The store's suite is test code that several packages share.
func TestOnlyConfigReadsTheEnvironment(t *testing.T) {
	t.Parallel()
	allowed := []string{"app/main.go", "app/config.go", "models/store/storetest/open.go", "models/store/storetest/pool.go"}
	eachNode(t, ours(t), func(f goFile, n ast.Node) {
		sel, ok := n.(*ast.SelectorExpr)
		if ok && !slices.Contains(allowed, f.name) && path.Dir(f.name) != "models/store/storetest" && f.calls(sel, "os", "Getenv", "LookupEnv", "Environ", "ExpandEnv") {
			t.Errorf("%s: os.%s; add an option to app/config.go", f.at(sel), sel.Sel.Name)
		}
	})
}

func TestDomainTypesCarryNoTags(t *testing.T) {
	t.Parallel()
	eachNode(t, ours(t), func(f goFile, n ast.Node) {
		field, ok := n.(*ast.Field)
		if !ok || field.Tag == nil || !strings.HasPrefix(f.name, "models/") || strings.HasPrefix(f.name, "models/store/") {
			return
		}
		if strings.Contains(field.Tag.Value, "bson:") || strings.Contains(field.Tag.Value, "json:") {
			t.Errorf("%s: tag %s on a domain type; make a row or a view", f.at(field), field.Tag.Value)
		}
	})
}

func TestFunctionsAndFilesStayShort(t *testing.T) {
	t.Parallel()
	for _, f := range ours(t) {
		lines := f.set.Position(f.tree.FileEnd).Line
		if lines > mostFileLines {
			t.Errorf("%s has %d lines, %d is the most", f.name, lines, mostFileLines)
		} else if lines > softFileLines {
			t.Logf("%s has %d lines; over %d, look for a second file in it", f.name, lines, softFileLines)
		}
	}
	eachNode(t, ours(t), func(f goFile, n ast.Node) {
		if fn, ok := n.(*ast.FuncDecl); ok && f.lines(fn) > mostFunctionLines {
			t.Errorf("%s: %s has %d lines, %d is the most", f.at(fn), fn.Name.Name, f.lines(fn), mostFunctionLines)
		}
	})
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, f := range ours(t) {
		dir := path.Dir(f.name)
		documented[dir] = documented[dir] || path.Base(f.name) == "doc.go" && f.tree.Doc != nil
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s has no doc.go with a package comment", dir)
		}
	}
}

// The embedded engine panics on these or refuses them; MongoDB does not, so
// only a rule keeps them out of the one code path.
func TestStoreKeepsToThePortableSubset(t *testing.T) {
	t.Parallel()
	methods := []string{"Aggregate", "RunCommand", "RunCommandCursor", "Collation", "SetCollation", "Sparse", "SetSparse", "Watch"}
	operators := []string{"$regex", "$expr", "$where", "$lookup", "$text"}
	eachNode(t, ours(t), func(f goFile, n ast.Node) {
		if path.Dir(f.name) != "models/store" {
			return
		}
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if slices.Contains(methods, n.Sel.Name) {
				t.Errorf("%s: %s does not work on the embedded engine", f.at(n), n.Sel.Name)
			}
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); err == nil && slices.Contains(operators, s) {
				t.Errorf("%s: %s does not work on the embedded engine", f.at(n), s)
			}
		}
	})
}

// ours parses every Go file of the project except tests and generated ones.
func ours(t *testing.T) []goFile {
	t.Helper()
	var all []goFile
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(file, ".."+string(filepath.Separator)))
		if d.IsDir() {
			hidden := strings.HasPrefix(d.Name(), ".") && d.Name() != ".."
			if hidden || d.Name() == "node_modules" || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		if !ast.IsGenerated(tree) {
			all = append(all, goFile{name: name, tree: tree, set: set})
		}
		return nil
	})
	if err != nil {
		t.Fatalf("reading our Go files: %v", err)
	}
	if len(all) == 0 {
		t.Fatal("found no Go files: the rules would hold for nothing")
	}
	return all
}

func eachNode(t *testing.T, files []goFile, visit func(goFile, ast.Node)) {
	t.Helper()
	for _, f := range files {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if n != nil {
				visit(f, n)
			}
			return true
		})
	}
}
