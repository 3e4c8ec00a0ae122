package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

// testInvoke makes a TestInvokeMethod call instead of a request to a stage.
func (a *arena) testInvoke(r *requestInput, e *requestExpected) error {
	resources, err := a.api.GetResources(a.t.Context(), &apigateway.GetResourcesInput{RestApiId: &a.apiID})
	if err != nil {
		return err
	}
	in := &apigateway.TestInvokeMethodInput{
		RestApiId: &a.apiID, HttpMethod: &r.HTTPMethod, StageVariables: r.StageVariables, MultiValueHeaders: r.MultiValueHeaders,
	}
	if r.Body != nil {
		in.Body = aws.String(string(*r.Body))
	}
	for name, values := range r.Headers {
		if in.Headers == nil {
			in.Headers = map[string]string{}
		}
		in.Headers[name] = strings.Join(values, ",")
	}
	for _, res := range resources.Items {
		if *res.Path == r.ResourcePath {
			in.ResourceId = res.Id
		}
	}
	if r.PathWithQueryString != "" {
		in.PathWithQueryString = &r.PathWithQueryString
	}
	out, err := a.api.TestInvokeMethod(a.t.Context(), in)
	if err != nil {
		return err
	}
	resp := &http.Response{StatusCode: int(out.Status), Header: http.Header{}, ContentLength: -1}
	for name, values := range out.MultiValueHeaders {
		for _, value := range values {
			resp.Header.Add(name, value)
		}
	}
	return errors.Join(a.checkAnswer(e, resp, []byte(*out.Body)), a.checkLog(e.Log, *out.Log))
}

func (a *arena) checkLog(want []string, log string) error {
	if want == nil {
		return nil
	}
	got := strings.Split(log, "\n")
	if len(got) != len(want) {
		return fmt.Errorf("the log has %d lines, want %d:\n%s", len(got), len(want), log)
	}
	for i := range want {
		if err := a.match.text(want[i], got[i]); err != nil {
			return fmt.Errorf("line %d of the log: %w", i+1, err)
		}
	}
	return nil
}
