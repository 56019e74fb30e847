package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newsdex runs one command in a folder and returns its exit code and output.
func newsdex(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Chdir(dir)
	var out, errs bytes.Buffer
	code = Run(t.Context(), args, Env{Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }})
	return code, out.String(), errs.String()
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"good.txt": "Grain\n\nShips left.", "empty.txt": " "} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		args string
		want int
	}{
		{"version", exitDone},
		{"search grain", exitFailed}, // no index yet
		{"index good.txt", exitDone},
		{"search grain", exitDone},
		{"search wheat", exitDone}, // nothing found is an answer
		{"index good.txt empty.txt", exitSkipped},
		{"index nowhere.txt", exitSkipped},
		{`search "grain`, exitUsage},
		{"search", exitUsage},
		{"get nothing", exitFailed},
		{"remove nothing", exitSkipped},
		{"--no-such-flag", exitUsage},
	} {
		if code, out, errs := newsdex(t, dir, strings.Fields(tt.args)...); code != tt.want {
			t.Errorf("newsdex %s: exit code %d, want %d\n%s%s", tt.args, code, tt.want, out, errs)
		}
	}
}

// TestFlagsAreDocumented fails when a verb or flag is missing from the README.
func TestFlagsAreDocumented(t *testing.T) {
	b, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(b)
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.HasParent() && !strings.Contains(readme, "newsdex "+c.Name()) {
			t.Errorf("the README does not mention %q", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && !strings.Contains(readme, "--"+f.Name) {
				t.Errorf("the README does not mention --%s of %q", f.Name, c.CommandPath())
			}
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(&app{}))
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                    "plain",
		"a\x1b[31mb":               "a\uFFFD[31mb",
		"a\u009bb\u202ec\u2066d":   "a\uFFFDb\uFFFDc\uFFFDd",
		"one\ntwo\r\tthree\u2028x": "one two  three x",
	} {
		if got := inert(in); got != want {
			t.Errorf("inert(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCaret(t *testing.T) {
	q := `Łódź "näive`
	at := strings.IndexByte(q, '"')
	if got, want := caret(q, at, len(q)), "     ^^^^^^"; got != want {
		t.Errorf("caret = %q, want %q: columns count runes", got, want)
	}
}
