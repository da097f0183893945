package webhooks

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

const appFile = "../shopify.app.toml"

func TestTopicsAreThoseOfTheAppConfiguration(t *testing.T) {
	t.Parallel()
	var app struct {
		Webhooks struct {
			Subscriptions []struct {
				Topics           []string
				ComplianceTopics []string `toml:"compliance_topics"`
				URI              string
				Filter           string
				IncludeFields    []string `toml:"include_fields"`
			}
		}
	}
	if _, err := toml.DecodeFile(appFile, &app); err != nil {
		t.Fatal(err)
	}
	subscribed := []string{}
	for _, s := range app.Webhooks.Subscriptions {
		subscribed = append(subscribed, slices.Concat(s.Topics, s.ComplianceTopics)...)
		if s.URI != Path {
			t.Errorf("%v goes to %s, not to %s", s.Topics, s.URI, Path)
		}
		if s.Filter != "" || len(s.IncludeFields) > 0 {
			t.Errorf("%v is cut down; readers need whole bodies", s.Topics)
		}
	}
	slices.Sort(subscribed)
	if !slices.Equal(subscribed, Topics()) {
		t.Errorf("subscribed: %v\nhandled:    %v", subscribed, Topics())
	}
}

// Each subscription says in a comment which file handles it.
func TestSubscriptionsNameTheFileThatHandlesThem(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(appFile)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "[[webhooks.subscriptions]]")
	comment := regexp.MustCompile(`# Handled by: webhooks/(\S+)\s*$`)
	name := regexp.MustCompile(`"([a-z_]+/[a-z_]+)"`)
	checked := 0
	for i, block := range blocks[1:] {
		said := comment.FindStringSubmatch(blocks[i])
		if said == nil {
			t.Errorf("subscription %d has no comment that names its file", i+1)
			continue
		}
		list, _, _ := strings.Cut(block, "uri")
		for _, found := range name.FindAllStringSubmatch(list, -1) {
			handler := runtime.FuncForPC(reflect.ValueOf(topics[found[1]].handle).Pointer())
			if handler == nil {
				t.Errorf("%s has no handler", found[1])
				continue
			}
			if file, _ := handler.FileLine(handler.Entry()); filepath.Base(file) != said[1] {
				t.Errorf("%s is handled by %s, its comment says %s", found[1], filepath.Base(file), said[1])
			}
			checked++
		}
	}
	if checked != len(topics) {
		t.Errorf("checked %d topics of %d", checked, len(topics))
	}
}

func TestHooksAndDoorNameWhatIsMissing(t *testing.T) {
	t.Parallel()
	hooks := (&notes{}).hooks()
	if err := hooks.Check(); err != nil {
		t.Error(err)
	}
	hooks.RefundMade = nil
	if err := hooks.Check(); err == nil || !strings.Contains(err.Error(), "RefundMade") {
		t.Errorf("got %v", err)
	}
	door := newDoor(t, &memoryInbox{}).door
	if err := door.Check(); err != nil {
		t.Error(err)
	}
	door.Wake = nil
	if err := door.Check(); err == nil || !strings.Contains(err.Error(), "Wake") {
		t.Errorf("got %v", err)
	}
}
