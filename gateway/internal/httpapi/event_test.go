package httpapi

import (
	"testing"

	"github.com/apigen-go/apigen/gateway/internal/eventjson"
)

// TestEventsAreWrittenAsByEncodingJSON holds the writers by hand against the
// library, with every member once there and once not.
func TestEventsAreWrittenAsByEncodingJSON(t *testing.T) {
	t.Parallel()
	yes, text := true, "a\"<&>\u2028\xff"
	texts, lists := map[string]string{"b": text, "a": ""}, map[string][]string{"b": {text, ""}, "a": {"1"}}
	caller := map[string]any{"jwt": map[string]any{"claims": texts, "scopes": []string(nil)}, "n": 1.5}
	for _, e := range []event1{
		{},
		{Headers: map[string]string{}, MultiValueHeaders: map[string][]string{}, QueryStringParameters: map[string]string{}},
		{
			Version: "1.0", Resource: text, Path: text, HTTPMethod: "GET", Headers: texts, MultiValueHeaders: lists,
			QueryStringParameters: texts, MultiValueQueryStringParameters: lists, PathParameters: texts, StageVariables: texts,
			Body: &text, IsBase64Encoded: true,
			RequestContext: requestContext1{
				AccountID: "1", APIID: "2", Authorizer: caller, DomainName: "3", DomainPrefix: "4", ExtendedRequestID: "5", HTTPMethod: "6",
				Path: "7", Protocol: "8", RequestID: "9", RequestTime: "10", RequestTimeEpoch: 11, ResourceID: "12", ResourcePath: "13", Stage: "14",
				Identity: identity1{
					AccessKey: &text, AccountID: &text, Caller: &text, CognitoAuthenticationProvider: &text, CognitoAuthenticationType: &text,
					CognitoIdentityID: &text, CognitoIdentityPoolID: &text, PrincipalOrgID: &text, SourceIP: text, User: &text, UserAgent: text, UserARN: &text,
				},
			},
		},
	} {
		if got, want := string(e.append(nil)), string(eventjson.Encode(e)); got != want {
			t.Errorf("payload 1.0:\ngot  %s\nwant %s", got, want)
		}
	}
	for _, e := range []event2{
		{},
		{Headers: map[string]string{}},
		{
			Version: "2.0", Type: "REQUEST", RouteARN: text, IdentitySource: []string{text, ""}, RouteKey: text, RawPath: text, RawQueryString: text,
			Cookies: []string{text}, Headers: texts, QueryStringParameters: texts, Body: &text, PathParameters: texts, IsBase64Encoded: &yes,
			StageVariables: texts,
			RequestContext: requestContext2{
				AccountID: "1", APIID: "2", Authorizer: caller, DomainName: "3", DomainPrefix: "4", RequestID: "5", RouteKey: "6", Stage: "7",
				Time: "8", TimeEpoch: 9, HTTP: requestHTTP{Method: "10", Path: "11", Protocol: "12", SourceIP: "13", UserAgent: text},
			},
		},
	} {
		if got, want := string(e.append(nil)), string(eventjson.Encode(e)); got != want {
			t.Errorf("payload 2.0:\ngot  %s\nwant %s", got, want)
		}
	}
}
