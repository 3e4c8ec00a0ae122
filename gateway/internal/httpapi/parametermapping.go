package httpapi

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/mapping"
)

// An assignment is one parameter mapping, compiled. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
type assignment struct {
	target mapping.Target
	value  mapping.Expression
}

// compileMappings compiles mappings in the order they are applied: what is
// overwritten first, then what is appended, then what is removed. What is no
// mapping is refused by [Check] before it gets here.
func compileMappings(texts map[string]string, response bool) ([]assignment, error) {
	parse := mapping.ParseHTTPRequest
	if response {
		parse = mapping.ParseHTTPResponse
	}
	var all []assignment
	for _, key := range sortedKeys(texts) {
		target, err := mapping.ParseHTTPTarget(key, response)
		if err != nil {
			return nil, err
		}
		a := assignment{target: target}
		if target.Operation != mapping.Remove {
			if a.value, err = parse(texts[key]); err != nil {
				return nil, err
			}
		}
		all = append(all, a)
	}
	order := []mapping.Operation{mapping.Overwrite, mapping.Append, mapping.Remove}
	slices.SortStableFunc(all, func(a, b assignment) int {
		return cmp.Compare(slices.Index(order, a.target.Operation), slices.Index(order, b.target.Operation))
	})
	return all, nil
}

// outgoing is the request as the integration gets it.
type outgoing struct {
	header http.Header
	query  query
	path   string // decoded, with the stage
	mapped bool   // the path was overwritten
}

// mapRequest applies the integration's request mappings. A source that is not
// there leaves its mapping out.
func (x *exchange) mapRequest(mappings []assignment) (*outgoing, *failure) {
	out := &outgoing{header: x.header, query: x.query, path: x.path}
	if len(mappings) == 0 {
		return out, nil
	}
	out.header = x.header.Clone()
	message := x.requestMessage()
	for _, m := range mappings {
		value, ok, err := m.value.Value(message)
		if err != nil {
			return nil, &failure{status: 400, message: "Bad Request", kind: "BAD_REQUEST", cause: err.Error()}
		}
		if !ok && m.target.Operation != mapping.Remove {
			continue
		}
		out.put(m.target, value)
	}
	return out, nil
}

func (out *outgoing) put(t mapping.Target, value string) {
	switch t.Location {
	case "path":
		out.path, out.mapped = value, true
	case "header":
		putHeader(out.header, t, value)
	case "querystring":
		switch t.Operation {
		case mapping.Remove:
			out.query = out.query.without(t.Name)
		case mapping.Overwrite:
			out.query = out.query.without(t.Name).with(t.Name, value)
		case mapping.Append:
			out.query = out.query.with(t.Name, value)
		}
	}
}

func putHeader(h http.Header, t mapping.Target, value string) {
	switch t.Operation {
	case mapping.Remove:
		h.Del(t.Name)
	case mapping.Overwrite:
		h.Set(t.Name, value)
	case mapping.Append:
		h.Add(t.Name, value)
	}
}

// mapResponse applies the mappings for the answer's status.
func (x *exchange) mapResponse(in *integration, ans *answer) *failure {
	mappings := in.response[ans.status]
	if len(mappings) == 0 {
		return nil
	}
	original := ans.header.Clone()
	message := &mapping.Message{
		Header: original.Values, Body: string(ans.body),
		StageVariables: x.stage.Variables, Context: x.context(),
	}
	for _, m := range mappings {
		value, ok, err := m.value.Value(message)
		if err != nil {
			return internalError("map response: " + err.Error())
		}
		switch {
		case !ok && m.target.Operation != mapping.Remove:
		case m.target.Location == "statuscode":
			status, err := strconv.Atoi(value)
			if err != nil || status < 200 || status > 599 {
				return internalError("overwrite:statuscode gives " + strconv.Quote(value) + ", want a status from 200 to 599")
			}
			ans.status = status
		default:
			putHeader(ans.header, m.target, value)
		}
	}
	return nil
}

// requestMessage is the caller's request as mappings and identity sources read
// it. Header names count without regard to case.
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

// checkMappings gives the first mapping of an integration that is none.
func checkMappings(in *apigw.HTTPIntegration) error {
	if in.Subtype == "" {
		if _, err := compileMappings(in.RequestParameters, false); err != nil {
			return err
		}
	}
	for _, status := range sortedKeys(in.ResponseParameters) {
		if _, err := compileMappings(in.ResponseParameters[status], true); err != nil {
			return err
		}
	}
	return nil
}
