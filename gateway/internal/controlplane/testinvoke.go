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
		ClientCertificateID string              `json:"clientCertificateId"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	q := dataplane.TestRequest{
		API: r.PathValue("api"), Definition: def, Resource: res, Verb: verb,
		Target: in.PathWithQueryString, Body: in.Body, StageVariables: in.StageVariables,
		Certificate: in.ClientCertificateID,
	}
	q.Header = testHeader(in.Headers, in.MultiValueHeaders)
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

// testHeader lists the headers of a test call; where a name is in both, its
// values are the multiple ones.
func testHeader(single map[string]string, multi map[string][]string) []dataplane.HeaderLine {
	var lines []dataplane.HeaderLine
	for _, name := range slices.Sorted(maps.Keys(single)) {
		if multi[name] == nil {
			lines = append(lines, dataplane.HeaderLine{Name: name, Value: single[name]})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(multi)) {
		for _, value := range multi[name] {
			lines = append(lines, dataplane.HeaderLine{Name: name, Value: value})
		}
	}
	return lines
}

// testInvokeAuthorizer asks an authorizer of the working definition. See
// https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html
func (s *Server) testInvokeAuthorizer(r *request) (answer, error) {
	def, err := s.definition(r, noAuthorizer())
	if err != nil {
		return answer{}, err
	}
	a := authorizerByID(def, r.PathValue("authorizer"))
	if a == nil {
		return answer{}, noAuthorizer()
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
	got, err := s.DataPlane.TestAuthorizer(r.Context(), dataplane.TestRequest{
		API: def.ID, Definition: def, Verb: "GET", Target: in.PathWithQueryString, Body: in.Body,
		StageVariables: in.StageVariables, Header: testHeader(in.Headers, in.MultiValueHeaders),
	}, a)
	if err != nil {
		return answer{}, badRequest("%s", err)
	}
	return ok(struct {
		ClientStatus  int                 `json:"clientStatus"`
		Log           string              `json:"log"`
		Latency       int64               `json:"latency"` // milliseconds
		PrincipalID   string              `json:"principalId,omitempty"`
		Policy        string              `json:"policy,omitempty"`
		Authorization map[string][]string `json:"authorization,omitempty"`
		Claims        map[string]string   `json:"claims,omitempty"`
	}{got.Status, got.Log, got.Latency.Milliseconds(), got.PrincipalID, got.Policy, got.Authorization, got.Claims})
}
