package prose

import (
	"strings"
	"unicode"

	"newsdex/indexer/format/record"
)

// Page furniture is what a page puts around an article: comment forms, share
// bars, cookie lines. It is cut at the edges of a text only, whole lines at a
// time, working inwards and stopping at the first line that no rule names.

// rule names one line of furniture.
type rule struct {
	// line is the whole line, or its beginning when starts is set, as foldLine
	// returns it. A final colon of the line may be missing here.
	line   string
	starts bool
	// needs lists words of which one must follow in a line that only starts
	// like the rule, so that a sentence of an article is not taken for it.
	needs []string
	// weak lines (labels such as "Name") are cut only between the edge and a
	// line that is certain.
	weak bool
	// top rules hold at the beginning of a text, too; there a line may be the
	// headline, so they are few.
	top bool
}

// maxFurniture is the longest line, in bytes, that can be furniture: consent
// texts are the longest, and a paragraph of an article is mostly longer.
const maxFurniture = 400

var (
	aboutCookies = []string{"experience", "consent", "website", "our site", "this site", "privacy", "accept", "traffic", "browsing", "opt out", "cookie policy"}
	networks     = []string{"twitter", "facebook", "instagram", "linkedin", "youtube", "whatsapp", "telegram", "tiktok", "threads", "bluesky", "mastodon", "google news", "flipboard", "social media", " x"}
)

// rules is the whole list.
var rules = []rule{
	// Around the page.
	{line: "skip to content", top: true}, {line: "skip to main content", top: true}, {line: "skip to navigation", top: true},
	{line: "jump to content", top: true}, {line: "back to top"},
	{line: "menu", weak: true, top: true}, {line: "search", weak: true, top: true}, {line: "subscribe", weak: true, top: true},
	{line: "sign in", weak: true, top: true}, {line: "log in", weak: true, top: true},
	// Advertising.
	{line: "advertisement", top: true}, {line: "advertisements", top: true}, {line: "sponsored content"}, {line: "ad", weak: true, top: true},
	{line: "article continues below advertisement"}, {line: "story continues below advertisement"}, {line: "scroll to continue"},
	// Cookies.
	{line: "we use cookies", starts: true, needs: aboutCookies, top: true},
	{line: "this site uses cookies", starts: true, top: true}, {line: "this website uses cookies", starts: true, top: true},
	{line: "by continuing to", starts: true, needs: []string{"cookies"}, top: true}, {line: "by using this", starts: true, needs: []string{"cookies"}, top: true},
	{line: "accept all cookies", top: true}, {line: "accept cookies", top: true}, {line: "reject all cookies", top: true},
	{line: "cookie settings", top: true}, {line: "cookie preferences", top: true}, {line: "manage cookies", top: true}, {line: "cookie policy", top: true},
	{line: "accept all", weak: true, top: true}, {line: "reject all", weak: true, top: true}, {line: "accept", weak: true, top: true}, {line: "got it", weak: true, top: true},
	{line: "privacy policy", weak: true, top: true},
	// Comment forms.
	{line: "leave a reply"}, {line: "leave a reply cancel reply"}, {line: "cancel reply"}, {line: "leave a comment"}, {line: "leave a comment cancel reply"},
	{line: "post a comment"}, {line: "add a comment"}, {line: "write a comment"}, {line: "comments are closed"},
	{line: "view comments"}, {line: "show comments"}, {line: "hide comments"},
	{line: "your email address will not be published"}, {line: "your email address will not be published. required fields are marked"},
	{line: "your e-mail address will not be published"}, {line: "required fields are marked"},
	{line: "save my name, email, and website in this browser for the next time i comment"},
	{line: "save my name and email in this browser for the next time i comment"},
	{line: "notify me of follow-up comments by email"}, {line: "notify me of new posts by email"},
	{line: "this site uses akismet to reduce spam", starts: true},
	{line: "you must be logged in to post a comment"}, {line: "you must log in to post a comment"},
	{line: "name", weak: true}, {line: "email", weak: true}, {line: "e-mail", weak: true}, {line: "website", weak: true}, {line: "comment", weak: true}, {line: "comments", weak: true},
	{line: "post comment", weak: true}, {line: "submit comment", weak: true}, {line: "submit", weak: true}, {line: "reply", weak: true}, {line: "δ", weak: true},
	// Share bars.
	{line: "share this:"}, {line: "share this article"}, {line: "share this story"}, {line: "share this post"}, {line: "share this page"},
	{line: "share on", starts: true, needs: networks}, {line: "share via email"},
	{line: "click to share on", starts: true}, {line: "click to email", starts: true, needs: []string{"opens in new window", "to a friend"}},
	{line: "click to print", starts: true, needs: []string{"opens in new window"}},
	{line: "like this:"}, {line: "like this: like loading"}, {line: "like loading"}, {line: "tweet"}, {line: "email this article"}, {line: "print this article"},
	{line: "loading", weak: true}, {line: "share", weak: true}, {line: "like", weak: true}, {line: "print", weak: true}, {line: "more", weak: true}, {line: "copy link", weak: true},
	{line: "facebook", weak: true}, {line: "twitter", weak: true}, {line: "x", weak: true}, {line: "whatsapp", weak: true}, {line: "linkedin", weak: true}, {line: "pinterest", weak: true},
	{line: "reddit", weak: true}, {line: "tumblr", weak: true}, {line: "telegram", weak: true}, {line: "pocket", weak: true}, {line: "threads", weak: true}, {line: "bluesky", weak: true}, {line: "mastodon", weak: true},
	// Newsletters, and where to go next.
	{line: "sign up for our", starts: true, needs: []string{"newsletter"}}, {line: "sign up to our", starts: true, needs: []string{"newsletter"}},
	{line: "subscribe to our", starts: true, needs: []string{"newsletter"}}, {line: "sign up for the newsletter"},
	{line: "follow us on", starts: true, needs: networks}, {line: "like us on facebook"},
	{line: "read more:", starts: true}, {line: "read also:", starts: true}, {line: "read next:", starts: true}, {line: "read more"},
	{line: "related articles"}, {line: "related stories"}, {line: "more on this story"}, {line: "recommended for you"}, {line: "you may also like"}, {line: "you might also like"},
}

// foldLine returns a line as rules are written: lower case, single blanks,
// straight apostrophes, without bullets before it or stops and stars after it.
func foldLine(line string) string {
	line = strings.Join(strings.FieldsFunc(line, unicode.IsSpace), " ")
	line = strings.ReplaceAll(strings.ToLower(line), "’", "'")
	line = strings.TrimLeft(line, "*•·|-–—>» ")
	return strings.TrimRight(line, ".…!*»›> ")
}

// ruleFor returns the rule that names a line, nil when none does.
func ruleFor(line string, top bool) *rule {
	if len(line) > maxFurniture {
		return nil
	}
	folded := foldLine(line)
	for i := range rules {
		if r := &rules[i]; (r.top || !top) && r.names(folded) {
			return r
		}
	}
	return nil
}

func (r *rule) names(folded string) bool {
	if !r.starts {
		return folded == r.line || strings.TrimSuffix(folded, ":") == r.line
	}
	rest, ok := strings.CutPrefix(folded, r.line)
	if !ok || r.needs == nil {
		return ok
	}
	for _, word := range r.needs {
		if strings.Contains(rest, word) {
			return true
		}
	}
	return false
}

// CutFurniture cuts page furniture from both edges of a text whose lines end in
// "\n"; note counts the lines cut and shows the first of them. A text that is
// furniture and nothing else is returned as it is.
func CutFurniture(s string) (rest string, note record.Note) {
	note.Code = "furniture cut"
	rest = s
	end, n, first := bottomFurniture(rest)
	rest, note.Count, note.Detail = rest[:end], n, first
	start, n, first := topFurniture(rest)
	rest = rest[start:]
	note.Count += n
	if n > 0 {
		note.Detail = first
	}
	if strings.TrimSpace(rest) == "" {
		return s, record.Note{}
	}
	note.Detail = record.Printable(note.Detail)
	return rest, note
}

// bottomFurniture returns where the furniture at the end of s starts, how many
// lines it has and its first line. Labels count only under a certain line.
func bottomFurniture(s string) (end, lines int, first string) {
	end = len(s)
	seen := 0
	for at := len(s); at > 0; {
		start := strings.LastIndexByte(s[:at], '\n') + 1
		line := s[start:at]
		if strings.TrimSpace(line) != "" {
			r := ruleFor(line, false)
			if r == nil {
				break
			}
			seen++
			if !r.weak {
				end, lines, first = start, seen, line
			}
		}
		at = max(start-1, 0)
	}
	return end, lines, first
}

// topFurniture returns where the furniture at the beginning of s ends, how many
// lines it has and its first line. Labels count only above a certain line.
func topFurniture(s string) (start, lines int, first string) {
	seen := 0
	head := ""
	for at := 0; at < len(s); {
		line, _, _ := strings.Cut(s[at:], "\n")
		next := min(at+len(line)+1, len(s))
		if strings.TrimSpace(line) != "" {
			r := ruleFor(line, true)
			if r == nil {
				break
			}
			if seen++; seen == 1 {
				head = line
			}
			if !r.weak {
				start, lines, first = next, seen, head
			}
		}
		at = next
	}
	return start, lines, first
}
