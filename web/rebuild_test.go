package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// rebuilding is a server whose rebuild does as it is told.
func rebuilding(t *testing.T, do func(ctx context.Context, progress func(done, all int)) (int, error)) *live {
	return start(t, newMemory(seed(t)), func(d *Deps) { d.Rebuild = do })
}

func TestRebuild(t *testing.T) {
	s := rebuilding(t, func(_ context.Context, progress func(done, all int)) (int, error) {
		progress(3, 7)
		return 7, nil
	})
	r := s.do("POST", "/v1/rebuild", "")
	lines := strings.Split(strings.TrimSpace(r.body), "\n")
	var end rebuildEnd
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &end); err != nil || end.Articles != 7 || r.status != 200 {
		t.Errorf("%d %s: %v", r.status, r.body, err)
	}
	spec := loadSpec(t)
	for _, l := range lines {
		var v any
		if err := json.Unmarshal([]byte(l), &v); err != nil {
			t.Fatal(err)
		}
		if spec.check(spec.schema("RebuildEnd"), v, "$") != nil && spec.check(spec.schema("RebuildProgress"), v, "$") != nil {
			t.Errorf("not as described: %s", l)
		}
	}
}

func TestRebuildFails(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(context.Context, func(done, all int)) (int, error)
		says string
	}{
		"an error": {func(context.Context, func(int, int)) (int, error) { return 0, errors.New("secret") }, internal},
		"a panic":  {func(context.Context, func(int, int)) (int, error) { panic("secret") }, internal},
	} {
		t.Run(name, func(t *testing.T) {
			r := rebuilding(t, c.do).do("POST", "/v1/rebuild", "")
			if !strings.Contains(r.body, c.says) || strings.Contains(r.body, "secret") || !strings.Contains(r.body, "as it was") {
				t.Errorf("%d %s", r.status, r.body)
			}
		})
	}
	start(t, newMemory(seed(t))).do("POST", "/v1/rebuild", "").isProblem(t, notFound)
}

// A new index that is in use is not said to be the old one, whatever went wrong
// behind it.
func TestRebuildLeavesTheOld(t *testing.T) {
	r := rebuilding(t, func(context.Context, func(int, int)) (int, error) { return 7, errors.New("secret") }).do("POST", "/v1/rebuild", "")
	if strings.Contains(r.body, "as it was") || !strings.Contains(r.body, "new index is in use") || strings.Contains(r.body, "secret") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// One rebuild runs at a time; it ends with its request, and with the server.
func TestRebuildEnds(t *testing.T) {
	begun, ended := make(chan struct{}, 1), make(chan error, 1)
	s := rebuilding(t, func(ctx context.Context, progress func(done, all int)) (int, error) {
		progress(1, 2)
		begun <- struct{}{}
		<-ctx.Done()
		ended <- ctx.Err()
		return 0, ctx.Err()
	})
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		req, err := http.NewRequestWithContext(ctx, "POST", s.URL()+"/v1/rebuild", nil)
		if err != nil {
			t.Error(err)
			return
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
	}()
	<-begun
	s.do("POST", "/v1/rebuild", "").isProblem(t, busy)
	leave()
	<-ended

	answer := make(chan string, 1)
	post := func() (status int, body string) {
		res, err := http.Post(s.URL()+"/v1/rebuild", "", nil)
		if err != nil {
			return 0, err.Error()
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			return 0, err.Error()
		}
		return res.StatusCode, string(b)
	}
	go func() {
		status, body := post()
		for status == http.StatusTooManyRequests { // the first has ended, but not left yet
			status, body = post()
		}
		answer <- body
	}()
	<-begun
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if got := <-answer; !strings.Contains(got, notReady) || !strings.Contains(got, "as it was") {
		t.Errorf("the server stopped: %s", got)
	}
}
