package indexer

import (
	"fmt"
	"slices"
	"strings"

	"newsdex/indexer/format"
)

// FieldMap gives names that fields have in JSON and in tables, by the field of
// an article; see Options.Map.
type FieldMap map[string][]string

// Add takes one pair, such as "headline=Title" or "body=meta.text". The error
// lists the fields there are.
func (m FieldMap) Add(pair string) error {
	field, name, ok := strings.Cut(pair, "=")
	field, name = strings.ToLower(strings.TrimSpace(field)), strings.TrimSpace(name)
	fields := format.MapFields()
	valid := strings.Join(fields[:len(fields)-1], ", ") + " and " + fields[len(fields)-1]
	switch {
	case !ok || name == "":
		return fmt.Errorf("write FIELD=NAME, such as headline=Title; the fields are %s", valid)
	case field == "tag":
		field = "tags"
	case !slices.Contains(fields, field):
		return fmt.Errorf("%q is not a field; the fields are %s", field, valid)
	}
	if !slices.Contains(m[field], name) {
		m[field] = append(m[field], name)
	}
	return nil
}
