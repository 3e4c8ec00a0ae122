package controlplane

import (
	"encoding/json"
	"strconv"
	"time"
)

// A list is one page of entities. The member is called item on the wire.
type list struct {
	Items    any    `json:"item"`
	Position string `json:"position,omitempty"` // of the next page
}

const (
	defaultLimit = 25
	maxLimit     = 500
)

// page cuts a list into pages: limit entities from position on.
func page[T any](r *request, all []T) (answer, error) {
	_, from, to := window(r, len(all))
	l := list{Items: append([]T{}, all[from:to]...)}
	if to < len(all) {
		l.Position = strconv.Itoa(to)
	}
	return ok(l)
}

// window gives the part of a list a call asks for. A limit out of range counts as
// the default (recorded for limit=-1, which is no error).
func window(r *request, length int) (limit, from, to int) {
	limit, err := strconv.Atoi(r.query().Get("limit"))
	if err != nil || limit < 1 || limit > maxLimit {
		limit = defaultLimit
	}
	from, err = strconv.Atoi(r.query().Get("position"))
	if err != nil || from < 0 {
		from = 0
	}
	from = min(from, length)
	return limit, from, min(from+limit, length)
}

// A timestamp is a time as the service writes it: seconds since 1970.
type timestamp time.Time

func (t timestamp) MarshalJSON() ([]byte, error) { return json.Marshal(time.Time(t).Unix()) }
