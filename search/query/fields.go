package query

import "strings"

// field returns the field of that name or alias, in any case, or nil.
func (o *Options) field(name string) *FieldSpec {
	for i := range o.Fields {
		f := &o.Fields[i]
		if strings.EqualFold(f.Name, name) {
			return f
		}
		for _, a := range f.Aliases {
			if strings.EqualFold(a, name) {
				return f
			}
		}
	}
	return nil
}

// code returns the field of that name, alias or code, in any case, or nil.
func (o *Options) code(name string) *FieldSpec {
	if f := o.field(name); f != nil {
		return f
	}
	for i := range o.Fields {
		for _, c := range o.Fields[i].Codes {
			if strings.EqualFold(c, name) {
				return &o.Fields[i]
			}
		}
	}
	return nil
}

// nearField returns the field name or alias that is one edit away, or "". Two
// letters are too few to tell a mistake from a word.
func (o *Options) nearField(name string) string {
	if len(name) < 3 {
		return ""
	}
	name = strings.ToLower(name)
	for _, f := range o.Fields {
		for _, n := range append([]string{f.Name}, f.Aliases...) {
			if len(n) >= 3 && oneEdit(name, n) {
				return n
			}
		}
	}
	return ""
}

// oneEdit reports whether two words differ by one letter put in, left out or
// replaced, or by two neighbours swapped (Damerau, 1964).
func oneEdit(a, b string) bool {
	x, y := []rune(a), []rune(b)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	switch {
	case len(x)+len(y) == 1:
		return true
	case len(x) == 1 && len(y) == 1:
		return true
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	}
	return false
}
