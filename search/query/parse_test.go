package query_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search/query"
)

// now is the day that every test takes for today.
var now = time.Date(2022, 7, 8, 15, 4, 5, 0, time.UTC)

func options(s query.Syntax) query.Options {
	return query.Options{Syntax: s, Fields: fields(), Now: now}
}

// fields is the table that package search gives to the parser.
func fields() []query.FieldSpec {
	kinds := map[article.Kind]query.Kind{
		article.KindText: query.Text, article.KindValues: query.Values,
		article.KindURL: query.Raw, article.KindLang: query.Raw, article.KindDate: query.Published,
	}
	var out []query.FieldSpec
	for _, f := range article.Fields() {
		out = append(out, query.FieldSpec{Name: f.Name, Kind: kinds[f.Kind], Aliases: f.Aliases, Says: f.Says})
	}
	return append(out,
		query.FieldSpec{Name: "site", Kind: query.Raw, Says: "on the site"},
		query.FieldSpec{Name: "after", Kind: query.After},
		query.FieldSpec{Name: "before", Kind: query.Before},
		query.FieldSpec{Name: "since", Kind: query.Since},
		query.FieldSpec{Name: "until", Kind: query.Until},
	)
}

// dump shows a tree as s-expressions: (and a b) was written with AND, (all a b)
// side by side; =a is an exact word, "a b" a phrase.
func dump(n query.Node) string {
	list := func(name string, kids []query.Node) string {
		parts := []string{name}
		for _, k := range kids {
			parts = append(parts, dump(k))
		}
		return "(" + strings.Join(parts, " ") + ")"
	}
	switch n := n.(type) {
	case nil:
		return "nil"
	case *query.And:
		if n.Adjacent {
			return list("all", n.Kids)
		}
		return list("and", n.Kids)
	case *query.Or:
		return list("or", n.Kids)
	case *query.Not:
		return list("not", []query.Node{n.Kid})
	case *query.Must:
		return list("must", []query.Node{n.Kid})
	case *query.Word:
		if n.Exact {
			return "=" + n.Text
		}
		return n.Text
	case *query.Phrase:
		if n.Within > 0 {
			return fmt.Sprintf("(bag~%d %s)", n.Within, n.Text)
		}
		return `"` + n.Text + `"`
	case *query.Wild:
		return n.Text
	case *query.Fuzzy:
		return fmt.Sprintf("%s~%d", n.Text, n.Edits)
	case *query.Near:
		name := map[query.Unit]string{query.InWords: fmt.Sprint("w", n.Within), query.InSentence: "ws", query.InParagraph: "wp"}[n.Unit]
		if n.Ordered {
			name = "pre" + name[1:]
		}
		if n.Apart {
			name = "apart-" + name
		}
		return list(name, []query.Node{n.A, n.B})
	case *query.AtLeast:
		return list(fmt.Sprint("atleast", n.N), []query.Node{n.Kid})
	case *query.Field:
		return list(n.Name, []query.Node{n.Kid})
	case *query.Date:
		if n.None {
			return "(undated)"
		}
		return "(date " + bound(n.From) + " " + bound(n.To) + ")"
	}
	return fmt.Sprintf("?%T", n)
}

func bound(b *query.Bound) string {
	switch {
	case b == nil:
		return "-"
	case b.Day != "":
		return b.Day
	case b.Open:
		return "open:" + b.Time.Format(time.RFC3339Nano)
	}
	return b.Time.Format(time.RFC3339Nano)
}

func codes(fs []query.Finding) string {
	var out []string
	for _, f := range fs {
		c := f.Code
		if f.Grade == query.Error {
			c += "!"
		}
		out = append(out, c)
	}
	return strings.Join(out, " ")
}

func TestParse(t *testing.T) {}
