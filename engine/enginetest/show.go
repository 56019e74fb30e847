package enginetest

import (
	"fmt"
	"strings"
	"time"

	"newsdex/search/match"
)

// show writes a resolved tree in one line, for messages of failed tests.
func show(n match.Node) string {
	switch n := n.(type) {
	case *match.All:
		return "all"
	case *match.And:
		return "and(" + showKids(n.Kids) + ")"
	case *match.Or:
		return "or(" + showKids(n.Kids) + ")"
	case *match.Not:
		return "not(" + show(n.Kid) + ")"
	case *match.Word:
		return fmt.Sprintf("%sword(%q stems %v)", showField(n.In), n.Surface, n.Stems)
	case *match.Phrase:
		return fmt.Sprintf("%sphrase%q", showField(n.In), n.Words)
	case *match.Pattern:
		return fmt.Sprintf("%spattern(%q)", showField(n.In), n.Text)
	case *match.Fuzzy:
		return fmt.Sprintf("%sfuzzy(%q~%d)", showField(n.In), n.Surface, n.Edits)
	case *match.Near:
		return showNear("", n.A, n.B, n.Unit, n.Within, n.Ordered)
	case *match.NotNear:
		return showNear("not ", n.A, n.B, n.Unit, n.Within, n.Ordered)
	case *match.Bag:
		words := make([]match.Node, len(n.Words))
		for i, w := range n.Words {
			words[i] = w
		}
		return fmt.Sprintf("bag(%s)~%d", showKids(words), n.Within)
	case *match.AtLeast:
		return fmt.Sprintf("atleast%d(%s)", n.N, show(n.Kid))
	case *match.Value:
		if n.Whole {
			return fmt.Sprintf("%s:whole(%q)", n.Field, n.Text)
		}
		return fmt.Sprintf("%s:words%q", n.Field, n.Words)
	case *match.Prefix:
		if n.Folder {
			return fmt.Sprintf("folder(%q)", n.Text)
		}
		return fmt.Sprintf("prefix(%q)", n.Text)
	case *match.Host:
		return fmt.Sprintf("host(%q)", n.Name)
	case *match.Lang:
		return fmt.Sprintf("lang(%q)", n.Tag)
	case *match.Date:
		if n.None {
			return "undated"
		}
		return "date(" + showBound(n.From) + ".." + showBound(n.To) + ")"
	}
	return fmt.Sprintf("%#v", n)
}

func showNear(not string, a, b match.Node, unit match.Unit, within int, ordered bool) string {
	name := "near"
	if ordered {
		name = "before"
	}
	switch unit {
	case match.Words:
		name += fmt.Sprintf("/%d", within)
	case match.Sentence:
		name += "/sentence"
	case match.Paragraph:
		name += "/paragraph"
	}
	return fmt.Sprintf("%s%s(%s, %s)", not, name, show(a), show(b))
}

func showKids(kids []match.Node) string {
	out := make([]string, 0, len(kids))
	for i, k := range kids {
		if i == 10 {
			out = append(out, fmt.Sprintf("… %d more", len(kids)-i))
			break
		}
		out = append(out, show(k))
	}
	return strings.Join(out, ", ")
}

func showField(f match.Field) string {
	switch f {
	case match.Headline:
		return "headline:"
	case match.Body:
		return "body:"
	}
	return ""
}

func showBound(b *match.Bound) string {
	switch {
	case b == nil:
		return ""
	case b.Day != "":
		return b.Day
	case b.Open:
		return "open " + b.Time.Format(time.RFC3339Nano)
	}
	return b.Time.Format(time.RFC3339Nano)
}
