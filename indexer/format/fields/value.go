package fields

import (
	"encoding/json"
	"strings"

	"newsdex/indexer/format/rawjson"
)

// value is what stands under a name: JSON as it is written, or the text of a
// cell. The zero value is nothing.
type value struct {
	raw  []byte
	cell string
}

// kind names what the value is, as rawjson.KindOf does.
func (v value) kind() string {
	if v.raw == nil && v.cell != "" {
		return "a text"
	}
	return rawjson.KindOf(v.raw)
}

// empty reports whether the value is as good as absent.
func (v value) empty() bool {
	switch string(v.raw) {
	case "":
		return v.cell == ""
	case "null", `""`:
		return true
	}
	return false
}

// text returns the text of a text; invalid UTF-8 and lone surrogates in JSON
// become U+FFFD.
func (v value) text() string {
	if v.raw == nil {
		return v.cell
	}
	var s string
	if v.raw[0] != '"' || json.Unmarshal(v.raw, &s) != nil {
		return ""
	}
	return s
}

// scalar returns a text, or a number as it is written; false for anything else.
func (v value) scalar() (string, bool) {
	switch v.kind() {
	case "a text":
		return v.text(), true
	case "a number":
		return string(v.raw), true
	}
	return "", false
}

// listOfObjects reports whether the value is a list that begins with an object.
func (v value) listOfObjects() bool {
	if v.kind() != "a list" {
		return false
	}
	i := rawjson.SkipSpace(v.raw, 1)
	return i < len(v.raw) && v.raw[i] == '{'
}

// maxInner bounds how many values one path leads to: an object may hold lists
// of lists, and no article has so many authors or keywords.
const maxInner = 1024

// inner returns what a path leads to within objects and lists of objects.
// There says that the names are there, even if nothing is under them.
func (v value) inner(rest []string) (found []value, there bool) {
	switch v.kind() {
	case "an object":
		if len(rest) == 0 {
			return []value{v}, true
		}
		var last value
		for quoted, raw := range rawjson.Members(v.raw) {
			if foldName(memberName(quoted)) == rest[0] {
				last, there = value{raw: raw}, true
			}
		}
		if last.empty() {
			return nil, there
		}
		return last.inner(rest[1:])
	case "a list":
		for raw := range rawjson.Elements(v.raw) {
			if raw[0] == '[' {
				continue // lists in lists would be walked once for each level
			}
			more, ok := value{raw: raw}.inner(rest)
			there = there || ok
			if found = append(found, more...); len(found) >= maxInner {
				break
			}
		}
		return found, there
	}
	if len(rest) > 0 || v.empty() {
		return nil, len(rest) == 0
	}
	return []value{v}, true
}

// memberName returns the name of a member of a valid object.
func memberName(quoted []byte) string {
	name := string(quoted[1 : len(quoted)-1])
	if strings.Contains(name, "\\") && json.Unmarshal(quoted, &name) != nil {
		return "" // cannot be: the object is valid
	}
	return name
}

// missing are words that programs write where there is no value.
var missing = map[string]bool{
	"nan": true, "n/a": true, "n.a.": true, "nat": true, "null": true, "none": true, "nil": true, "undefined": true, "[removed]": true,
	`\n`: true, "#n/a": true,
}

// isMissing reports whether a text is a word for no value, such as NaN, or
// holds nothing but dashes. Only whole values count.
func isMissing(s string) bool {
	if len(s) > 12 {
		return false
	}
	s = strings.TrimSpace(s)
	return s != "" && (strings.Trim(s, "-–—") == "" || missing[strings.ToLower(s)])
}
