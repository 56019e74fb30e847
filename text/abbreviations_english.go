package text

import "strings"

// inEnglish classifies the English word before a full stop, as written and
// without that stop: "Mr", "U.S", "a.m".
func inEnglish(word string) abbreviation {
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
	return notListed
}

// startsEnglish tells capitalised words that far more often start a sentence
// than follow an abbreviation inside one.
func startsEnglish(word string) bool {
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
