//go:build browser

// Package browser knows what only a browser can tell of the pages: what a
// person with a keyboard gets done on them, and what they look like, load and
// complain of. It drives a real chromium over the program as it is built, and
// knows pages by what they show, never by how they are made.
package browser

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "write the screenshots that the README shows")

const (
	// stepTime bounds one thing that a person waits for. It is long: a machine
	// that does other work besides must not fail a test.
	stepTime = 30 * time.Second
	// hugeTime bounds the same for an article of two megabytes, which chromium
	// takes two seconds of a processor to lay out.
	hugeTime = 2 * time.Minute
	// setupTime bounds building the program and indexing the corpus.
	setupTime = 5 * time.Minute
)

// browserNames are the names that systems have for chromium. The environment
// variable NEWSDEX_BROWSER names another.
var browserNames = []string{"chromium", "chromium-browser", "google-chrome"}

// house is what all tests share: a browser, and servers of several indexes.
type house struct {
	// dir is a temporary folder, removed at the end; shots is one that is kept.
	dir, shots string
	// newsdex is the program.
	newsdex string
	// browser is the context that tabs are opened from.
	browser context.Context
	corpus  corpus
	// axeScript is axe-core, once something has asked for it.
	axeScript string
	// full has the corpus and the seed; empty has nothing; odd has hostile
	// articles.
	full, empty, odd *server
}

// TestBrowser builds the program, serves it and walks through its pages.
func TestBrowser(t *testing.T) {
	h := open(t)
	for _, c := range []struct {
		name string
		run  func(*testing.T, *house)
	}{
		{"tasks", tasks},
		{"typing", typing},
		{"build", build},
		{"long", longQuery},
		{"imports", imports},
		{"errors", errorPages},
		{"everywhere", everywhere},
		{"slow", slow},
		{"hostile", hostile},
		{"weight", weight},
		{"shots", shots},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, h) })
	}
}

// open makes what the tests share.
func open(t *testing.T) *house {
	h := &house{dir: t.TempDir(), browser: openBrowser(t)}
	var err error
	if h.shots, err = os.MkdirTemp("", "newsdex-browser-"); err != nil {
		t.Fatal(err)
	}
	t.Logf("screenshots: %s", h.shots)

	ctx, cancel := context.WithTimeout(t.Context(), setupTime)
	defer cancel()
	h.newsdex = filepath.Join(h.dir, "newsdex")
	build := exec.CommandContext(ctx, "go", "build", "-o", h.newsdex, ".")
	build.Dir, build.Env = root(t), append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building newsdex: %v\n%s", err, out)
	}

	h.corpus = findCorpus(t, h.dir)
	t.Logf("corpus: %s", h.corpus.name)
	odd := oddArticles(t, h.dir)
	h.index(ctx, t, "full", h.corpus.files...)
	h.index(ctx, t, "odd", odd)
	h.full = h.serve(t, "full")
	h.odd = h.serve(t, "odd")
	h.empty = h.serve(t, "empty", "--no-seeds")
	return h
}

// openBrowser starts chromium. Without one the test is skipped, except where
// everything must run.
func openBrowser(t *testing.T) context.Context {
	path := os.Getenv("NEWSDEX_BROWSER")
	for _, name := range browserNames {
		if path == "" {
			path, _ = exec.LookPath(name)
		}
	}
	if path == "" {
		missing(t, fmt.Sprintf("there is no browser: none of %v is on PATH; install Debian's chromium, or name one in NEWSDEX_BROWSER", browserNames))
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("disable-component-update", true),
		// The root of a container has no sandbox, and the pages are ours.
		chromedp.NoSandbox,
	)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	return ctx
}

// missing skips what needs a tool that is not there, and fails where CI says
// that nothing may be left out.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// root returns the folder of go.mod.
func root(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("there is no go.mod above the test")
		}
		dir = up
	}
}
