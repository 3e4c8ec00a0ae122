package httpcontrol

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
)

// A list is one page of entities.
type list struct {
	Items     any    `json:"items"`
	NextToken string `json:"nextToken,omitempty"`
}

// Pages have 100 entities at most.
const maxPage = 100

// page cuts a list into pages: maxResults entities from nextToken on.
func page[T any](r *restjson.Request, all []T) (restjson.Answer, error) {
	size := maxPage
	if text := r.Query().Get("maxResults"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return restjson.Answer{}, restjson.BadRequest("Invalid maxResults: %s", text)
		}
		size = min(n, maxPage)
	}
	from := 0
	if text := r.Query().Get("nextToken"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > len(all) {
			return restjson.Answer{}, restjson.BadRequest("Invalid nextToken: %s", text)
		}
		from = n
	}
	to := min(from+size, len(all))
	l := list{Items: append([]T{}, all[from:to]...)}
	if to < len(all) {
		l.NextToken = strconv.Itoa(to)
	}
	return restjson.OK(l)
}

// timestamp writes a time as these calls do, in ISO 8601.
func timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// set puts a member of a call in the place of what there is, if it was given.
func set[T any](have *T, given *T) {
	if given != nil {
		*have = *given
	}
}

// merge puts given entries over those there are; an empty text takes one away.
func merge(have, given map[string]string) map[string]string {
	if given == nil {
		return have
	}
	out := map[string]string{}
	maps.Copy(out, have)
	maps.Copy(out, given)
	maps.DeleteFunc(out, func(_, value string) bool { return value == "" })
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
