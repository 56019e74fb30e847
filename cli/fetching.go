package cli

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"newsdex/indexer"
)

// fetching are the flags of the verbs that fetch addresses.
type fetching struct {
	follow, allowPrivate bool
	delay                time.Duration
	userAgent            string
	maxPages             int
}

func (f *fetching) flags(set *pflag.FlagSet) {
	set.BoolVar(&f.follow, "follow", false, "fetch the pages of the items of feeds, and what lists of links lead to")
	set.BoolVar(&f.allowPrivate, "allow-private", false, "fetch from this machine and from private networks, too, and through the proxies of the environment")
	set.DurationVar(&f.delay, "delay", time.Second, "the `time` between two requests to one host; a longer one of its robots.txt is kept")
	set.StringVar(&f.userAgent, "user-agent", "", "call newsdex by another `name` when fetching (newsdex/"+Version+")")
	set.IntVar(&f.maxPages, "max-pages", indexer.DefaultMaxPages, "fetch up to `N` addresses in one run besides those given")
}

// visitsName is the file in the index folder that remembers what was fetched.
const visitsName = "fetched.jsonl"

// open returns a fetcher that remembers in the folder of an index; "" is without
// memory. Prefix and names are how records are read, as in indexer.Options.
func (f *fetching) open(folder, prefix string, names indexer.FieldMap) (*indexer.Fetcher, error) {
	switch {
	case f.delay < 0:
		return nil, &usageError{fmt.Errorf("--delay %v: give a time such as 1s or 500ms, or 0 for none", f.delay)}
	case f.maxPages <= 0:
		return nil, &usageError{fmt.Errorf("--max-pages %d: give a number from 1", f.maxPages)}
	case strings.ContainsFunc(f.userAgent, func(r rune) bool { return r < ' ' || r > '~' }):
		return nil, &usageError{fmt.Errorf("--user-agent %q: give a name in letters, digits and signs of ASCII", f.userAgent)}
	}
	var visits *indexer.Visits
	if folder != "" {
		key := sha256.Sum256(fmt.Appendf(nil, "%q %q %s", prefix, names, Version)) // maps are printed in order
		var err error
		if visits, err = indexer.OpenVisits(filepath.Join(folder, visitsName), hex.EncodeToString(key[:8])); err != nil {
			return nil, err
		}
	}
	delay := f.delay
	if delay == 0 {
		delay = -1
	}
	return indexer.NewFetcher(indexer.FetchOptions{
		Follow: f.follow, AllowPrivate: f.allowPrivate, Delay: delay, MaxPages: f.maxPages,
		UserAgent: cmp.Or(f.userAgent, "newsdex/"+Version),
	}, visits), nil
}
