package text

import (
	"strings"
	"unicode/utf8"
)

// What follows a full stop after an abbreviation decides whether a sentence
// ends there.
type abbreviation uint8

const (
	notAbbreviated abbreviation = iota
	joins                       // always followed by more: Mr. Smith, Roe v. Wade
	counted                     // followed by a number: No. 5, Jan. 3
	clock                       // a.m. and p.m.: followed by a day or a zone: 9 a.m. Monday
	initial                     // one capital: J. Smith
	mayEnd                      // others: the sentence goes on unless a word that starts sentences follows
)

// abbreviated classifies the English word before a full stop, as written and
// without that stop: "Mr", "J", "U.S", "a.m".
func abbreviated(word string) abbreviation {
	if len(word) == 1 && word[0] >= 'A' && word[0] <= 'Z' {
		return initial
	}
	capital := word != "" && word[0] >= 'A' && word[0] <= 'Z'
	switch strings.ToLower(word) {
	case "a.m", "p.m":
		return clock
	case "vs", "v", "e.g", "i.e", "cf", "viz":
		return joins
	case "p", "pp":
		return counted
	case "approx", "dept", "est", "govt", "assn", "assoc", "natl", "intl", "univ":
		return mayEnd
	case "mr", "mrs", "ms", "messrs", "mme", "mlle", "dr", "prof", "rev", "hon", "fr", "pres",
		"gen", "col", "maj", "capt", "cmdr", "cdr", "adm", "lt", "sgt", "cpl", "pfc", "pvt", "brig",
		"sen", "sens", "rep", "reps", "gov", "govs", "supt", "insp", "det", "atty", "asst":
		if capital {
			return joins
		}
	case "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
		"no", "nos", "vol", "vols", "art", "sec", "ch", "fig", "figs", "op":
		if capital {
			return counted
		}
	case "inc", "co", "cos", "corp", "ltd", "bros", "llc", "plc", "jr", "sr", "esq", "ph.d",
		"st", "mt", "ft", "ave", "blvd", "rd", // St. Louis, but also Wall St.
		// American states, as newspapers shorten them.
		"ala", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md",
		"mass", "mich", "minn", "miss", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex", "va", "vt", "wash", "wis", "wyo":
		if capital {
			return mayEnd
		}
	}
	if dotted(word) {
		return mayEnd // U.S, D.C, J.T
	}
	return notAbbreviated
}

// dotted reports whether word is two or more ASCII letters with stops between.
func dotted(word string) bool {
	if len(word) < 3 || len(word)%2 == 0 {
		return false
	}
	for i := 0; i < len(word); i++ {
		want := letter
		if i%2 == 1 {
			want = dot
		}
		if word[i] >= utf8.RuneSelf || asciiClass[word[i]] != want {
			return false
		}
	}
	return true
}

// goesOn reports whether the sentence goes on after the abbreviation (the
// word as written, without its last stop) when rest follows.
func goesOn(word, rest string) bool {
	kind := abbreviated(word)
	if kind == notAbbreviated {
		return false
	}
	if kind == joins {
		return true
	}
	rest = strings.TrimLeft(rest, "([")
	number := rest != "" && rest[0] >= '0' && rest[0] <= '9'
	next := leadingWord(rest)
	switch kind {
	case counted:
		return number
	case clock:
		return dayOrZone(next)
	case initial:
		if len(next) == 1 && strings.HasPrefix(rest[1:], ".") {
			return true // the next initial, which may be an A or I
		}
		if word == "I" {
			return false // more often the speaker than Isaac
		}
	}
	return number || next != "" && !startsSentence(next)
}

// leadingWord returns the letters at the start of s.
func leadingWord(s string) string {
	for i, r := range s {
		if classOf(r) != letter {
			return s[:i]
		}
	}
	return s
}

// startsSentence tells capitalised words that far more often start a sentence
// than follow an abbreviation inside one.
func startsSentence(word string) bool {
	switch word {
	case "The", "A", "An", "This", "That", "These", "Those", "There", "Here",
		"He", "She", "It", "They", "We", "You", "I", "His", "Her", "Its", "Their", "Our", "My", "Your",
		"In", "On", "At", "By", "For", "From", "With", "As", "To", "Under", "Over", "Among", "Between",
		"And", "But", "Or", "Nor", "So", "Yet", "If", "When", "While", "Where", "Why", "Who", "What", "Which", "How",
		"Then", "Now", "After", "Before", "Since", "Until", "During", "Despite", "Although", "Though", "Because",
		"However", "Meanwhile", "Moreover", "Instead", "Later", "Also", "Still", "Even", "Not", "Nobody", "Nothing",
		"Some", "Many", "Most", "Both", "Each", "Every", "Several", "Another", "Others", "One", "Two", "Three",
		"Mr", "Mrs", "Ms", "Asked", "According", "Is", "Are", "Was", "Were", "Do", "Does", "Did", "Has", "Have", "Had":
		return true
	}
	return false
}

// dayOrZone tells what may follow the time of day inside a sentence.
func dayOrZone(word string) bool {
	switch word {
	case "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
		"Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun",
		"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December",
		"Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
		"Eastern", "Central", "Mountain", "Pacific", "Greenwich", "GMT", "UTC", "BST", "CET", "CEST",
		"EST", "EDT", "ET", "CST", "CDT", "CT", "MST", "MDT", "MT", "PST", "PDT", "PT":
		return true
	}
	return false
}
