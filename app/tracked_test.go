package main_test

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// Rules for every text file that git keeps, not only for Go.

// One word for one thing: a step of the ladder is a level (see the glossary).
func TestTheLadderIsMadeOfLevels(t *testing.T) {
	t.Parallel()
	identifier := regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)
	for name, text := range tracked(t) {
		if !slices.Contains([]string{".go", ".ts", ".tsx", ".toml", ".css"}, path.Ext(name)) || isTest(name) {
			continue
		}
		for number, line := range strings.Split(text, "\n") {
			for _, id := range identifier.FindAllString(line, -1) {
				if slices.ContainsFunc(words(id), func(w string) bool { return w == "tier" || w == "tiers" }) {
					t.Errorf("%s:%d: %s; the word is level", name, number+1, id)
				}
			}
		}
	}
}

func isTest(name string) bool {
	return strings.HasSuffix(name, "_test.go") || strings.Contains(path.Base(name), ".test.")
}

// words splits an identifier where its case changes and at underscores.
func words(id string) []string {
	var b strings.Builder
	var last rune
	for _, r := range id {
		if unicode.IsUpper(r) && !unicode.IsUpper(last) {
			b.WriteRune(' ')
		}
		if r == '_' {
			r = ' '
		}
		b.WriteRune(unicode.ToLower(r))
		last = r
	}
	return strings.Fields(b.String())
}

func TestTrackedFilesNameNoMachine(t *testing.T) {
	t.Parallel()
	// Put together here so that this file does not find itself.
	paths := regexp.MustCompile(`(^|[\s"'(=:` + "`" + `])/(` + `work|root|home/\w+|tmp|Users` + `)/[A-Za-z0-9.]`)
	hosts := regexp.MustCompile(`registry\.` + `npmjs|proxy\.` + `golang\.org|deb\.` + `debian\.org|sum\.` + `golang\.org`)
	for name, text := range tracked(t) {
		for number, line := range strings.Split(text, "\n") {
			if found := paths.FindString(line); found != "" {
				t.Errorf("%s:%d: a path of somebody's machine:%s", name, number+1, found)
			}
			if found := hosts.FindString(line); found != "" {
				t.Errorf("%s:%d: address of a package registry: %s", name, number+1, found)
			}
		}
	}
}

// A guide that names a file which is gone sends its reader into the dark.
func TestGuidesNameFilesThatExist(t *testing.T) {
	t.Parallel()
	mention := regexp.MustCompile("`((?:app|docs|frontend|handlers|models|webhooks|\\.ci)/[\\w./-]+\\.\\w+)(?::[^`]*)?`")
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for name, text := range tracked(t) {
		if path.Ext(name) != ".md" {
			continue
		}
		var files []string
		for _, m := range mention.FindAllStringSubmatch(text, -1) {
			files = append(files, m[1])
		}
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			files = append(files, path.Join(path.Dir(name), m[1]))
		}
		for _, file := range files {
			if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(file))); err != nil {
				t.Errorf("%s names %s, which does not exist", name, file)
			}
		}
	}
}

func TestReadmeExplainsEverySetting(t *testing.T) {
	t.Parallel()
	files := tracked(t)
	settings := regexp.MustCompile(`\{name: "([A-Z_]+)"`).FindAllStringSubmatch(files["app/config.go"], -1)
	if len(settings) == 0 {
		t.Fatal("found no settings in app/config.go: this test looks for the wrong thing")
	}
	for _, s := range settings {
		if !strings.Contains(files["README.md"], "`"+s[1]+"`") {
			t.Errorf("README.md does not explain %s", s[1])
		}
	}
}

// tracked returns the text files that git keeps, by name. Files listed but
// deleted in the work tree are left out, and so are binary ones.
func tracked(t *testing.T) map[string]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", "ls-files", "-z")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("SKIPPED: the rules for tracked files need a git clone: %v", err)
	}
	all := map[string]string{}
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		body, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if err == nil && !strings.Contains(string(body[:min(len(body), 8000)]), "\x00") {
			all[name] = string(body)
		}
	}
	return all
}
