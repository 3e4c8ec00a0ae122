package handlers

import (
	"math"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/handlers/store"
)

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	for _, key := range []store.Key{
		{},
		{Text: "doe\njane", ID: "7c0f"},
		{Micros: math.MinInt64, ID: "λ"},
		// The longest the store has: 192 bytes of text, 64 of id.
		{Text: strings.Repeat("t", 192), Micros: math.MaxInt64, ID: strings.Repeat("i", 64)},
	} {
		cursor := encodeCursor(peopleByName, &key)
		if len(*cursor) > 400 {
			t.Errorf("a cursor of %d characters; the contract allows 400", len(*cursor))
		}
		got, err := decodeCursor(peopleByName, *cursor)
		if err != nil || *got != key {
			t.Errorf("%+v became %+v, %v", key, got, err)
		}
		if _, err := decodeCursor(peopleByNameDesc, *cursor); err == nil {
			t.Error("a cursor was taken for a list in another order")
		}
	}
}

func FuzzCursor(f *testing.F) {
	f.Add(*encodeCursor(departmentList, &store.Key{Text: "sales", ID: "s"}))
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		key, err := decodeCursor(departmentList, cursor)
		if err != nil || key == nil {
			return
		}
		if got := *encodeCursor(departmentList, key); got != cursor {
			t.Errorf("cursor %q is read as %+v, which is %q", cursor, key, got)
		}
	})
}
