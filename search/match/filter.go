package match

import (
	"slices"
	"strings"
	"time"

	"newsdex/text"
)

// passes reports whether a filter holds.
func (d *Doc) passes(n Node) bool {
	switch n := n.(type) {
	case *Value:
		if d.Values == nil {
			return false
		}
		return slices.ContainsFunc(d.Values(n.Field), n.Is)
	case *Prefix:
		rest, begins := strings.CutPrefix(d.URL, n.Text)
		return d.URL != "" && begins && (!n.Folder || rest == "" || rest[0] == '/' || rest[0] == '?')
	case *Host:
		return n.Name != "" && (d.Host == n.Name || strings.HasSuffix(d.Host, "."+n.Name))
	case *Lang:
		return d.Lang == n.Tag || strings.HasPrefix(d.Lang, n.Tag+"-")
	case *Date:
		return n.Holds(d.Day, d.Time)
	}
	return false
}

// Is reports whether one value satisfies the filter.
func (v *Value) Is(value string) bool {
	if v.Whole {
		return value == v.Text
	}
	words := text.Surfaces(value)
	for i := 0; i+len(v.Words) <= len(words); i++ {
		if slices.Equal(words[i:i+len(v.Words)], v.Words) {
			return true
		}
	}
	return false
}

// Holds reports whether an article published on that day ("" for undated), at
// that instant (zero when only the day is known), satisfies the filter.
func (n *Date) Holds(day string, at time.Time) bool {
	if n.None || day == "" {
		return n.None && day == ""
	}
	if b := n.From; b != nil {
		if b.Day != "" {
			if day < b.Day {
				return false
			}
		} else if first, _ := instants(day, at); first.Before(b.Time) || b.Open && first.Equal(b.Time) {
			return false
		}
	}
	if b := n.To; b != nil {
		if b.Day != "" {
			if day > b.Day {
				return false
			}
		} else if _, last := instants(day, at); last.After(b.Time) || b.Open && last.Equal(b.Time) {
			return false
		}
	}
	return true
}

// instants returns the first and last moment an article may have been published.
func instants(day string, at time.Time) (first, last time.Time) {
	if !at.IsZero() {
		return at, at
	}
	first, _ = time.Parse(time.DateOnly, day)
	return first, first.Add(24*time.Hour - time.Nanosecond)
}
