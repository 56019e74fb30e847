package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsdex/indexer"
)

// Limits of what a job is told to read.
const (
	// maxSources is how many paths and addresses one job takes; a folder is one.
	maxSources = 100
	// maxSource bounds one of them, in bytes.
	maxSource = 4096
	// maxPairs is how many names of fields one job takes.
	maxPairs = 100
	// maxPrefix bounds id_prefix, in bytes, so that identifiers have room behind it.
	maxPrefix = 64
)

// jobRequest is the body of POST /v1/jobs.
type jobRequest struct {
	Sources  []string `json:"sources"`
	IDPrefix string   `json:"id_prefix"`
	Map      []string `json:"map"`
	Follow   bool     `json:"follow"`
	DryRun   bool     `json:"dry_run"`
}

// openRoot opens the folder that jobs may read in; nil for none. It is known by
// the path that newsdex index would show.
func openRoot(folder string) (*os.Root, error) {
	if folder == "" {
		return nil, nil
	}
	full, err := filepath.Abs(folder)
	if err == nil {
		var info fs.FileInfo
		if info, err = os.Lstat(full); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			full, err = filepath.EvalSymlinks(full)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("opening the ingest root %s: %w", folder, err)
	}
	root, err := os.OpenRoot(full)
	if err != nil {
		return nil, fmt.Errorf("opening the ingest root %s: name a folder that is there and may be read: %w", folder, err)
	}
	return root, nil
}

// mayFetch reports whether jobs may read addresses.
func (s *Server) mayFetch() bool { return s.loopback || s.deps.AllowFetch }

// task makes a task of a request. What the server does not read at all is a
// problem of its own; all else that is wrong is told at once.
func (s *Server) task(r jobRequest) (task, error) {
	t := task{prefix: r.IDPrefix, pairs: r.Map, names: indexer.FieldMap{}, follow: r.Follow, dryRun: r.DryRun}
	var bad badList
	if len(r.Sources) == 0 {
		bad.add("sources", "", "missing; give a list of paths%s", s.addressesToo())
	}
	if len(r.Sources) > maxSources {
		bad.add("sources", "", "%d of them, the limit is %d; name the folder they are in", len(r.Sources), maxSources)
		return t, bad.err()
	}
	for _, given := range r.Sources {
		name, say, err := s.source(given, &bad)
		if err != nil {
			return t, err
		}
		t.sources, t.say = append(t.sources, name), append(t.say, say)
	}
	t.check(&bad)
	return t, bad.err()
}

func (s *Server) addressesToo() string {
	if s.mayFetch() {
		return " or addresses"
	}
	return ""
}

// check reads the options of a task.
func (t *task) check(bad *badList) {
	switch {
	case len(t.prefix) > maxPrefix:
		bad.add("id_prefix", "", "%d bytes, the limit is %d", len(t.prefix), maxPrefix)
	case !plainText(t.prefix):
		bad.add("id_prefix", "", "holds control characters")
	case t.prefix != "" && !strings.HasSuffix(t.prefix, ":"):
		t.prefix += ":"
	}
	if len(t.pairs) > maxPairs {
		bad.add("map", "", "%d pairs, the limit is %d", len(t.pairs), maxPairs)
		return
	}
	for _, pair := range t.pairs {
		if !plainText(pair) {
			bad.add("map", "", "%.100q holds control characters", pair)
		} else if err := t.names.Add(pair); err != nil {
			bad.add("map", "", "%.100q: %v", pair, err)
		}
	}
}

// source checks one thing to read, and returns how the indexer is told of it and
// how a reader is.
func (s *Server) source(given string, bad *badList) (name, say string, err error) {
	given = strings.TrimSpace(given)
	if scheme, _, is := strings.Cut(given, "://"); is {
		return s.address(given, scheme, bad)
	}
	if s.root == nil {
		return "", "", problemf(sourcesOff, "This server reads no paths. Start it with --ingest-root and a folder to let it read what is below that, or send the articles themselves to POST /v1/articles, or files with the page /import.")
	}
	switch {
	case given == "":
		bad.add("sources", "", "one is empty")
	case len(given) > maxSource:
		bad.add("sources", "", "%.60q…: %d bytes, the limit is %d", given, len(given), maxSource)
	case !plainText(given):
		bad.add("sources", "", "%.100q holds control characters or is not UTF-8", given)
	case slices.Contains(strings.Split(filepath.ToSlash(given), "/"), ".."):
		bad.add("sources", "", "%.100q: a path with .. is not taken; write where it leads", given)
	default:
		return s.path(given, bad)
	}
	return "", "", nil
}

// path checks a path, which is absolute or within the ingest root.
func (s *Server) path(given string, bad *badList) (name, say string, err error) {
	base := s.root.Name()
	name = filepath.Clean(given)
	if filepath.IsAbs(name) {
		if name, err = filepath.Rel(base, name); err != nil || name != "." && !filepath.IsLocal(name) {
			bad.add("sources", "", "%.100q is not below %s, where this server may read", given, base)
			return "", "", nil
		}
	}
	if _, err := s.root.Stat(name); err != nil {
		switch p, _ := errors.AsType[*fs.PathError](err); {
		case errors.Is(err, fs.ErrNotExist):
			bad.add("sources", "", "%.100q: there is no such file or folder below %s", given, base)
		case p != nil:
			bad.add("sources", "", "%.100q: looking at it below %s: %v", given, base, p.Err)
		default:
			return "", "", err
		}
		return "", "", nil
	}
	return filepath.ToSlash(name), filepath.Join(base, name), nil
}

// address checks an address. Where it leads is checked when it is fetched.
func (s *Server) address(given, scheme string, bad *badList) (name, say string, err error) {
	u, parseErr := url.Parse(given)
	switch {
	case !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https"):
		bad.add("sources", "", "%.100q: only http and https addresses are read", given)
	case !s.mayFetch():
		return "", "", problemf(sourcesOff, "The server is bound to %s, which other machines can reach, so it fetches no addresses for them. Start it with --allow-fetch, or bind it to 127.0.0.1.", s.Addr())
	case len(given) > maxSource:
		bad.add("sources", "", "%.60q…: %d bytes, the limit is %d", given, len(given), maxSource)
	case parseErr != nil || u.Host == "" || !plainText(given) || strings.ContainsRune(given, ' '):
		bad.add("sources", "", "%.100q is not an address", given)
	case u.User != nil: // it would stand in the list of jobs, for everybody
		bad.add("sources", "", "the address at %.100s holds a name or a password; take them out (pages behind a login are not fetched)", u.Host)
	default:
		return given, given, nil
	}
	return "", "", nil
}

// plainText reports whether a text is UTF-8 without control characters.
func plainText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}
