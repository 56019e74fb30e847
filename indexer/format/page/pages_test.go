package page

import (
	"encoding/json"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"newsdex/article"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/values"

	"golang.org/x/text/unicode/norm"
)

// TestPages reads 130 pages of all kinds and compares with what a browser's
// reading mode makes of them. Headlines that differ do so by the name of the
// site, which is kept there; bylines by what stands around the names.
func TestPages(t *testing.T) {
	_, files := formattest.Samples(t, "html_readability")
	pages, refused, sum := 0, 0, 0.0
	right, of := map[string]int{}, map[string]int{}
	for name, data := range files {
		if path.Base(name) != "source.html" {
			continue
		}
		pages++
		recs, _ := formattest.Read(HTML(), data, name)
		if len(recs) == 0 {
			refused++
			continue
		}
		dir := path.Dir(name)
		f := f1(bag(recs[0].Body), bag(htmltext.Of(string(files[dir+"/expected.html"]))))
		if sum += f; f < 0.9 {
			t.Logf("F %.3f %s", f, path.Base(dir))
		}
		var want struct{ Title, Byline, Lang, SiteName, PublishedTime string }
		if err := json.Unmarshal(files[dir+"/expected-metadata.json"], &want); err != nil {
			t.Fatal(err)
		}
		for _, f := range []struct{ name, got, want string }{
			{"headline", fold(recs[0].Headline), fold(want.Title)},
			{"byline", fold(strings.Join(recs[0].Byline, ", ")), fold(values.ByPrefix.ReplaceAllString(want.Byline, ""))},
			{"lang", strings.ToLower(recs[0].Lang), strings.ToLower(want.Lang)},
			{"source", fold(recs[0].Source), fold(want.SiteName)},
			{"date", instant(recs[0].Published.String()), instant(want.PublishedTime)},
		} {
			if f.want == "" {
				continue
			}
			of[f.name]++
			if f.got == f.want {
				right[f.name]++
			} else {
				t.Logf("%s %s: got %q, want %q", path.Base(dir), f.name, f.got, f.want)
			}
		}
	}
	mean := sum / float64(pages)
	t.Logf("%d pages, %d refused, mean F %.4f (a refused page counts 0), over the pages read %.4f", pages, refused, mean, sum/float64(pages-refused))
	for _, f := range []struct {
		name string
		want float64
	}{{"headline", 0.86}, {"byline", 0.79}, {"lang", 0.98}, {"source", 0.98}, {"date", 1}} {
		share := float64(right[f.name]) / float64(of[f.name])
		t.Logf("%s: %d of %d (%.3f)", f.name, right[f.name], of[f.name], share)
		if share < f.want {
			t.Errorf("%s: %.3f of the pages are right, want %.3f", f.name, share, f.want)
		}
	}
	if pages != 130 || mean < 0.95 {
		t.Errorf("%d pages with a mean F of %.4f", pages, mean)
	}
}

// bag counts the folded words of a text.
func bag(s string) map[string]int {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
	m := map[string]int{}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		m[w]++
	}
	return m
}

// f1 is the harmonic mean of precision and recall of two multisets.
func f1(got, want map[string]int) float64 {
	both, all := 0, 0
	for w, n := range got {
		both += min(n, want[w])
		all += n
	}
	for _, n := range want {
		all += n
	}
	if all == 0 {
		return 1
	}
	return 2 * float64(both) / float64(all)
}

var notWord = regexp.MustCompile(`[^\pL\pN]+`)

func fold(s string) string {
	return strings.TrimSpace(notWord.ReplaceAllString(strings.ToLower(norm.NFKC.String(s)), " "))
}

// instant returns a date in UTC, a day as it is.
func instant(s string) string {
	d, err := article.ParseDate(s, article.FromField)
	if err != nil || d.Time.IsZero() {
		return s
	}
	return d.Time.UTC().Format("2006-01-02T15:04:05")
}
