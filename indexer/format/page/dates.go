package page

import (
	"regexp"

	"newsdex/article"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// publishedMeta and updatedMeta are the meta elements that say when an article
// was published or changed, the most particular first.
var (
	publishedMeta = []string{
		"article:published_time", "article:published", "og:article:published_time", "og:published_time", "itemprop:datepublished",
		"parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate", "weibo:article:create_at",
		"citation_publication_date", "citation_online_date", "citation_date",
		"dc.date.issued", "dc.issued", "dc.date.created", "dc.created", "dc.date",
		"pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publication-date", "datepublished",
		"article.published", "article_date_original", "originalpublicationdate", "ptime", "pdate", "date",
	}
	updatedMeta = []string{
		"article:modified_time", "og:updated_time", "og:article:modified_time", "itemprop:datemodified",
		"dc.date.modified", "dc.modified", "lastmod", "last-modified", "article.updated",
	}
)

// published takes the date from JSON-LD, then meta elements, then the address,
// then the page. A <time> of the day that the address names is preferred to it,
// as it gives the hour.
func (p *page) published(address string) article.Date {
	for _, v := range p.ld.published {
		if d := p.date(v, "datePublished", article.FromJSONLD); !d.IsZero() {
			return d
		}
	}
	for _, name := range publishedMeta {
		for _, v := range p.meta[name] {
			if d := p.date(v, name, article.FromMeta); !d.IsZero() {
				return d
			}
		}
	}
	for _, t := range p.times {
		if t.item == "datepublished" && t.kind != otherTime {
			if d := p.date(t.value, "datePublished", article.FromMeta); !d.IsZero() {
				return d
			}
		}
	}
	day := values.DayIn(address)
	if day.IsZero() {
		return p.timeInPage()
	}
	for _, t := range p.times {
		if d, err := article.ParseDate(t.value, article.FromText); err == nil && t.kind != otherTime && d.Day == day.Day {
			return d
		}
	}
	return day
}

// timeInPage returns the first date in the page that is marked as the one of
// publication, or the date of the only day that the page's <time> elements
// name. Anything else would be a guess.
func (p *page) timeInPage() article.Date {
	var only article.Date
	days := map[string]bool{}
	for _, t := range p.times {
		if t.kind == otherTime || t.kind == updatedTime {
			continue
		}
		d, err := article.ParseDate(dateWords(t.value), article.FromText)
		if err != nil {
			continue
		}
		if t.kind == publishedTime {
			return d
		}
		if days[d.Day] = true; only.IsZero() {
			only = d
		}
	}
	if len(days) == 1 {
		return only
	}
	return article.Date{}
}

var dateLabel = regexp.MustCompile(`(?i)^(?:first\s+)?(?:published|posted|date)(?:\s+on|\s+at)?\s*[:,]?\s*`)

// dateWords drops what stands before a date in a page: "Published: ".
func dateWords(s string) string { return dateLabel.ReplaceAllString(values.OneLine(s), "") }

func (p *page) updated() article.Date {
	for _, v := range p.ld.modified {
		if d := p.date(v, "dateModified", article.FromJSONLD); !d.IsZero() {
			return d
		}
	}
	for _, name := range updatedMeta {
		for _, v := range p.meta[name] {
			if d := p.date(v, name, article.FromMeta); !d.IsZero() {
				return d
			}
		}
	}
	for _, t := range p.times {
		if t.item == "datemodified" && t.kind != otherTime {
			if d := p.date(t.value, "dateModified", article.FromMeta); !d.IsZero() {
				return d
			}
		}
	}
	return article.Date{}
}

// date reads one date that the page gives. What cannot be read is said, and the
// next place that gives one is asked.
func (p *page) date(value, where string, origin article.DateOrigin) article.Date {
	value = values.PlainValue(value)
	if value == "" {
		return article.Date{}
	}
	d, err := article.ParseDate(value, origin)
	if err != nil && len(p.notes) < record.MaxIgnored {
		p.note("unreadable date", where+" "+value)
	}
	return d
}
