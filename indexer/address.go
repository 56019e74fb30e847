package indexer

import (
	"regexp"
	"time"

	"newsdex/indexer/fetch"
)

// FetchOptions say how addresses are fetched. The zero value is fine.
type FetchOptions struct {
	// Follow fetches what lists of links lead to, and the pages of the items of
	// feeds.
	Follow bool
	// AllowPrivate takes addresses of this machine and of private networks.
	AllowPrivate bool
	// Delay is the time between two requests to one host; 0 is a second, a
	// negative one none.
	Delay time.Duration
	// UserAgent is how newsdex calls itself, with its version.
	UserAgent string
	// MaxPages bounds the addresses of one run that were not given but found; 0
	// is DefaultMaxPages.
	MaxPages int
}

// DefaultMaxPages is how many addresses one run finds and fetches at most when
// nothing else is said: at one a second, three hours of one host.
const DefaultMaxPages = 10_000

// Fetcher gets the addresses of runs. Runs that go on side by side share one, so
// that together they do not ask a host more often than one would. It is safe for
// concurrent use.
type Fetcher struct {
	FetchOptions
	client *fetch.Client
	visits *Visits
}

// NewFetcher returns a fetcher that remembers in v, which may be nil.
func NewFetcher(o FetchOptions, v *Visits) *Fetcher {
	if o.MaxPages <= 0 {
		o.MaxPages = DefaultMaxPages
	}
	return &Fetcher{FetchOptions: o, visits: v, client: fetch.New(fetch.Options{UserAgent: o.UserAgent, Delay: o.Delay, AllowPrivate: o.AllowPrivate})}
}

// Anew returns a fetcher that asks hosts through the same client, follows links or
// not, and remembers nothing: for a run that somebody asks for. It is not closed.
func (f *Fetcher) Anew(follow bool) *Fetcher {
	anew := *f
	anew.Follow, anew.visits = follow, nil
	return &anew
}

// Close lets go of idle connections, and saves what is to be remembered.
func (f *Fetcher) Close() error {
	f.client.Close()
	return f.visits.Save()
}

// addressShape is what begins with a scheme: no path does, on any system.
var addressShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

// IsAddress reports whether a source is an address, which is fetched, and not a
// path. Only http and https can be; others are addresses that are refused.
func IsAddress(source string) bool { return addressShape.MatchString(source) }

// splitSources tells paths from addresses, each in their order.
func splitSources(sources []string) (paths, addresses []string) {
	for _, s := range sources {
		if IsAddress(s) {
			addresses = append(addresses, s)
		} else {
			paths = append(paths, s)
		}
	}
	return paths, addresses
}
