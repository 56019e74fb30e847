package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"newsdex/article"
)

//go:embed templates
var templateFiles embed.FS

// views are the templates of the pages, each with the layout around it.
type views struct {
	search, build, article, help, failure, imports, importJob *template.Template
	style, icon                                               string
}

// viewParts are the templates that a page has in files of their own.
var viewParts = map[string][]string{"search": {"timeline", "facets", "hits", "empty"}}

func loadViews(a assets) (*views, error) {
	v := &views{style: a.path("style.css"), icon: a.path("favicon.svg")}
	for name, t := range map[string]**template.Template{"search": &v.search, "build": &v.build, "article": &v.article, "help": &v.help, "error": &v.failure, "import": &v.imports, "import_job": &v.importJob} {
		files := []string{"templates/layout.html", "templates/parts.html", "templates/" + name + ".html"}
		for _, part := range viewParts[name] {
			files = append(files, "templates/"+part+".html")
		}
		parsed, err := template.New("layout.html").Option("missingkey=error").ParseFS(templateFiles, files...)
		if err != nil {
			return nil, err
		}
		*t = parsed
	}
	return v, nil
}

// frame is what the layout shows around every page.
type frame struct {
	// Title stands in the window's title, before the product's name.
	Title       string
	Style, Icon string
	// Scripts make the page faster to use; without them it is complete.
	Scripts []string
	Version string
	// Base is what the links of the page are read against; empty for its own
	// address. Here is that address where there is a base.
	Base, Here string
	// Box is the search box above a page that has none of its own.
	Box *boxView
}

// boxView is a search box that holds a query.
type boxView struct{ Q string }

// frame returns what stands around a page. scripts are files of the static
// folder that this page has besides those of every page; they run in order when
// the page has been read, and do not know each other.
func (s *Server) frame(title string, scripts ...string) frame {
	f := frame{Title: shorten(title, 120), Style: s.views.style, Icon: s.views.icon, Version: s.deps.Version}
	for _, name := range append([]string{"keys.js"}, scripts...) {
		f.Scripts = append(f.Scripts, s.assets.path(name))
	}
	return f
}

// render executes a template before anything is sent, so that a fault is an
// error page and never half of a page.
func render(w http.ResponseWriter, status int, t *template.Template, data any) error {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return fmt.Errorf("rendering a page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client may have left; the status is logged
	return nil
}

// renderTagged renders a page that may be asked for again, and does not send it
// to a browser that has it.
func renderTagged(w http.ResponseWriter, r *http.Request, t *template.Template, data any) error {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return fmt.Errorf("rendering a page: %w", err)
	}
	if unchanged(w, r, b.Bytes()) {
		return nil
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // as above
	return nil
}

// dateView is a date as a page shows it, with a sign for where it came from.
type dateView struct {
	// Machine is for <time datetime>; empty when undated.
	Machine, Human string
	// Origin is the short sign, Says the sentence behind it.
	Origin, Says string
	// Guessed marks origins that are no statement of the publisher.
	Guessed bool
}

func dateOf(d article.Date) dateView {
	if d.IsZero() {
		return dateView{Human: "undated", Origin: string(article.NoOrigin), Says: "no date was found, and none was made up"}
	}
	v := dateView{Machine: d.String(), Origin: string(d.From())}
	if day, err := time.Parse(time.DateOnly, d.Day); err == nil {
		v.Human = day.Format("2 January 2006")
	} else {
		v.Human = d.Day
	}
	if !d.Time.IsZero() {
		v.Human += d.Time.Format(", 15:04 ") + zoneOf(d.Time)
	}
	switch d.From() {
	case article.FromField:
		v.Says = "given in a field of the record"
	case article.FromJSONLD:
		v.Says = "given in the page’s structured data (JSON-LD)"
	case article.FromMeta:
		v.Says = "given in the page’s metadata"
	case article.FromFeed:
		v.Says = "given by the feed"
	case article.FromURL:
		v.Says, v.Guessed = "guessed from the address", true
	case article.FromText:
		v.Says, v.Guessed = "guessed from the text", true
	default:
		v.Says = "origin: " + v.Origin
	}
	return v
}

// zoneOf names a zone by its offset, which everyone reads alike.
func zoneOf(t time.Time) string {
	if _, offset := t.Zone(); offset == 0 {
		return "UTC"
	}
	return t.Format("-07:00")
}

// byOf returns what stands before the names of a byline: nothing where the first
// one was stored with it.
func byOf(names []string) string {
	if len(names) > 0 && saysBy(names[0]) {
		return ""
	}
	return "by "
}

// saysBy reports whether a name was stored as a byline says it: By Ann Lee.
func saysBy(name string) bool {
	const by = "by "
	return len(name) > len(by) && strings.EqualFold(name[:len(by)], by)
}

// languages are the names of those that newspapers are most often in: of all
// whose words are stemmed, and some more.
var languages = map[string]string{
	"ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
	"et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
	"id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian Bokmål", "nl": "Dutch",
	"nn": "Norwegian Nynorsk", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
	"sr": "Serbian", "sv": "Swedish", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "und": "not known", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}

// languageName names a language, with the tag that a query has for it.
func languageName(tag string) string {
	if name := languages[tag]; name != "" {
		return name + " (" + tag + ")"
	}
	return tag
}

// rightToLeft are the languages written from right to left.
var rightToLeft = []string{"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi"}

// direction returns the dir attribute for texts of a language; where the
// language does not tell, each text is left to tell by itself.
func direction(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	if slices.Contains(rightToLeft, base) {
		return "rtl"
	}
	return "auto"
}

// langAttr returns the lang attribute; "" says that it is not known.
func langAttr(lang string) string {
	if lang == "und" {
		return ""
	}
	return lang
}

// shorten cuts a text at a number of runes.
func shorten(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return strings.TrimRight(s[:i], " ") + "…"
		}
		n++
	}
	return s
}

// count writes a number as people read it: 1,448.
func count(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
