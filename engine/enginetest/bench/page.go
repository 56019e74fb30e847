package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// pages asks a program that serves the index for the page of results, as a
// browser does, and prints how long its first byte takes. Facets, timeline and
// passages are on every page, so the classes that only add those are left out.
func (s *settings) pages(ctx context.Context, p place) (err error) {
	var c corpus
	if err := readJSON(p.corpus(), &c); err != nil {
		return err
	}
	program, err := filepath.Abs(s.served)
	if err != nil {
		return err
	}
	address, stop, err := serveIndex(ctx, program, p.index("newsdex"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	fmt.Printf("%s\n%d articles, %d rounds of each query after the first, one client, gzip; milliseconds to the first byte of the page over loopback\n\n", thisMachine(), c.Articles, s.rounds)
	fmt.Println("| query | pages | p50 | p95 | most | kB |\n| --- | --: | --: | --: | --: | --: |")
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	for _, k := range s.chosen() {
		if k.facets || k.timeline || k.page {
			continue
		}
		var took []float64
		size := 0
		for round := range s.rounds + 1 {
			for _, q := range c.Queries[k.name] {
				first, n, err := onePage(ctx, client, address+pageOf(k, q))
				if err != nil {
					return fmt.Errorf("%s: %q: %w", k.name, q.Text, err)
				}
				if round > 0 {
					took, size = append(took, float64(first.Nanoseconds())/1e6), size+n
				}
			}
		}
		slices.Sort(took)
		fmt.Printf("| %s | %d | %.1f | %.1f | %.1f | %d |\n", k.name, len(took), percentile(took, 50), percentile(took, 95), took[len(took)-1], size/len(took)>>10)
	}
	return nil
}

// pageOf returns the address of the page that answers a question.
func pageOf(k class, q question) string {
	v := url.Values{"q": {q.Text}}
	if q.Any {
		v.Set("match", "any")
	}
	if k.newest {
		v.Set("sort", "newest")
	}
	return "/?" + v.Encode()
}

// onePage asks for a page and returns the time to its first byte, and its size
// as it is sent.
func onePage(ctx context.Context, client *http.Client, address string) (first time.Duration, size int, err error) {
	var begin time.Time
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:              func(httptrace.GotConnInfo) { begin = time.Now() },
		GotFirstResponseByte: func() { first = time.Since(begin) },
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, 0, err
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", res.StatusCode)
	}
	return first, int(n), err
}

// serveIndex starts a program on an index and returns its address when it
// says it.
func serveIndex(ctx context.Context, program, index string) (address string, stop func() error, err error) {
	said := &tail{most: keptErrors}
	cmd := exec.CommandContext(ctx, program, "serve", "--addr", "127.0.0.1:0", "--index", index)
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("starting %s: %w", program, err)
	}
	for lines := bufio.NewScanner(out); address == "" && lines.Scan(); {
		if at, ok := strings.CutPrefix(lines.Text(), "listening"); ok {
			address = strings.TrimSpace(at)
		}
	}
	if address == "" {
		return "", nil, fmt.Errorf("%s does not serve %s: %w\n%s", program, index, errors.Join(cmd.Wait(), ctx.Err()), said.kept)
	}
	go io.Copy(io.Discard, out) // what follows is for people
	return address, func() error {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			return err
		}
		if err := cmd.Wait(); err != nil {
			return fmt.Errorf("ending %s: %w\n%s", program, err, said.kept)
		}
		return nil
	}, nil
}
