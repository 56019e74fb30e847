//go:build browser

package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// exitSkipped is the exit code of newsdex index when it left something out,
// which the corpora have a few of.
const exitSkipped = 3

// stopTime is how long a server may take to end when it is told to.
const stopTime = 10 * time.Second

// server is one newsdex that serves an index.
type server struct {
	url string
	// log is the file of what it wrote to stderr.
	log string
}

// index makes an index of files.
func (h *house) index(ctx context.Context, t *testing.T, name string, files ...string) {
	t.Helper()
	args := append([]string{"index", "--index", filepath.Join(h.dir, name)}, files...)
	cmd := exec.CommandContext(ctx, h.newsdex, args...)
	cmd.Dir = h.dir
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == exitSkipped) {
		t.Fatalf("newsdex %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	t.Logf("index %s: %s", name, strings.TrimSpace(string(out)))
}

// serve starts a server on a free port and returns when it is ready.
func (h *house) serve(t *testing.T, name string, flags ...string) *server {
	t.Helper()
	s := &server{log: filepath.Join(h.dir, name+".log")}
	log, err := os.Create(s.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd := exec.Command(h.newsdex, append([]string{"serve", "--addr", "127.0.0.1:0", "--index", filepath.Join(h.dir, name)}, flags...)...)
	cmd.Dir, cmd.Stderr = h.dir, log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	ended := make(chan error, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if at, ok := strings.CutPrefix(lines.Text(), "listening"); ok {
				address <- strings.TrimSpace(at)
			}
		}
		ended <- cmd.Wait()
	}()
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(stopTime):
			cmd.Process.Kill()
			t.Errorf("the server of %s did not end", name)
		}
	})
	select {
	case s.url = <-address:
	case err := <-ended:
		ended <- err
		t.Fatalf("the server of %s ended: %v\n%s", name, err, s.said())
	case <-time.After(stepTime):
		t.Fatalf("the server of %s does not say where it listens\n%s", name, s.said())
	}
	s.ready(t)
	return s
}

// ready waits until the server answers.
func (s *server) ready(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(stepTime); time.Now().Before(deadline); <-time.After(pollEvery) {
		res, err := http.Get(s.url + "/readyz")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatalf("%s is not ready\n%s", s.url, s.said())
}

// said returns what the server complained of.
func (s *server) said() string {
	data, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		if !strings.Contains(line, "level=INFO") {
			out = append(out, strings.TrimSuffix(line, "\n"))
		}
	}
	return strings.Join(out, "\n")
}

// answer is what the tests read of GET /v1/search.
type answer struct {
	Total struct{ Value int }
	Hits  []struct{ ID, Headline string }
}

// ask asks the API what the page ought to show.
func (s *server) ask(t *testing.T, v url.Values) answer {
	t.Helper()
	res, err := http.Get(s.url + "/v1/search?" + v.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var a answer
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("search for %v: status %d, %v", v, res.StatusCode, err)
	}
	return a
}
