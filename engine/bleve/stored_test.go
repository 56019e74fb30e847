package bleve

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"newsdex/article"
)

func TestStoredArticle(t *testing.T) {
	a := grain("a", "One, “two”\n\n<three> & 中")
	a.Published = article.Date{Day: "2022-07-08", Time: time.Date(2022, 7, 8, 1, 2, 3, 4, time.UTC)}
	for _, a := range []*article.Article{a, grain("b", "")} {
		b, err := encodeArticle(a)
		if err != nil {
			t.Fatal(err)
		}
		var got article.Article
		if err := decodeArticle(b, &got); err != nil || !reflect.DeepEqual(&got, a) {
			t.Errorf("stored %+v, read %+v, %v", a, got, err)
		}
	}
	for _, bad := range []string{"", "\x00{}", "\x03{}", "\x02", "\x02\x09{}", "\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01{}"} {
		if err := decodeArticle([]byte(bad), &article.Article{}); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	if err := decodeArticle([]byte("\x02\x09{}"), &article.Article{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut short: %v", err)
	}
}
