package httpapi

import (
	"net/http"

	"github.com/apigen-go/apigen/internal/mapping"
)

// outgoing is the request as the integration gets it.
type outgoing struct {
	header http.Header
	query  query
	path   string // decoded, with the stage
	mapped bool   // the path was overwritten
}

// mapRequest applies the integration's request mappings.
func (x *exchange) mapRequest(m *mapping.HTTPMapping) *outgoing {
	out := &outgoing{header: x.header, query: x.query, path: x.path}
	if m == nil {
		return out
	}
	out.header = x.header.Clone()
	for _, c := range m.Changes(x.requestMessage()) {
		switch c.Location {
		case "path":
			out.path, out.mapped = c.Value, true
		case "header":
			putHeader(out.header, c)
		case "querystring":
			if c.Operation != mapping.Append {
				out.query = out.query.without(c.Name)
			}
			if c.Operation != mapping.Remove {
				out.query = out.query.with(c.Name, c.Value)
			}
		}
	}
	return out
}

func putHeader(h http.Header, c mapping.Change) {
	switch c.Operation {
	case mapping.Remove:
		h.Del(c.Name)
	case mapping.Overwrite:
		h.Set(c.Name, c.Value)
	case mapping.Append:
		h.Add(c.Name, c.Value)
	}
}

// mapResponse applies the mappings for the status of the answer.
func (x *exchange) mapResponse(in *integration, ans *answer) {
	m := in.response[ans.status]
	if m == nil {
		return
	}
	changes := m.Changes(&mapping.Message{
		Header: ans.header.Values, Body: string(ans.body), StageVariables: x.stage.Variables, Context: x.context(),
	})
	for _, c := range changes {
		if c.Location == "header" {
			putHeader(ans.header, c)
		}
	}
	if status := mapping.ChangedStatus(ans.status, changes); status >= 200 { // a 1xx cannot be an answer
		ans.status = status
	}
}

// requestMessage is the caller's request as mappings read it. Header names count
// without regard to case.
func (x *exchange) requestMessage() *mapping.Message {
	return &mapping.Message{
		Header: x.header.Values,
		Query:  x.query.values,
		PathParameter: func(name string) (string, bool) {
			value, ok := x.pathParams[name]
			return value, ok
		},
		Path: x.routed, Body: string(x.body), StageVariables: x.stage.Variables, Context: x.context(),
	}
}
