package fields

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"newsdex/article"

	"golang.org/x/text/language"
)

// A number is taken for a time only within 1973 to 2286, in which seconds have
// nine or ten digits and milliseconds twelve or thirteen: what lies outside is
// a count, an identifier or a day such as 20220708.
const (
	minSeconds, maxSeconds = 100_000_000, 10_000_000_000
	minMillis, maxMillis   = minSeconds * 1000, maxSeconds * 1000
)

// parseDate reads a date of a field. Unix says that the field is plainly a
// time, so that a number is seconds or milliseconds since 1970, in UTC.
func parseDate(s string, unix bool) (article.Date, error) {
	if d, err := article.ParseDate(s, article.FromField); err == nil || !unix {
		return d, err
	}
	n, err := strconv.ParseFloat(s, 64)
	var t time.Time
	switch {
	case err != nil:
		return article.Date{}, fmt.Errorf("%.80q is no date and no number", s)
	case n >= minSeconds && n < maxSeconds:
		whole, part := math.Modf(n)
		// Programs write the parts of a second with the noise of floating point.
		t = time.Unix(int64(whole), int64(part*1e9)).Round(time.Millisecond)
	case n >= minMillis && n < maxMillis:
		t = time.UnixMilli(int64(n))
	default:
		return article.Date{}, fmt.Errorf("%.80q is no time in seconds or milliseconds since 1970", s)
	}
	t = t.UTC()
	return article.Date{Day: t.Format(time.DateOnly), Time: t, Origin: article.FromField}, nil
}

// splitCell returns the values of a cell that holds several: a list as JSON or
// Python writes it, else what stands between semicolons or bars, else between
// commas where a value cannot have one (names are written "Doe, Jane").
func splitCell(s string, commas bool) []string {
	s = strings.TrimSpace(s)
	if list, ok := listCell(s); ok {
		return list
	}
	for _, sep := range []string{";", "|", ","} {
		if (sep != "," || commas) && strings.Contains(s, sep) {
			return trimmed(strings.Split(s, sep))
		}
	}
	return trimmed([]string{s})
}

func trimmed(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// listCell reads ["a", "b"] and ['a', "b's"].
func listCell(s string) ([]string, bool) {
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return nil, false
	}
	var list []string
	if json.Unmarshal([]byte(s), &list) == nil {
		return trimmed(list), true
	}
	list = nil
	for rest := strings.TrimSpace(s[1 : len(s)-1]); rest != ""; {
		quote := rest[0]
		if quote != '\'' && quote != '"' {
			return nil, false
		}
		var b strings.Builder
		i := 1
		for ; i < len(rest) && rest[i] != quote; i++ {
			if rest[i] == '\\' && i+1 < len(rest) {
				i++
			}
			b.WriteByte(rest[i])
		}
		if i >= len(rest) {
			return nil, false
		}
		list = append(list, b.String())
		rest = strings.TrimSpace(rest[i+1:])
		after, comma := strings.CutPrefix(rest, ",")
		if !comma && rest != "" {
			return nil, false
		}
		rest = strings.TrimSpace(after)
	}
	return trimmed(list), true
}

// langNames are the languages that exports write out, by their English names.
var langNames = map[string]string{
	"arabic": "ar", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl",
	"english": "en", "estonian": "et", "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
	"hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko", "latvian": "lv", "lithuanian": "lt",
	"norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr",
	"slovak": "sk", "slovenian": "sl", "spanish": "es", "swedish": "sv", "tamil": "ta", "thai": "th", "turkish": "tr", "ukrainian": "uk",
	"vietnamese": "vi",
}

// langTag returns a tag of BCP 47 for the names and the three-letter codes that
// exports use for languages; anything else stays as it is.
func langTag(s string) string {
	s = strings.TrimSpace(s)
	if tag := langNames[strings.ToLower(s)]; tag != "" {
		return tag
	}
	if len(s) == 3 {
		if base, err := language.ParseBase(s); err == nil {
			return base.String()
		}
	}
	return s
}
