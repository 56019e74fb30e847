//go:build linux

package cli

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFullDisk holds that a run that finds no more room stops, says what could
// not be written, where, and what to do; that the articles stored before can be
// asked for; and that the same command, given again when there is room, goes on
// and ends as a run that was never disturbed.
func TestFullDisk(t *testing.T) {
	if racing {
		t.Skip("run without the race detector: it would take minutes here, and what is tested are other processes")
	}
	news := killedCorpus(t)
	longArticle(t, filepath.Join(news, "wire9.txt"))
	whole := t.TempDir()
	if out, err := exec.Command("newsdex", "index", "--index", filepath.Join(whole, "index"), news).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := digestOf(t, filepath.Join(whole, "index"))
	for _, c := range []struct {
		name, script, reason string
		// around is put before the shell.
		around []string
	}{
		{
			// A file that may not grow fails its writer as a full disk does, at the
			// long article.
			"files of two megabytes", `
				mkdir "$DIR"
				(ulimit -f 4096; index)
				check
				index`,
			"file too large", nil,
		}, {
			"a disk of four megabytes", `
				mkdir "$DIR" && mount -t tmpfs -o size=4m none "$DIR" || exit 77
				index
				check
				mount -o remount,size=400m "$DIR"
				index
				cp -r "$DIR/index" "$OUT"`,
			"no space left on device", []string{"unshare", "--user", "--map-root-user", "--mount"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			index, out := filepath.Join(dir, "disk", "index"), filepath.Join(dir, "out")
			const tools = `
				index() { echo "== index"; newsdex index --index "$DIR/index" "$NEWS"; echo "exit code $?"; }
				check() { echo "== search"; newsdex search --json --limit 1 --index "$DIR/index" the; echo "exit code $?"; }
				exec 2>&1`
			args := append(c.around, "sh", "-c", tools+c.script)
			cmd := exec.Command(args[0], args[1:]...)
			cmd.Env = append(os.Environ(), "DIR="+filepath.Dir(index), "NEWS="+news, "OUT="+out)
			said, err := cmd.CombinedOutput()
			if exit, ran := errors.AsType[*exec.ExitError](err); c.around != nil && (!ran && err != nil || ran && !strings.Contains(string(said), "== index")) {
				t.Skipf("this machine does not let a test mount a disk of its own (%v, %v):\n%s", err, exit, said)
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			stages := strings.Split(string(said), "== ")
			if len(stages) != 4 {
				t.Fatalf("%d stages:\n%s", len(stages), said)
			}
			data := filepath.Join(index, "v2")
			for stage, texts := range map[int][]string{
				1: {
					"writing to the index has stopped", "writing to " + data, c.reason, "free some space", "then start newsdex again",
					"stopped before all was read; run the same command again", "exit code 1",
				},
				2: {`"value":`, "exit code 0"},
				3: {"went on where a run was interrupted", "exit code 0"},
			} {
				for _, text := range texts {
					if !strings.Contains(stages[stage], text) {
						t.Errorf("stage %d does not say %q:\n%s", stage, text, stages[stage])
					}
				}
			}
			if strings.Contains(stages[1], "added 0") || strings.Contains(stages[2], `"value":0,`) {
				t.Errorf("nothing was stored before the disk was full:\n%s\n%s", stages[1], stages[2])
			}
			if c.around != nil {
				index = out
			}
			if got := digestOf(t, index); got != want {
				t.Errorf("the index is another one: %s, want %s", got, want)
			}
		})
	}
}

// longArticle writes an article whose segment is larger than two megabytes.
func longArticle(t *testing.T, path string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("A long report\n\n")
	for rng := rand.New(rand.NewPCG(3, 4)); b.Len() < 3<<20; {
		fmt.Fprintf(&b, "word%x ", rng.Uint32())
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
