package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"newsdex/indexer"
)

// TestJobSources: what is not to be read is refused with where and why, before
// anything runs.
func TestJobSources(t *testing.T) {
	outer := folder(t, map[string]string{"in/a.txt": "Head\n\nText.", "in/index/CURRENT": "v2\n", "in/index/x.txt": "Head\n\nIndex.", "secret.txt": "Secret\n\nText."})
	root := filepath.Join(outer, "in")
	if runtime.GOOS != "windows" {
		for link, to := range map[string]string{"out": "../secret.txt", "up": "..", "abs": filepath.Join(outer, "secret.txt")} {
			if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
				t.Fatal(err)
			}
		}
	}
	m := newMemory()
	open := start(t, m, func(d *Deps) { d.IngestRoot, d.Index = root, filepath.Join(root, "index") })
	closed := start(t, m)
	for name, tc := range map[string]struct {
		l          *live
		body, code string
		say        string
	}{
		"no root":           {closed, `{"sources":["a.txt"]}`, sourcesOff, "--ingest-root"},
		"up":                {open, `{"sources":["../secret.txt"]}`, badParameter, ".."},
		"up in the middle":  {open, `{"sources":["index/../../secret.txt"]}`, badParameter, ".."},
		"up and down":       {open, `{"sources":["index/../a.txt"]}`, badParameter, ".."},
		"elsewhere":         {open, `{"sources":["/etc/passwd"]}`, badParameter, "is not below " + root},
		"the folder above":  {open, fmt.Sprintf(`{"sources":[%q]}`, outer), badParameter, "is not below"},
		"beside, same name": {open, fmt.Sprintf(`{"sources":[%q]}`, root+"x"), badParameter, "is not below"},
		"a link out":        {open, `{"sources":["out"]}`, badParameter, "escapes"},
		"an absolute link":  {open, `{"sources":["abs"]}`, badParameter, "escapes"},
		"through a link":    {open, `{"sources":["up/secret.txt"]}`, badParameter, "escapes"},
		"missing":           {open, `{"sources":["nothing.txt"]}`, badParameter, "no such file"},
		"empty":             {open, `{"sources":[""]}`, badParameter, "empty"},
		"NUL":               {open, `{"sources":["a.txt\u0000"]}`, badParameter, "control"},
		"escape sequence":   {open, `{"sources":["\u001b[2J"]}`, badParameter, "control"},
		"long":              {open, `{"sources":["` + strings.Repeat("x", maxSource+1) + `"]}`, badParameter, "limit"},
		"a file address":    {open, `{"sources":["file:///etc/passwd"]}`, badParameter, "http and https"},
		"a strange scheme":  {open, `{"sources":["x://../../etc/passwd"]}`, badParameter, "http and https"},
		"no host":           {open, `{"sources":["http:///x"]}`, badParameter, "not an address"},
		"a password":        {open, `{"sources":["http://me:secret@example.org/feed"]}`, badParameter, "holds a name or a password"},
		"none":              {open, `{"sources":[]}`, badParameter, "missing"},
		"nothing":           {open, `{}`, badParameter, "missing"},
		"too many":          {open, `{"sources":["a.txt"` + strings.Repeat(`,"a.txt"`, maxSources) + `]}`, badParameter, "limit"},
		"a field":           {open, `{"sources":["a.txt"],"allow_private":true}`, badBody, "sources, id_prefix"},
		"a list":            {open, `["a.txt"]`, badBody, "JSON object"},
		"two objects":       {open, `{"sources":["a.txt"]}{}`, badBody, "behind"},
		"a bad map":         {open, `{"sources":["a.txt"],"map":["headlin=x"]}`, badParameter, "headline"},
		"a bad prefix":      {open, `{"sources":["a.txt"],"id_prefix":"a\u0007"}`, badParameter, "control"},
		"a long prefix":     {open, `{"sources":["a.txt"],"id_prefix":"` + strings.Repeat("x", maxPrefix+1) + `"}`, badParameter, "limit"},
		"large":             {open, `{"sources":["` + strings.Repeat("x", maxQuestion) + `"]}`, tooLarge, "limit"},
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.Contains(name, "link") {
				t.Skip("links need rights here")
			}
			p := tc.l.postJob(tc.body).isProblem(t, tc.code)
			if !strings.Contains(p.Detail, tc.say) {
				t.Errorf("%q does not say %q", p.Detail, tc.say)
			}
		})
	}
	// What a walk meets is refused in the report.
	j := open.ended(open.begin(`{"sources":[".", "index/x.txt"]}`).ID)
	if runtime.GOOS != "windows" && (j.Report.Added != 1 || j.Report.Skipped != 4 || j.Report.Reasons["out of the folder"] != 3 || j.Report.Reasons["excluded"] != 1) {
		t.Errorf("%+v", j.Report)
	}
	for _, a := range m.articles {
		if a.Headline != "Head" || a.Body != "Text." {
			t.Errorf("%q was read from %s", a.Body, a.ReadFrom.Source)
		}
	}
}

// TestFetchFollowsTheWrites: who can be reached by others fetches only when told to.
func TestFetchFollowsTheWrites(t *testing.T) {
	const body = `{"sources":["http://127.0.0.1:1/feed.xml"]}`
	for name, tc := range map[string]struct {
		loopback, allow bool
		want            int
	}{"own machine": {true, false, 202}, "network": {false, false, 403}, "network, allowed": {false, true, 202}} {
		t.Run(name, func(t *testing.T) {
			l := prepare(t, newMemory(), func(d *Deps) { d.AllowWrites, d.AllowFetch = true, tc.allow })
			l.loopback = tc.loopback
			l.serve()
			r := l.postJob(body)
			if r.status != tc.want {
				t.Fatalf("%d %s", r.status, r.body)
			}
			if tc.want == 403 {
				if p := r.isProblem(t, sourcesOff); !strings.Contains(p.Detail, "--allow-fetch") {
					t.Error(p.Detail)
				}
				return
			}
			l.ended(jobOf(t, r).ID)
		})
	}
}

// TestJobFetches: an address is read by the server's own fetcher, and followed
// when that is asked for.
func TestJobFetches(t *testing.T) {
	site := http.NewServeMux()
	site.HandleFunc("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>T</title><item><guid>1</guid><title>Grain</title><description>Short.</description><link>http://%s/page</link></item></channel></rss>`, r.Host)
	})
	asked := make(chan string, 10)
	site.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		fmt.Fprint(w, "<html><head><title>Grain</title></head><body><article><h1>Grain</h1><p>"+strings.Repeat("Ships left the port with grain. ", 40)+"</p></article></body></html>")
	})
	feeds := httptest.NewServer(site)
	defer feeds.Close()
	m := newMemory()
	l := start(t, m, func(d *Deps) {
		d.Fetch = indexer.NewFetcher(indexer.FetchOptions{AllowPrivate: true, Delay: -1}, nil)
	})
	j := l.ended(l.begin(`{"sources":["` + feeds.URL + `/feed.xml"]}`).ID)
	if j.Report.Added != 1 || len(asked) != 0 || j.Progress.TotalBytes != nil {
		t.Errorf("%d pages asked for, %+v", len(asked), j)
	}
	if j := l.ended(l.begin(`{"sources":["` + feeds.URL + `/feed.xml"],"follow":true}`).ID); j.Report.Updated != 1 || len(asked) != 1 || !j.Follow {
		t.Errorf("followed: %d pages asked for, %+v", len(asked), j.Report)
	}
	closed := start(t, newMemory())
	if j := closed.ended(closed.begin(`{"sources":["` + feeds.URL + `/feed.xml"]}`).ID); j.Report.Skipped != 1 || len(j.Report.Problems) != 1 {
		t.Errorf("a private address was fetched: %+v", j.Report)
	}
}

// TestJobsAreGuarded: pages of others start no jobs, stop none and see none.
func TestJobsAreGuarded(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "Head\n\nText."})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	release := hold(m)
	defer release()
	j := l.begin(`{"sources":["."]}`)
	for name, headers := range map[string][]string{
		"foreign": {"Origin", "https://evil.example"}, "null": {"Origin", "null"}, "other port": {"Origin", "http://127.0.0.1:1"}, "fetched": {"Sec-Fetch-Site", "cross-site"},
	} {
		l.postJob(`{"sources":["."]}`, headers...).isProblem(t, foreignPage)
		l.do("DELETE", j.Links.Self, "", headers...).isProblem(t, foreignPage)
		if now := jobOf(t, l.get(j.Links.Self)); now.Stopping {
			t.Errorf("%s: the job was stopped", name)
		}
	}
	l.get(j.Links.Self, "Sec-Fetch-Site", "cross-site").isProblem(t, foreignPage)
	for _, kind := range []string{"text/plain", typeForm + "; boundary=x", "application/x-www-form-urlencoded", ""} {
		l.do("POST", "/v1/jobs", `{"sources":["."]}`, "Content-Type", kind).isProblem(t, unsupportedMediaType)
	}
	network := prepare(t, newMemory(), func(d *Deps) { d.IngestRoot = root })
	network.loopback = false
	network.serve()
	network.postJob(`{"sources":["."]}`).isProblem(t, writesOff)
	network.do("DELETE", "/v1/jobs/x", "").isProblem(t, writesOff)
}

func TestIngestRootMustBeAFolder(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "x"})
	for name, path := range map[string]string{"missing": filepath.Join(root, "none"), "a file": filepath.Join(root, "a.txt")} {
		if s, err := Listen("127.0.0.1:0", Deps{Searcher: newMemory(), IngestRoot: path}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
			if s != nil {
				s.listener.Close()
			}
		}
	}
}
