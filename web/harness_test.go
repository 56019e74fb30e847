package web

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/indexer"
	"newsdex/search"
	"newsdex/search/match"
)

// memory is an engine in memory: obvious, slow, and with switches for trouble.
type memory struct {
	mu         sync.Mutex
	articles   map[string]*article.Article
	generation uint64
	// before, when set, runs at the start of every search and write.
	before func(ctx context.Context) error
	// partial makes answers say that time ran out.
	partial bool
}

func newMemory(arts ...*article.Article) *memory {
	m := &memory{articles: map[string]*article.Article{}}
	for _, a := range arts {
		m.articles[a.ID] = a
		m.generation++
	}
	return m
}

func (m *memory) run(ctx context.Context) error {
	m.mu.Lock()
	before := m.before
	m.mu.Unlock()
	if before != nil {
		return before(ctx)
	}
	return ctx.Err()
}

// trouble makes every later search and write run f first.
func (m *memory) trouble(f func(ctx context.Context) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before = f
}

func (m *memory) Search(ctx context.Context, p search.Plan) (search.Answer, error) {
	if err := m.run(ctx); err != nil {
		return search.Answer{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	ans := search.Answer{Generation: m.generation, Partial: m.partial, DocFreq: make([]int, len(match.Leaves(p.Tree)))}
	var hits []search.EngineHit
	for _, a := range m.articles {
		if ok, head, body := naive.Find(p.Tree, a); ok {
			at, dated := a.Published.Unix()
			k := search.Key{Score: float64(3*len(head) + len(body)), Published: at, Dated: dated, ID: a.ID}
			hits = append(hits, search.EngineHit{Key: k, Article: a})
		}
	}
	slices.SortFunc(hits, func(a, b search.EngineHit) int { return p.Sort.Compare(a.Key, b.Key) })
	m.count(&ans, p, hits)
	if p.Fold {
		hits = fold(hits)
		for _, h := range hits {
			ans.Folded += len(h.Copies)
		}
	}
	ans.Total = len(hits)
	if p.After != nil && p.Backward {
		hits = slices.DeleteFunc(hits, func(h search.EngineHit) bool { return p.Sort.Compare(h.Key, *p.After) >= 0 })
		ans.More = len(hits) > p.Limit
		ans.Hits = hits[max(0, len(hits)-p.Limit):]
		return ans, nil
	}
	if p.After != nil {
		hits = slices.DeleteFunc(hits, func(h search.EngineHit) bool { return p.Sort.Compare(h.Key, *p.After) <= 0 })
	}
	ans.More = len(hits) > p.Limit
	ans.Hits = hits[:min(len(hits), p.Limit)]
	return ans, nil
}

// count fills in facets and days.
func (m *memory) count(ans *search.Answer, p search.Plan, hits []search.EngineHit) {
	var answer, all []*article.Article
	for _, h := range hits {
		answer = append(answer, h.Article)
	}
	for _, a := range m.articles {
		all = append(all, a)
	}
	for _, f := range p.Facets {
		counted := answer
		if f.Tree != nil {
			counted = nil
			for _, a := range all {
				if ok, _, _ := naive.Find(f.Tree, a); ok {
					counted = append(counted, a)
				}
			}
		}
		counts, missing := naive.Facet(f.Field, counted)
		ans.Facets = append(ans.Facets, search.FacetCounts{Field: f.Field, Values: search.TopValues(counts, p.FacetLimit), Missing: missing, Distinct: len(counts)})
	}
	if p.Days {
		// No article that was validated has such a day; pages must bear it.
		odd := func(a *article.Article) bool {
			_, err := time.Parse(time.DateOnly, a.Published.Day)
			return err != nil && !a.Published.IsZero()
		}
		ans.Days, ans.Undated = naive.Days(slices.DeleteFunc(answer, odd), slices.DeleteFunc(all, odd))
	}
}

// fold leaves the first of the hits that have the same text.
func fold(hits []search.EngineHit) []search.EngineHit {
	var out []search.EngineHit
	first := map[int64]int{}
	for _, h := range hits {
		key, has := h.Article.TextKey()
		if i, ok := first[key]; ok && has {
			out[i].Copies = append(out[i].Copies, h.Article.ID)
			continue
		}
		if has {
			first[key] = len(out)
		}
		out = append(out, h)
	}
	return out
}

func (m *memory) Article(ctx context.Context, id string) (*article.Article, error) {
	if err := m.run(ctx); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if a := m.articles[id]; a != nil {
		return a, nil
	}
	return nil, search.ErrNotFound
}

func (m *memory) Terms(ctx context.Context, of match.Node, limit int) ([]search.Term, error) {
	if err := m.run(ctx); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []*naive.Reading
	for _, a := range m.articles {
		all = append(all, naive.Read(a))
	}
	return naive.Terms(of, all, limit), nil
}

func (m *memory) Stats(context.Context) (search.Stats, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return search.Stats{Articles: len(m.articles), Generation: m.generation}, nil
}

func (m *memory) Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error) {
	if err := m.run(ctx); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var outs []article.Outcome
	for _, a := range batch {
		c := *a
		out, store := article.Reconcile(m.articles[a.ID], &c)
		if store != nil {
			m.articles[a.ID] = store
			m.generation++
		}
		outs = append(outs, out)
	}
	return outs, nil
}

func (m *memory) Remove(ctx context.Context, ids []string) ([]bool, error) {
	if err := m.run(ctx); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []bool
	for _, id := range ids {
		found = append(found, m.articles[id] != nil)
		delete(m.articles, id)
		m.generation++
	}
	return found, nil
}

func (m *memory) len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.articles)
}

var (
	_ search.Searcher = (*memory)(nil)
	_ indexer.Writer  = (*memory)(nil)
)

// seed is the sample article, as far as the tests here need it.
func seed(t testing.TB) *article.Article {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "seeds", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sample article in ../seeds: %v", err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(string(data), "\n")
	body, _, _ = strings.Cut(body, "Leave a Reply")
	a := &article.Article{Headline: head, Body: strings.TrimSpace(body), Lang: "en", ReadFrom: article.Place{Source: "seeds:sample.txt"}}
	a.Identify("")
	return complete(a)
}

// complete fills in what ingestion would.
func complete(a *article.Article) *article.Article {
	if a.ID == "" {
		a.Identify("")
	}
	if a.Lang == "" {
		a.Lang = "en"
	}
	a.FirstSeen = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	a.WordCount = len(strings.Fields(a.Body))
	a.HashContent()
	return a
}

// day makes a date with its day alone.
func day(s string, o article.DateOrigin) article.Date { return article.Date{Day: s, Origin: o} }

// numbered makes n dated articles, a1 the oldest.
func numbered(n int) []*article.Article {
	var out []*article.Article
	for i := range n {
		d := time.Date(2022, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, i)
		out = append(out, complete(&article.Article{
			ID: "a" + string(rune('a'+i/26)) + string(rune('a'+i%26)), Headline: "Harvest report", Body: "The harvest was good on day " + d.Format("2 January") + ".", Source: "The Hill",
			Published: article.Date{Day: d.Format(time.DateOnly), Time: d, Origin: article.FromField},
		}))
	}
	return out
}

// live is a server that answers on a port of its own.
type live struct {
	*Server
	t    testing.TB
	log  *logBuffer
	stop func() error
}

// logBuffer keeps what is logged, for tests that read it.
type logBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start serves an engine; change may alter what the server is given.
func start(t testing.TB, m *memory, change ...func(*Deps)) *live {
	t.Helper()
	l := prepare(t, m, change...)
	l.serve()
	return l
}

// prepare makes a server that does not answer yet.
func prepare(t testing.TB, m *memory, change ...func(*Deps)) *live {
	t.Helper()
	l := &live{t: t, log: &logBuffer{}}
	d := Deps{Searcher: m, Writer: m, Log: slog.New(slog.NewTextHandler(l.log, nil)), Version: "test", Index: "/tmp/index"}
	for _, f := range change {
		f(&d)
	}
	s, err := Listen("127.0.0.1:0", d)
	if err != nil {
		t.Fatal(err)
	}
	s.SetReady(true)
	l.Server = s
	return l
}

func (l *live) serve() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Serve(ctx) }()
	var once sync.Once
	var result error
	l.stop = func() error {
		once.Do(func() { cancel(); result = <-done })
		return result
	}
	l.t.Cleanup(func() {
		l.stop()
		if l.t.Failed() {
			l.t.Logf("log:\n%.4000s", l.log)
		}
	})
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request. Headers come in pairs; "Host" is the host name.
func (l *live) do(method, path, body string, headers ...string) reply {
	l.t.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, l.URL()+path, r)
	if err != nil {
		l.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		} else {
			req.Header.Add(headers[i], headers[i+1])
		}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		l.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		l.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply{resp.StatusCode, resp.Header, string(b)}
}

func (l *live) get(path string, headers ...string) reply {
	l.t.Helper()
	return l.do("GET", path, "", headers...)
}

// into decodes the body, refusing fields that v does not have.
func (r reply) into(t testing.TB, v any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(r.body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
}

// answer decodes an answer of /v1/search.
func (r reply) answer(t testing.TB) answerJSON {
	t.Helper()
	if r.status != 200 {
		t.Fatalf("status %d: %s", r.status, r.body)
	}
	var a answerJSON
	r.into(t, &a)
	return a
}

// isProblem checks that the answer is a problem of that code, and returns it.
func (r reply) isProblem(t testing.TB, code string) problemJSON {
	t.Helper()
	if got := r.header.Get("Content-Type"); got != typeProblem {
		t.Fatalf("Content-Type %q, want a problem: %d %s", got, r.status, r.body)
	}
	var p problemJSON
	r.into(t, &p)
	if p.Type != problemBase+code {
		t.Fatalf("problem %s, want %s: %s", p.Type, code, r.body)
	}
	if p.Status != r.status || p.Title == "" || p.Detail == "" || p.Instance == "" || p.RequestID != r.header.Get("X-Request-Id") {
		t.Errorf("incomplete problem for status %d: %s", r.status, r.body)
	}
	return p
}
