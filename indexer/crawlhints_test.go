package indexer

import (
	"testing"
	"time"
)

func TestFeedPace(t *testing.T) {
	for s, want := range map[string]time.Duration{
		`<?xml version="1.0"?><rss><channel><title>A &eacute; &</title><link>http://x/?a&b</link><ttl>90</ttl><item>`: 90 * time.Minute,
		`<rss xmlns:sy="x"><channel><sy:updatePeriod>
hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency><item/>`: 30 * time.Minute,
		`<rss><channel><item><ttl>5</ttl></item></channel></rss>`: 0, `<rss><channel><ttl>soon</ttl>`: 0, `{"version":1}`: 0, `<rss><channel><ttl>-5</ttl>`: 0,
	} {
		if got := feedPace([]byte(s)); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func TestAnswerName(t *testing.T) {
	for _, tt := range []struct{ address, kind, want string }{
		{"http://x/a/b.html?c", "text/html", "b.html"}, {"http://x/", "text/html; charset=x", ".html"}, {"http://x/story", "Text/HTML", "story.html"},
		{"http://x/index.php", "text/html", "index.html"}, {"http://x/index.php", "application/rss+xml", "index"}, {"http://x/feed.xml", "text/html", "feed.xml"},
		{"http://x/api", "application/json", "api.json"}, {"http://x/2022.07.08", "text/html", "2022.07.08.html"}, {"http://x/a.pdf", "application/pdf", "a.pdf"}, {"http://x/..", "", ""},
	} {
		if got := answerName(tt.address, tt.kind); got != tt.want {
			t.Errorf("%s as %s: %q, want %q", tt.address, tt.kind, got, tt.want)
		}
	}
}
