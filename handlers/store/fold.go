package store

import (
	"strings"
	"unicode/utf8"
)

// fold is the form in which texts are compared: lower case, with one space
// where white space was. It never holds a line end, which therefore separates
// texts in a key.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// foldAll folds texts into one key, each on its line.
func foldAll(texts ...string) string {
	folded := make([]string, len(texts))
	for i, s := range texts {
		folded[i] = fold(s)
	}
	return strings.Join(folded, "\n")
}

// maxSortKey is the length of the keys lists are sorted by, in bytes. A key
// has to fit into a cursor; records that are alike so far are sorted by id.
const maxSortKey = 192

// sortKey folds texts into a key to sort by. A line end sorts before every
// character a folded text holds, so "Li\nZoe" comes before "Lia\nAda".
func sortKey(texts ...string) string {
	key := foldAll(texts...)
	if len(key) <= maxSortKey {
		return key
	}
	end := maxSortKey
	for !utf8.RuneStart(key[end]) {
		end--
	}
	return key[:end]
}

// contains is the LIKE pattern of keys that contain s, for ESCAPE '!'. (A
// backslash would mean different things in different SQL modes of MySQL.)
func contains(s string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(fold(s)) + "%"
}
