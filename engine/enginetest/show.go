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
		return fmt.Sprintf("%sword(%q stem %q)", showField(n.In), n.Surface, n.Stem)
	case *match.Phrase:
		return fmt.Sprintf("%sphrase%q", showField(n.In), n.Words)
	case *match.Value:
		if n.Whole {
			return fmt.Sprintf("%s:whole(%q)", n.Field, n.Text)
		}
		return fmt.Sprintf("%s:words%q", n.Field, n.Words)
	case *match.Prefix:
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
