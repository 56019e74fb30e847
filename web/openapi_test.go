package web

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// spec is the OpenAPI description, as plain values.
type spec struct {
	t    *testing.T
	root map[string]any
}

func loadSpec(t *testing.T) *spec {
	t.Helper()
	var root map[string]any
	if err := yaml.Unmarshal([]byte(openAPI), &root); err != nil {
		t.Fatal(err)
	}
	return &spec{t, root}
}

// at follows a $ref, if there is one.
func (s *spec) at(v any) map[string]any {
	m, _ := v.(map[string]any)
	ref, ok := m["$ref"].(string)
	if !ok {
		return m
	}
	var cur any = s.root
	for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		next, ok := cur.(map[string]any)[step]
		if !ok {
			s.t.Fatalf("%s names nothing", ref)
		}
		cur = next
	}
	return s.at(cur)
}

func dig(m map[string]any, path ...string) map[string]any {
	for _, p := range path {
		m, _ = m[p].(map[string]any)
	}
	return m
}

func (s *spec) schema(name string) any {
	v, ok := dig(s.root, "components", "schemas")[name]
	if !ok {
		s.t.Fatalf("there is no schema %s", name)
	}
	return v
}

// known are the words of JSON Schema that check understands; another one in
// the description would be a promise that nothing tests.
var known = []string{"type", "properties", "required", "additionalProperties", "items", "enum", "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "oneOf", "description", "default", "examples", "$ref"}

// check returns what is wrong with a value, nil when it satisfies the schema.
func (s *spec) check(schema, v any, where string) error {
	m := s.at(schema)
	for word := range m {
		if !slices.Contains(known, word) {
			return fmt.Errorf("%s: the schema uses %q, which nothing checks", where, word)
		}
	}
	if of, ok := m["oneOf"].([]any); ok {
		fits := 0
		var errs []string
		for _, alt := range of {
			if err := s.check(alt, v, where); err == nil {
				fits++
			} else {
				errs = append(errs, err.Error())
			}
		}
		if fits != 1 {
			return fmt.Errorf("%s: fits %d of oneOf: %s", where, fits, strings.Join(errs, "; "))
		}
	}
	if want, ok := m["type"]; ok && !isType(want, v) {
		return fmt.Errorf("%s: %v is not of type %v", where, v, want)
	}
	if enum, ok := m["enum"].([]any); ok && !slices.Contains(enum, v) {
		return fmt.Errorf("%s: %v is not one of %v", where, v, enum)
	}
	switch v := v.(type) {
	case float64:
		if lo, ok := m["minimum"].(int); ok && v < float64(lo) {
			return fmt.Errorf("%s: %v is below %d", where, v, lo)
		}
		if hi, ok := m["maximum"].(int); ok && v > float64(hi) {
			return fmt.Errorf("%s: %v is above %d", where, v, hi)
		}
	case []any:
		if lo, ok := m["minItems"].(int); ok && len(v) < lo {
			return fmt.Errorf("%s: %d items", where, len(v))
		}
		if hi, ok := m["maxItems"].(int); ok && len(v) > hi {
			return fmt.Errorf("%s: %d items", where, len(v))
		}
		for i, item := range v {
			if err := s.check(m["items"], item, fmt.Sprintf("%s[%d]", where, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		return s.checkObject(m, v, where)
	}
	return nil
}

func (s *spec) checkObject(m map[string]any, v map[string]any, where string) error {
	required, _ := m["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			return fmt.Errorf("%s: %s is missing", where, name)
		}
	}
	props, _ := m["properties"].(map[string]any)
	for name, value := range v {
		schema, ok := props[name]
		if !ok {
			if m["additionalProperties"] == false {
				return fmt.Errorf("%s: %s is not documented", where, name)
			}
			continue
		}
		if err := s.check(schema, value, where+"."+name); err != nil {
			return err
		}
	}
	return nil
}

func isType(want, v any) bool {
	if list, ok := want.([]any); ok {
		return slices.ContainsFunc(list, func(w any) bool { return isType(w, v) })
	}
	switch v := v.(type) {
	case nil:
		return want == "null"
	case bool:
		return want == "boolean"
	case string:
		return want == "string"
	case float64:
		return want == "number" || want == "integer" && v == math.Trunc(v)
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return false
}

// The checker itself must be able to fail.
func TestChecker(t *testing.T) {
	s := loadSpec(t)
	for value, fine := range map[string]bool{
		`{"status":"ok"}`: true, `{}`: false, `{"status":"no"}`: false, `{"status":"ok","x":1}`: false, `{"status":1}`: false, `[]`: false, `null`: false,
	} {
		var v any
		if err := json.Unmarshal([]byte(value), &v); err != nil {
			t.Fatal(err)
		}
		if err := s.check(s.schema("Health"), v, "$"); (err == nil) != fine {
			t.Errorf("%s: %v", value, err)
		}
	}
}

// Every route stands in the description, and nothing else does.
func TestOpenAPIRoutes(t *testing.T) {
	s, server := loadSpec(t), &Server{}
	var have, want []string
	for path, item := range dig(s.root, "paths") {
		for method := range item.(map[string]any) {
			have = append(have, strings.ToUpper(method)+" "+path)
		}
	}
	for _, rt := range server.routes() {
		want = append(want, rt.method+" "+rt.path)
	}
	sort.Strings(have)
	sort.Strings(want)
	if !slices.Equal(have, want) {
		t.Errorf("described %v\nrouted %v", have, want)
	}
}

// Every parameter stands in the description, with its form and its values.
func TestOpenAPIParameters(t *testing.T) {
	s := loadSpec(t)
	for path, want := range map[string][]parameter{
		"/v1/search": searchParameters, "/": pageParameters, "/build": buildParameters, "/v1/parse": queryParameters, "/v1/articles/{id}": queryParameters, "/articles/{id}": pageParameters,
		"/v1/timeline": timelineParameters, "/v1/suggest": suggestParameters, "/v1/articles/{id}/similar": similarParameters,
	} {
		list, _ := dig(s.root, "paths", path, "get")["parameters"].([]any)
		forms := map[string]string{}
		for _, p := range list {
			m := s.at(p)
			if m["in"] == "query" {
				forms[m["name"].(string)] = dig(m, "schema")["type"].(string)
			}
		}
		if len(forms) != len(want) {
			t.Errorf("%s: %d parameters described, %d known", path, len(forms), len(want))
		}
		for _, p := range want {
			if f := map[form]string{one: "string", many: "array", number: "integer"}[p.form]; forms[p.name] != f {
				t.Errorf("%s: %s is described as %q, want %q", path, p.name, forms[p.name], f)
			}
		}
	}
	params, question := dig(s.root, "components", "parameters"), dig(s.root, "components", "schemas", "Question", "properties")
	if len(question) != len(searchParameters) {
		t.Errorf("the body of POST has %d fields, want %d", len(question), len(searchParameters))
	}
	for name, words := range map[string][]string{"match": matches, "syntax": syntaxes, "highlight": marks, "sort": {"relevance", "newest", "oldest"}} {
		for _, schema := range []map[string]any{dig(params, name, "schema"), dig(question, name)} {
			if got := fmt.Sprint(schema["enum"]); got != fmt.Sprint(words) {
				t.Errorf("%s: %s, want %v", name, got, words)
			}
		}
	}
}

// Real answers must be as described: each is checked against the schema of its
// route, method, status and type.
func TestOpenAPIAnswers(t *testing.T) {
	s := loadSpec(t)
	m := newMemory(append(hostile(), seed(t), numbered(1)[0])...)
	root := folder(t, map[string]string{"a.txt": "Head\n\nText.", "b.jsonl": "{broken\n{\"headline\":\"x\",\"date\":\"y\"}\n"})
	l := start(t, m, func(d *Deps) {
		d.IngestRoot = root
		d.Rebuild = func(context.Context, func(done, all int)) (int, error) { return 1, nil }
	})
	id := url.PathEscape(seed(t).ID)
	const full = `{"headline":"Grain","body":"Deal","byline":["A","B"],"tags":["x"],"source":"S","section":"W","url":"https://e.org/x","date":"2022-07-08T10:00:00+02:00","updated":"2022-07-09","lang":"en"}`
	covered := map[string]bool{}
	check := func(method, path, route, body, kind string) reply {
		t.Helper()
		r := l.do(method, path, body, "Content-Type", kind)
		s.checkAnswer(method, path, route, r, covered)
		return r
	}
	for _, tc := range []struct{ method, path, route, body, kind string }{
		{"GET", "/v1/search", "/v1/search", "", ""},
		{"GET", "/v1/search?q=ukraine&highlight=offsets&limit=1", "/v1/search", "", ""},
		{"GET", "/v1/search?q=hostile&highlight=none", "/v1/search", "", ""},
		{"GET", "/v1/search?q=hostile&limit=2", "/v1/search", "", ""},
		{"GET", "/v1/search?syntax=lenient&q=%22x", "/v1/search", "", ""},
		{"GET", "/v1/search?q=%22x", "/v1/search", "", ""},
		{"GET", "/v1/search?sorted=newest", "/v1/search", "", ""},
		{"POST", "/v1/search", "/v1/search", `{"q":"ukraine"}`, typeJSON},
		{"POST", "/v1/search", "/v1/search", `{"q"`, typeJSON},
		{"GET", "/v1/articles/" + id, "/v1/articles/{id}", "", ""},
		{"GET", "/v1/articles/" + id + "?q=neutral", "/v1/articles/{id}", "", ""},
		{"GET", "/v1/articles/none", "/v1/articles/{id}", "", ""},
		{"PUT", "/v1/articles/new", "/v1/articles/{id}", full, typeJSON},
		{"GET", "/v1/articles/new?q=grain", "/v1/articles/{id}", "", ""},
		{"PUT", "/v1/articles/new", "/v1/articles/{id}", full, typeJSON},
		{"PUT", "/v1/articles/new", "/v1/articles/{id}", "{}", typeJSON},
		{"DELETE", "/v1/articles/new", "/v1/articles/{id}", "", ""},
		{"DELETE", "/v1/articles/new", "/v1/articles/{id}", "", ""},
		{"POST", "/v1/articles", "/v1/articles", full, typeJSON},
		{"POST", "/v1/articles", "/v1/articles", full, typeJSON},
		{"POST", "/v1/articles", "/v1/articles", full + "\n{}\n{", typeNDJSON},
		{"POST", "/v1/articles", "/v1/articles", full, "text/plain"},
		{"GET", "/v1/parse?q=" + url.QueryEscape(`a -"b c" OR headline:(d e) published:2022..2023 =x +y since:2022-07-08T10:00:00Z published:none`), "/v1/parse", "", ""},
		{"GET", "/v1/parse", "/v1/parse", "", ""},
		{"GET", "/v1/search?facets=source,year&facets=tag&facet_limit=2", "/v1/search", "", ""},
		{"POST", "/v1/search", "/v1/search", `{"q":"ukraine","facets":["lang"],"facet_limit":3}`, typeJSON},
		{"GET", "/v1/timeline", "/v1/timeline", "", ""},
		{"GET", "/v1/timeline?q=hostile&interval=month&source=x", "/v1/timeline", "", ""},
		{"GET", "/v1/timeline?interval=decade", "/v1/timeline", "", ""},
		{"GET", "/v1/suggest?q=ukr", "/v1/suggest", "", ""},
		{"GET", "/v1/suggest?q=ukraina%20&limit=3", "/v1/suggest", "", ""},
		{"GET", "/v1/suggest?limit=21", "/v1/suggest", "", ""},
		{"GET", "/v1/articles/" + id + "/similar", "/v1/articles/{id}/similar", "", ""},
		{"GET", "/v1/articles/none/similar?limit=2", "/v1/articles/{id}/similar", "", ""},
		{"GET", "/healthz", "/healthz", "", ""},
		{"GET", "/readyz", "/readyz", "", ""},
	} {
		check(tc.method, tc.path, tc.route, tc.body, tc.kind)
	}
	check("POST", "/v1/rebuild", "/v1/rebuild", "", "")
	job := jobOf(t, check("POST", "/v1/jobs", "/v1/jobs", `{"sources":["."],"id_prefix":"x","map":["headline=Title"]}`, typeJSON))
	l.await(job.ID, func(j jobJSON) bool { return j.State == jobDone })
	check("GET", job.Links.Self, "/v1/jobs/{job}", "", "")
	check("GET", job.Links.Entries, "/v1/jobs/{job}/entries", "", "")
	check("DELETE", job.Links.Self, "/v1/jobs/{job}", "", "")
	check("GET", "/v1/jobs/none", "/v1/jobs/{job}", "", "")
	check("POST", "/v1/jobs", "/v1/jobs", `{"sources":["../.."]}`, typeJSON)
	release := hold(m)
	job = jobOf(t, check("POST", "/v1/jobs", "/v1/jobs", `{"sources":["."],"dry_run":true}`, typeJSON))
	check("DELETE", job.Links.Self, "/v1/jobs/{job}", "", "")
	check("GET", "/v1/jobs", "/v1/jobs", "", "")
	release()
	l.await(job.ID, func(j jobJSON) bool { return j.State.ended() })
	for path, item := range dig(s.root, "paths") {
		for method, op := range item.(map[string]any) {
			for status := range dig(op.(map[string]any), "responses") {
				key := strings.ToUpper(method) + " " + path + " " + status
				if strings.HasPrefix(path, "/v1") && regexp.MustCompile(`\d$`).MatchString(key) && !covered[key] {
					t.Errorf("no answer was checked for %s", key)
				}
			}
		}
	}
}

// checkAnswer holds an answer against the description of its route.
func (s *spec) checkAnswer(method, path, route string, r reply, covered map[string]bool) {
	t := s.t
	t.Helper()
	responses := dig(s.root, "paths", route, strings.ToLower(method), "responses")
	response, ok := responses[fmt.Sprint(r.status)]
	if !ok {
		response = responses["default"]
		if r.status < 400 || response == nil {
			t.Errorf("%s %s: status %d is not described", method, path, r.status)
			return
		}
	}
	covered[fmt.Sprintf("%s %s %d", method, route, r.status)] = true
	if r.body == "" {
		if s.at(response)["content"] != nil {
			t.Errorf("%s %s: nothing in the body", method, path)
		}
		return
	}
	content := dig(s.at(response), "content", r.header.Get("Content-Type"))
	if content == nil {
		t.Errorf("%s %s: %d with %s is not described", method, path, r.status, r.header.Get("Content-Type"))
		return
	}
	values := []string{r.body}
	if r.header.Get("Content-Type") == typeNDJSON {
		values = strings.Split(strings.TrimSpace(r.body), "\n")
	}
	for _, value := range values {
		var v any
		if err := json.Unmarshal([]byte(value), &v); err != nil {
			t.Errorf("%s %s: %v", method, path, err)
		} else if err := s.check(content["schema"], v, "$"); err != nil {
			t.Errorf("%s %s: %v\n%s", method, path, err, value)
		}
	}
}

func TestOpenAPIIsServed(t *testing.T) {
	l := start(t, newMemory())
	if r := l.get("/openapi.yaml"); r.status != 200 || r.header.Get("Content-Type") != typeYAML || r.body != openAPI {
		t.Errorf("%d %v", r.status, r.header)
	}
}
