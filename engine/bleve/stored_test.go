package bleve

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"newsdex/article"
)

func TestStoredArticle(t *testing.T) {
	a := grain("a", "One, “two”\n\n<three> & 中")
	a.Published = article.Date{Day: "2022-07-08", Time: time.Date(2022, 7, 8, 1, 2, 3, 4, time.UTC)}
	for _, a := range []*article.Article{a, grain("b", ""), {}} {
		b, err := encodeArticle(a)
		if err != nil {
			t.Fatal(err)
		}
		var got article.Article
		if err := decodeArticle(b, &got); err != nil || !reflect.DeepEqual(&got, a) {
			t.Errorf("stored %+v, read %+v, %v", a, got, err)
		}
	}
	for name, bad := range map[string]string{
		"nothing": "", "unknown form": "\x00{}", "newer form": "\x04{}", "no length": "\x02", "JSON cut short": "\x02\x09{}",
		"overlong length": "\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01{}",
		"field cut short": "\x03\x01\x05ab", "field without length": "\x03\x01", "unknown field": "\x03\xf0\x01a",
		"time": "\x03\x10\x01a", "number": "\x03\x11\x01\xff", "place without number": "\x03\x13\x00",
	} {
		if err := decodeArticle([]byte(bad), &article.Article{}); err == nil {
			t.Errorf("%s: %q was read", name, bad)
		}
	}
	for _, damaged := range []string{"\x02\x09{}", "\x03\x01\x05ab"} {
		if err := decodeArticle([]byte(damaged), &article.Article{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%q: %v", damaged, err)
		}
	}
}

// Articles stored in the forms of before are read as ever.
func TestStoredJSON(t *testing.T) {
	want := grain("a", "One\n\ntwo")
	whole, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	rest := *want
	rest.Body = ""
	split, err := json.Marshal(&rest)
	if err != nil {
		t.Fatal(err)
	}
	for form, b := range map[byte][]byte{storedWhole: whole, storedSplit: append(append(binary.AppendUvarint(nil, uint64(len(split))), split...), want.Body...)} {
		var got article.Article
		if err := decodeArticle(append([]byte{form}, b...), &got); err != nil || !reflect.DeepEqual(&got, want) {
			t.Errorf("form %d: read %+v, %v", form, got, err)
		}
	}
}

// Every field of an article is stored: one that is added and forgotten fails here.
func TestStoredFields(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var a, got article.Article
		setAll(random, reflect.ValueOf(&a).Elem())
		b, err := encodeArticle(&a)
		if err != nil {
			t.Fatal(err)
		}
		if err := decodeArticle(b, &got); err != nil || !reflect.DeepEqual(got, a) {
			t.Fatalf("stored %+v\nread   %+v, %v", a, got, err)
		}
	}
}

// setAll sets every field to something, or now and then to nothing.
func setAll(r *rand.Rand, v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		zone := time.FixedZone("", (r.IntN(48)-24)*1800+60*7)
		v.Set(reflect.ValueOf(time.Unix(r.Int64N(1<<33), r.Int64N(1e9)).In(zone)))
		return
	}
	if r.IntN(8) == 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Repeat("é\x00x", r.IntN(80)))
	case reflect.Int:
		v.SetInt(r.Int64N(1 << r.IntN(60)))
	case reflect.Slice:
		for n := r.IntN(4); n > 0; n-- {
			v.Set(reflect.Append(v, reflect.New(v.Type().Elem()).Elem()))
			setAll(r, v.Index(v.Len()-1))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			setAll(r, v.Field(i))
		}
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

// FuzzStoredFields reads damaged articles: an error or an article, no panic.
func FuzzStoredFields(f *testing.F) {
	b, err := encodeArticle(grain("a", "One\n\ntwo"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var a, again article.Article
		if decodeArticle(b, &a) != nil || len(b) == 0 || b[0] != storedFields {
			return
		}
		b, err := encodeArticle(&a)
		if err != nil {
			return // a zone that cannot be written
		}
		if err := decodeArticle(b, &again); err != nil || !reflect.DeepEqual(a, again) {
			t.Errorf("read %+v, then %+v, %v", a, again, err)
		}
	})
}
