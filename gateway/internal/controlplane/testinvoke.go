package controlplane

import (
	"maps"
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
)

// testInvokeMethod calls a method of the working definition. See
// https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html
func (s *Server) testInvokeMethod(r *request) (answer, error) {
	def, res, err := s.resource(r)
	if err != nil {
		return answer{}, err
	}
	verb := r.PathValue("method")
	m := res.Method(verb)
	if m == nil {
		m = res.Method("ANY")
	}
	if m == nil {
		return answer{}, notFound("Invalid Method identifier specified")
	}
	var in struct {
		PathWithQueryString string              `json:"pathWithQueryString"`
		Body                string              `json:"body"`
		Headers             map[string]string   `json:"headers"`
		MultiValueHeaders   map[string][]string `json:"multiValueHeaders"`
		StageVariables      map[string]string   `json:"stageVariables"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	q := dataplane.TestRequest{
		API: r.PathValue("api"), Definition: def, Resource: res, Verb: verb,
		Target: in.PathWithQueryString, Body: in.Body, StageVariables: in.StageVariables,
	}
	for _, name := range slices.Sorted(maps.Keys(in.Headers)) {
		if in.MultiValueHeaders[name] == nil {
			q.Header = append(q.Header, dataplane.HeaderLine{Name: name, Value: in.Headers[name]})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(in.MultiValueHeaders)) {
		for _, value := range in.MultiValueHeaders[name] {
			q.Header = append(q.Header, dataplane.HeaderLine{Name: name, Value: value})
		}
	}
	got, err := s.DataPlane.TestInvoke(r.Context(), q)
	if err != nil {
		return answer{}, badRequest("%s", err)
	}
	type result struct {
		Status            int                 `json:"status"`
		Body              string              `json:"body"`
		Headers           map[string]string   `json:"headers"`
		MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
		Log               string              `json:"log"`
		Latency           int64               `json:"latency"` // milliseconds
	}
	out := result{
		Status: got.Status, Body: got.Body, Log: got.Log, Latency: got.Latency.Milliseconds(),
		Headers: map[string]string{}, MultiValueHeaders: map[string][]string{},
	}
	for _, h := range got.Header {
		out.Headers[h.Name] = h.Value
		out.MultiValueHeaders[h.Name] = append(out.MultiValueHeaders[h.Name], h.Value)
	}
	return ok(out)
}
