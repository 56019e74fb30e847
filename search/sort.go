package search

import (
	"cmp"
	"fmt"
)

// sorts names the orders, as parameters and answers do.
var sorts = [...]string{Relevance: "relevance", Newest: "newest", Oldest: "oldest"}

// Sorts lists the names of the orders.
func Sorts() []string { return sorts[:] }

func (s Sort) String() string { return sorts[s] }

// ParseSort returns the order of that name.
func ParseSort(name string) (Sort, error) {
	for i, n := range sorts {
		if n == name {
			return Sort(i), nil
		}
	}
	return 0, fmt.Errorf("%q is not an order; use relevance, newest or oldest", name)
}

// Compare returns a negative number when a comes before b in the order, zero
// only for the same article.
func (s Sort) Compare(a, b Key) int {
	if s == Relevance {
		if c := cmp.Compare(b.Score, a.Score); c != 0 {
			return c
		}
	}
	if a.Dated != b.Dated {
		if a.Dated {
			return -1
		}
		return 1
	}
	if a.Dated {
		c := cmp.Compare(b.Published, a.Published)
		if s == Oldest {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(a.ID, b.ID)
}
