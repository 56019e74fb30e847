package text

// Version is that of what text becomes: tokens, surfaces, stems, sentences and
// detected languages. An index holds what its own version made, so one of
// another version has to be rebuilt. TestVersion fails when it should have grown.
const Version = 1
