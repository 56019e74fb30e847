package naive

import (
	"slices"
	"strings"

	"newsdex/article"
)

// Newest returns the articles in the order "newest first": by the seconds of
// publication, undated ones last, ties by the bytes of the identifier.
func Newest(arts []*article.Article) []*article.Article { return order(arts, -1) }

// Oldest is Newest with the dates the other way round; undated articles are
// still last, and ties still go to the smaller identifier.
func Oldest(arts []*article.Article) []*article.Article { return order(arts, +1) }

func order(arts []*article.Article, sign int) []*article.Article {
	out := slices.Clone(arts)
	slices.SortFunc(out, func(a, b *article.Article) int {
		at, aDated := a.Published.Unix()
		bt, bDated := b.Published.Unix()
		switch {
		case aDated && !bDated:
			return -1
		case !aDated && bDated:
			return +1
		case at < bt:
			return -sign
		case at > bt:
			return sign
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}
