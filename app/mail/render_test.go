package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/mail"
	"clientele/models"
	"clientele/models/notices"
)

var update = flag.Bool("update", false, "write the golden files anew")

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func words(t *testing.T) *mail.Words {
	t.Helper()
	w, err := mail.NewWords()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryMessageReadsWellInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := words(t)
	for _, kind := range notices.Kinds() {
		for _, language := range models.Languages() {
			out, err := w.Render(notices.Sample(kind, language, "Demo Tea", noon))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, kind.Name+"."+language+".golden", "Subject: "+out.Subject+"\n\n"+out.Text+"\n"+out.HTML)
		}
	}
}

func TestAdjustmentsBelowZeroAndSinglePointsReadWell(t *testing.T) {
	t.Parallel()
	kind, _ := notices.KindOf(notices.Adjusted)
	for language, want := range map[string]string{
		"en": "Demo Tea took 1 point from your balance.", "ja": "お客様の残高から1ポイントを差し引きました。", "ko": "고객님의 잔액에서 1포인트를 차감했습니다.",
	} {
		l := notices.Sample(kind, language, "Demo Tea", noon)
		l.Name, l.Content.Points, l.Content.Balance = "", -1, -1200
		out, err := words(t).Render(l)
		if err != nil || !strings.Contains(out.Text, want) || !strings.Contains(out.Text, "−1,200") {
			t.Errorf("%s: %v\n%s", language, err, out.Text)
		}
	}
}

func TestF33TextsOfStrangersAreInertInMails(t *testing.T) {
	t.Parallel()
	const evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{.Store}}\r\nBcc: all@example.com\u2028\u202e"
	for _, kind := range notices.Kinds() {
		for _, language := range models.Languages() {
			l := notices.Sample(kind, language, evil, noon)
			l.Name, l.Content.Order, l.Content.Reward, l.Content.Code = evil, evil, evil, evil+strings.Repeat("x", 5000)
			l.Content.Visit.Title, l.Content.Visit.Staff, l.Content.Visit.Place = evil, evil, evil
			out, err := words(t).Render(l)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(out.HTML, "<script") || strings.Contains(out.HTML, "<img") || strings.Contains(out.HTML, "xxxx"+strings.Repeat("x", 200)) {
				t.Errorf("%s in %s lets a stranger's text act:\n%s", kind.Name, language, out.HTML)
			}
			if strings.ContainsAny(out.Subject, "\r\n\u2028\u202e") || strings.Contains(out.Text, "\nBcc:") || strings.ContainsRune(out.Text, '\u202e') {
				t.Errorf("%s in %s lets a stranger break a line: %q", kind.Name, language, out.Subject)
			}
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; look at it and run go test . -update:\n%s", name, diff)
	}
}
