package query_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"newsdex/search"
	"newsdex/search/match"
	"newsdex/search/query"
	"newsdex/text"
)

// tables reads the tables of docs/query-syntax.md that have that header, and
// returns their rows.
func tables(t *testing.T, header ...string) [][]string {
	t.Helper()
	doc, err := os.ReadFile("../../docs/query-syntax.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	inside := false
	for _, line := range strings.Split(string(doc), "\n") {
		row := cells(line)
		switch {
		case slices.Equal(row, header):
			inside = true
		case row == nil:
			inside = false
		case inside && !strings.HasPrefix(row[0], "---"):
			if len(row) != len(header) {
				t.Fatalf("%q has %d cells, its header %d", line, len(row), len(header))
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("no table %q in docs/query-syntax.md", header)
	}
	return rows
}

// cells splits a row of a Markdown table; nil is a line that is none.
func cells(line string) []string {
	if !strings.HasPrefix(line, "| ") {
		return nil
	}
	line = strings.ReplaceAll(line, `\|`, "\x00")
	out := strings.Split(strings.Trim(line, "|"), "|")
	for i := range out {
		out[i] = strings.TrimSpace(strings.ReplaceAll(out[i], "\x00", "|"))
	}
	return out
}

var span = regexp.MustCompile("`([^`]+)`")

// codeSpans returns what stands between backticks in a cell.
func codeSpans(cell string) []string {
	var out []string
	for _, m := range span.FindAllStringSubmatch(cell, -1) {
		out = append(out, m[1])
	}
	return out
}

// code returns the one piece of code that a cell holds.
func code(t *testing.T, cell string) string {
	t.Helper()
	all := codeSpans(cell)
	if len(all) != 1 {
		t.Fatalf("%q holds %d pieces of code, want one", cell, len(all))
	}
	return all[0]
}

func TestDocumentedReadings(t *testing.T) {
	for _, row := range tables(t, "write", "read as") {
		q, o := code(t, row[0]), options(query.Strict)
		n, fs := query.Parse(q, o)
		if got := query.ReadBack(n, o); got != row[1] || query.HasErrors(fs) {
			t.Errorf("%s\n got %s %+v\nwant %s", q, got, fs, row[1])
		}
	}
}

func TestDocumentedCanonicals(t *testing.T) {
	for _, row := range tables(t, "write", "canonical") {
		q := code(t, row[0])
		n, fs := query.Parse(q, options(query.Strict))
		if got, want := n.String(), code(t, row[1]); got != want || query.HasErrors(fs) {
			t.Errorf("%s\n got %s %+v\nwant %s", q, got, fs, want)
		}
	}
}

// TestDocumentedDialects holds what other systems write: it means what is said,
// and every other spelling of a field stands there.
func TestDocumentedDialects(t *testing.T) {
	rows := tables(t, "in", "write", "canonical")
	all := ""
	for _, row := range rows {
		q := code(t, row[1])
		all += " " + q
		n, fs := query.Parse(q, options(query.Strict))
		if n == nil || n.String() != code(t, row[2]) || query.HasErrors(fs) {
			t.Errorf("%s\n got %v %+v\nwant %s", q, n, fs, row[2])
		}
	}
	for _, f := range search.Fields() {
		for _, c := range f.Codes {
			if !strings.Contains(all, " "+c+"=") && !strings.Contains(all, " "+strings.ToUpper(c)+"(") && !strings.Contains(all, " "+c+"(") {
				t.Errorf("%s= for %s stands in no row", c, f.Name)
			}
		}
	}
}

// TestDocumentedForeign holds what other systems have and newsdex has not: one
// finding says what to write instead, and lenient reading makes the best of it.
func TestDocumentedForeign(t *testing.T) {
	for _, row := range tables(t, "in", "write", "finds", "lenient reads", "write instead") {
		q, want := code(t, row[1]), code(t, row[2])
		_, fs := query.Parse(q, options(query.Strict))
		if len(fs) != 1 || fs[0].Code != want {
			t.Errorf("%s: found %+v, want %s", q, fs, want)
			continue
		}
		for _, instead := range codeSpans(row[4]) {
			if fs[0].Fix != instead && !strings.Contains(fs[0].Message, instead) {
				t.Errorf("%s: neither fix nor message says %s: %+v", q, instead, fs[0])
			}
		}
		n, _ := query.Parse(q, options(query.Lenient))
		if got, want := n.String(), code(t, row[3]); got != want {
			t.Errorf("%s\n lenient %s\n    want %s", q, got, want)
		}
	}
}

func TestDocumentedRepairs(t *testing.T) {
	for _, row := range tables(t, "write", "strict finds", "lenient reads") {
		q, want := code(t, row[0]), code(t, row[1])
		_, fs := query.Parse(q, options(query.Strict))
		if len(fs) != 1 || fs[0].Code != want || fs[0].Grade != query.Error {
			t.Errorf("%s: found %+v, want the error %s", q, fs, want)
		}
		n, _ := query.Parse(q, options(query.Lenient))
		if got, want := n.String(), code(t, row[2]); got != want {
			t.Errorf("%s\n lenient %s\n    want %s", q, got, want)
		}
	}
}

func TestDocumentedMatchAny(t *testing.T) {
	for _, row := range tables(t, "write", "asks for, with match=any") {
		q, same := code(t, row[0]), code(t, row[1])
		got, want := resolve(t, q, true), resolve(t, same, false)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s with match=any is not %s", q, same)
		}
	}
}

func resolve(t *testing.T, q string, any bool) match.Node {
	t.Helper()
	n, fs := query.Parse(q, options(query.Strict))
	if len(fs) > 0 {
		t.Errorf("%s: %+v", q, fs)
	}
	tree, _ := search.Resolve(n, any)
	return tree
}

// TestCaseOfOperators holds that the case of OR, and of words, changes nothing.
func TestCaseOfOperators(t *testing.T) {
	want := resolve(t, `woman OR women`, false)
	if o, ok := want.(*match.Or); !ok || len(o.Kids) != 2 {
		t.Fatalf("woman OR women is %#v", want)
	}
	for _, q := range []string{`woman or women`, `WOMAN Or WOMEN`, `Woman oR Women`, `woman || women`} {
		if got := resolve(t, q, false); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is not woman OR women", q)
		}
	}
}

func TestDocumentedWords(t *testing.T) {
	for _, row := range tables(t, "text", "words in it") {
		got, want := text.Surfaces(code(t, row[0])), codeSpans(row[1])
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", row[0], got, want)
		}
	}
}

func TestDocumentedFields(t *testing.T) {
	documented := map[string][]string{}
	for _, row := range tables(t, "field", "other spellings", "finds") {
		documented[code(t, row[0])] = codeSpans(row[1])
	}
	for _, f := range search.Fields() {
		aliases, ok := documented[f.Name]
		if !ok || !slices.Equal(aliases, f.Aliases) {
			t.Errorf("%s with %q is documented as %q", f.Name, f.Aliases, aliases)
		}
		delete(documented, f.Name)
	}
	if len(documented) > 0 {
		t.Errorf("documented, but no fields: %v", documented)
	}
}

// TestTextStaysText holds the list of what looks like an operator and is none.
func TestTextStaysText(t *testing.T) {
	doc, err := os.ReadFile("../../docs/query-syntax.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(doc), "These are text, in any syntax:")
	list, _, _ = strings.Cut(list, "\n")
	if !ok || len(codeSpans(list)) < 5 {
		t.Fatal("the list of text is missing")
	}
	for _, q := range codeSpans(list) {
		strict, fs := query.Parse(q, options(query.Strict))
		words, _ := query.Parse(q, options(query.Words))
		if !query.Equal(strict, words) || len(fs) > 0 {
			t.Errorf("%s: strict %s %+v, words %s", q, dump(strict), fs, dump(words))
		}
	}
}

// Where the sources name a code of a finding, and with which grade.
var (
	warned = regexp.MustCompile(`\.warn\("([a-z-]+)"`)
	failed = regexp.MustCompile(`\.fail\("([a-z-]+)"`)
	given  = regexp.MustCompile(`Code: "([a-z-]+)", Grade: (?:query\.)?(Warning|Error)`)
)

// TestDocumentedCodes holds that every code in the sources of the packages that
// make findings is documented with its grade, and no other.
func TestDocumentedCodes(t *testing.T) {
	grades := map[string][]string{}
	add := func(code, grade string) {
		if !slices.Contains(grades[code], grade) {
			grades[code] = append(grades[code], grade)
		}
	}
	var files []string
	for _, pattern := range []string{"*.go", "../*.go"} {
		matched, err := filepath.Glob(pattern)
		if err != nil || len(matched) == 0 {
			t.Fatalf("no sources in %s: %v", pattern, err)
		}
		files = append(files, matched...)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range warned.FindAllStringSubmatch(string(src), -1) {
			add(m[1], "warning")
		}
		for _, m := range failed.FindAllStringSubmatch(string(src), -1) {
			add(m[1], "error")
		}
		for _, m := range given.FindAllStringSubmatch(string(src), -1) {
			add(m[1], strings.ToLower(m[2]))
		}
	}
	documented := map[string]string{}
	for _, row := range tables(t, "code", "grade", "meaning") {
		documented[code(t, row[0])] = row[1]
	}
	for code, grade := range grades {
		slices.Sort(grade)
		if got, want := documented[code], strings.Join(grade, " or "); got != want {
			t.Errorf("%s is documented as %q, the sources say %q", code, got, want)
		}
		delete(documented, code)
	}
	if len(documented) > 0 {
		t.Errorf("documented, but in no source: %v", documented)
	}
}

func TestDocumentedLimits(t *testing.T) {
	number := regexp.MustCompile(`[\d,]+`)
	want := map[string]int{
		"length": query.MaxBytes, "words, phrases and filters": query.MaxLeaves,
		"levels of brackets, NOTs, ANDs and ORs": query.MaxDepth, "findings": 64,
		"distance, mentions": query.MaxDistance, "wildcards and tildes": query.MaxWild,
		"words that one of these stands for":             search.MaxExpansion,
		"places in one article for the words of a query": match.MaxPlaces,
		"ways to satisfy one proximity in an article":    match.MaxSpans,
	}
	for _, row := range tables(t, "limit", "value", "why") {
		n, err := strconv.Atoi(strings.ReplaceAll(number.FindString(strings.TrimPrefix(row[1], "1 to ")), ",", ""))
		if err != nil || n != want[row[0]] {
			t.Errorf("%s is documented as %s, and is %d", row[0], row[1], want[row[0]])
		}
		delete(want, row[0])
	}
	if len(want) > 0 {
		t.Errorf("not documented: %v", want)
	}
}
