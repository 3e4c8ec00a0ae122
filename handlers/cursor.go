package handlers

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"unicode/utf8"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/handlers/store"
	"github.com/apigen-go/apigen/problem"
)

// A cursor is the key of the last item of a page, with the kind of list it
// belongs to. Callers see base64; the sum in it tells a mangled cursor from a
// whole one. It holds nothing that needs a secret: whatever a forged one says
// is bound to a query as a value.
//
//	kind (1 byte) | length of id (1 byte) | id | microseconds (8 bytes) | text | CRC-32 (4 bytes)
//
// At most 1+1+64+8+192+4 bytes, it fits into the 400 characters of the contract.
type listKind byte

const (
	peopleByName     listKind = 'n'
	peopleByNameDesc listKind = 'N'
	peopleByAge      listKind = 'a'
	peopleByAgeDesc  listKind = 'A'
	departmentList   listKind = 'd'
	locationList     listKind = 'l'
)

const cursorFrame = 1 + 1 + 8 + 4

// encodeCursor returns the cursor that goes on after a key, nil after the last page.
func encodeCursor(kind listKind, after *store.Key) *string {
	if after == nil {
		return nil
	}
	b := make([]byte, 0, cursorFrame+len(after.ID)+len(after.Text))
	b = append(b, byte(kind), byte(len(after.ID)))
	b = append(b, after.ID...)
	b = binary.BigEndian.AppendUint64(b, uint64(after.Micros))
	b = append(b, after.Text...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	s := base64.RawURLEncoding.EncodeToString(b)
	return &s
}

// decodeCursor returns the key to go on after, nil for the first page, or a
// problem that names the parameter.
func decodeCursor(kind listKind, cursor string) (*store.Key, error) {
	if cursor == "" {
		return nil, nil
	}
	key, err := parseCursor(kind, cursor)
	if err != nil {
		var v problem.Violations
		v.Parameter("cursor", "%v", err)
		return nil, v.Err(api.ErrInvalidRequest.WithDetail("cursor %v", err))
	}
	return key, nil
}

var (
	errNoCursor    = errors.New("is not the next of a page")
	errOtherCursor = errors.New("belongs to a list in another order")
)

func parseCursor(kind listKind, cursor string) (*store.Key, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) < cursorFrame || len(b) < cursorFrame+int(b[1]) {
		return nil, errNoCursor
	}
	body, sum := b[:len(b)-4], binary.BigEndian.Uint32(b[len(b)-4:])
	id, rest := body[2:2+int(b[1])], body[2+int(b[1]):]
	text := rest[8:]
	if crc32.ChecksumIEEE(body) != sum || !utf8.Valid(id) || !utf8.Valid(text) {
		return nil, errNoCursor
	}
	if listKind(body[0]) != kind {
		return nil, errOtherCursor
	}
	return &store.Key{ID: string(id), Micros: int64(binary.BigEndian.Uint64(rest)), Text: string(text)}, nil
}
