package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"newsdex": func() { os.Exit(Main(os.Args[1:], System())) },
	})
}

// TestScripts runs testdata/script: what a person sees at the terminal.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"await":     await,
			"sparse":    sparse,
			"bytes":     rawBytes,
			"site":      site,
			"awaittext": awaitText,
		},
	})
}

// await waits until a file is there: await FILE.
func await(ts *testscript.TestScript, neg bool, args []string) {
	const patience = 20 * time.Second
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
	}
	ts.Fatalf("%s did not appear within %v", args[0], patience)
}

// awaitText waits until a file holds a text: awaittext FILE TEXT.
func awaitText(ts *testscript.TestScript, neg bool, args []string) {
	const patience = 20 * time.Second
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if b, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && strings.Contains(string(b), args[1]) {
			return
		}
	}
	ts.Fatalf("%s did not hold %q within %v", args[0], args[1], patience)
}

// site serves a folder at $SITE, which stands for "~" in its files: site FOLDER.
func site(ts *testscript.TestScript, neg bool, args []string) {
	root := ts.MkAbs(args[0])
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path.Clean(r.URL.Path))))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, len(b)))
		http.ServeContent(w, r, r.URL.Path, time.Time{}, strings.NewReader(strings.ReplaceAll(string(b), "~", s.URL)))
	}))
	ts.Setenv("SITE", s.URL)
	ts.Defer(s.Close)
}

// sparse makes a file of that many megabytes: sparse FILE MB.
func sparse(ts *testscript.TestScript, neg bool, args []string) {
	mb, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("Headline\n\nText"), 0o644))
	ts.Check(os.Truncate(ts.MkAbs(args[0]), mb<<20))
}

// rawBytes writes bytes given in hexadecimal: bytes FILE 00ff….
func rawBytes(ts *testscript.TestScript, neg bool, args []string) {
	var b []byte
	_, err := fmt.Sscanf(args[1], "%x", &b)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o644))
}
