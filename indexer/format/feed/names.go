package feed

import "newsdex/indexer/format/markup"

// The namespaces that are known, by a short name.
const (
	atomSpace    = "atom"
	dcSpace      = "dc"
	dcTermsSpace = "dcterms"
	contentSpace = "content"
	mediaSpace   = "media"
	itunesSpace  = "itunes"
	xhtmlSpace   = "xhtml"
	rdfSpace     = "rdf"
	feedburner   = "feedburner"
	newsSpace    = "news"
	otherSpace   = "other"
)

// spaces are the addresses of namespaces, in lower case without "http://" and
// what ends them, "" standing for RSS.
var spaces = map[string]string{
	"":                                    "",
	"purl.org/rss/1.0":                    "",
	"purl.org/net/rss1.1":                 "",
	"my.netscape.com/rdf/simple/0.9":      "",
	"channel.netscape.com/rdf/simple/0.9": "",
	"my.netscape.com/publish/formats/rss-0.91.dtd": "",
	"backend.userland.com/rss":                     "",
	"backend.userland.com/rss2":                    "",
	"backend.userland.com/rss091":                  "",
	"blogs.law.harvard.edu/tech/rss":               "",
	"www.w3.org/2005/atom":                         atomSpace,
	"purl.org/atom/ns":                             atomSpace,
	"purl.org/dc/elements/1.1":                     dcSpace,
	"purl.org/dc/elements/1.0":                     dcSpace,
	"purl.org/dc/terms":                            dcTermsSpace,
	"purl.org/rss/1.0/modules/content":             contentSpace,
	"search.yahoo.com/mrss":                        mediaSpace,
	"www.itunes.com/dtds/podcast-1.0.dtd":          itunesSpace,
	"example.com/dtds/podcast-1.0.dtd":             itunesSpace,
	"www.w3.org/1999/xhtml":                        xhtmlSpace,
	"www.w3.org/1999/02/22-rdf-syntax-ns":          rdfSpace,
	"rssnamespace.org/feedburner/ext/1.0":          feedburner,
	"www.google.com/schemas/sitemap-news/0.9":      newsSpace,
}

// prefixes are what a prefix means that a document forgot to declare.
var prefixes = map[string]string{
	"atom": atomSpace, "a10": atomSpace, "dc": dcSpace, "dcterms": dcTermsSpace, "content": contentSpace, "media": mediaSpace,
	"itunes": itunesSpace, "xhtml": xhtmlSpace, "rdf": rdfSpace, "rss": "", "feedburner": feedburner, "news": newsSpace,
}

// feedWords are the names of feeds; CDF has a base of its own.
var feedWords = &markup.Vocabulary{Spaces: spaces, Prefixes: prefixes, Other: otherSpace, Bases: map[string]bool{"channel": true, "item": true}}
