package dataplane

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/iam"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

func statement(effect, more string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"` + effect + `","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"` + more + `}]}`
}

const (
	anonymous    = `{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:` + testAPI + `/dev/GET/a`
	explicitDeny = anonymous + ` with an explicit deny in a resource-based policy"}`
	implicitDeny = anonymous + ` because no resource-based policy allows the execute-api:Invoke action"}`
)

// authorizers.md 5 and gateway-responses.md 4.
func TestResourcePolicy(t *testing.T) {
	t.Parallel()
	fromOffice := `,"Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`
	for _, tt := range []struct {
		name   string
		policy string
		from   string
		status int
		want   string
	}{
		{"allow", statement("Allow", ""), "", 200, ""},
		{"deny", statement("Deny", ""), "", 403, explicitDeny},
		{"silence denies", statement("Allow", fromOffice), "198.51.100.1:1", 403, implicitDeny},
		{"an address", statement("Allow", fromOffice), "203.0.113.7:1", 200, ""},
		{"deny over allow", `{"Statement":[` + strings.TrimSuffix(strings.TrimPrefix(statement("Allow", ""), `{"Version":"2012-10-17","Statement":[`), `]}`) + `,` +
			strings.TrimSuffix(strings.TrimPrefix(statement("Deny", fromOffice), `{"Version":"2012-10-17","Statement":[`), `]}`) + `]}`, "203.0.113.7:1", 403, explicitDeny},
		{"another method", strings.Replace(statement("Allow", ""), "execute-api:/*", "execute-api:/dev/POST/*", 1), "", 403, implicitDeny},
		{"somebody", strings.Replace(statement("Allow", ""), `"*"`, `{"AWS":"arn:aws:iam::123456789012:user/jane"}`, 1), "", 403, implicitDeny},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET")
			w.def.Policy = []byte(tt.policy)
			got := w.callFrom(tt.from, testAPI, http.MethodGet, "/dev/a")
			if got.Code != tt.status || tt.want != "" && got.Body.String() != tt.want {
				t.Errorf("got %s, want %d %s", body(got), tt.status, tt.want)
			}
		})
	}
}

// callFrom makes a request from an address, to a host whose first label is
// given.
func (w *world) callFrom(from, label, verb, target string) *httptest.ResponseRecorder {
	w.t.Helper()
	w.deploy()
	r := httptest.NewRequestWithContext(context.Background(), verb, target, nil)
	if from != "" {
		r.RemoteAddr = from
	}
	r.Host = label + ".execute-api.localhost:4567"
	rec := httptest.NewRecorder()
	w.server.Serve(rec, r, label, target)
	return rec
}

// A private API is reached through a VPC endpoint its policy names.
func TestVPCEndpoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.server.VPCEndpoints = map[string]string{"vpce-1": "vpc-1"}
	w.def.Policy = []byte(statement("Allow", `,"Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"},"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}}`))
	for label, want := range map[string]int{testAPI: 403, testAPI + "-vpce-1": 200, testAPI + "-vpce-2": 403} {
		if got := w.callFrom("10.1.2.3:1", label, http.MethodGet, "/dev/a"); got.Code != want {
			t.Errorf("%s: got %s, want %d", label, body(got), want)
		}
	}
}

// A private API without a policy is not reached at all.
func TestPrivateWithoutPolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.deploy()
	w.edit(func(a *apiState) { a.EndpointTypes = []string{"PRIVATE"} })
	if got := w.call(http.MethodGet, "/dev/a", ""); got.Code != 403 || got.Body.String() != implicitDeny {
		t.Errorf("got %s", body(got))
	}
}

// The two tables of apigateway-authorization-flow, with a Lambda authorizer.
func TestPolicyWithAuthorizer(t *testing.T) {
	t.Parallel()
	own := map[string]string{"Allow": says("Allow", "*", ""), "Deny": says("Deny", "*", ""), "silent": says("Allow", "none", "")}
	resource := map[string]string{"Allow": statement("Allow", ""), "Deny": statement("Deny", ""), "silent": statement("Allow", `,"Condition":{"Bool":{"aws:SecureTransport":"false"}}`)}
	for _, tt := range []struct {
		own, resource string
		status, asked int
		want          string
	}{
		{"Allow", "Allow", 200, 1, ""},
		{"Allow", "silent", 200, 1, ""},
		{"silent", "Allow", 200, 1, ""},
		{"silent", "silent", 403, 1, `{"Message":"User is not authorized to access this resource"}`},
		{"Deny", "Allow", 403, 1, `{"Message":"User is not authorized to access this resource with an explicit deny"}`},
		{"Allow", "Deny", 403, 0, explicitDeny},
	} {
		w := guarded(t, tokenAuthorizer(), "/a: GET")
		w.guard, w.def.Policy = own[tt.own], []byte(resource[tt.resource])
		got := w.call(http.MethodGet, "/dev/a", "", "Authorization", "x")
		if got.Code != tt.status || w.asked != tt.asked || tt.want != "" && got.Body.String() != tt.want {
			t.Errorf("authorizer %s, policy %s: got %s after %d questions, want %d %s", tt.own, tt.resource, body(got), w.asked, tt.status, tt.want)
		}
	}
}

// With a user pool the token is checked first, then the policy alone decides.
func TestPolicyWithCognito(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a: GET")
	w.claims = map[string]any{"token_use": "id"}
	w.def.Authorizers = []*apigw.Authorizer{{Name: "staff", Type: "COGNITO_USER_POOLS", IdentitySource: "method.request.header.Authorization"}}
	w.method("/a").AuthorizationType, w.method("/a").Authorizer = apigw.AuthorizationCognito, "staff"
	w.def.Policy = []byte(statement("Deny", ""))
	if got := w.call(http.MethodGet, "/dev/a", "", "Authorization", "bad"); got.Code != 401 {
		t.Errorf("a bad token: got %s", body(got))
	}
	if got := w.call(http.MethodGet, "/dev/a", "", "Authorization", "good"); got.Code != 403 || got.Body.String() != explicitDeny {
		t.Errorf("a good token: got %s", body(got))
	}
}

const (
	jane   = "arn:aws:iam::123456789012:user/jane"
	abroad = "arn:aws:sts::210987654321:assumed-role/visitor/x"
)

// signed makes a signed request to GET /dev/a.
func (w *world) signed(key, secret string, at time.Time) *httptest.ResponseRecorder {
	w.t.Helper()
	w.deploy()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+testAPI+".execute-api.localhost:4567/dev/a?x=1", nil)
	r.RequestURI = "/dev/a?x=1"
	r.ContentLength = 0
	sum := sha256.Sum256(nil)
	err := v4.NewSigner().SignHTTP(w.t.Context(), aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}, r, hex.EncodeToString(sum[:]), "execute-api", "us-east-1", at)
	if err != nil {
		w.t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	w.server.Serve(rec, r, testAPI, "/dev/a")
	return rec
}

// IAM authorization: authorizers.md 5, gateway-responses.md 3 and 4.
func TestIAM(t *testing.T) {
	t.Parallel()
	const anything = `{"Statement":[{"Effect":"Allow","Action":"execute-api:*","Resource":"*"}]}`
	nothing := strings.Replace(anything, `"*"}`, `"none"}`, 1)
	for _, tt := range []struct {
		name      string
		arn       string
		policy    string // of the caller
		resource  string // of the API
		key       string
		secret    string
		late      time.Duration
		status    int
		want      string // part of the body
		errorType string
	}{
		{name: "allowed", status: 200},
		{name: "unknown key", key: "nobody", status: 403, want: `{"message":"The security token included in the request is invalid."}`, errorType: "UnrecognizedClientException"},
		{name: "wrong secret", secret: "x", status: 403, want: `{"message":"The request signature we calculated does not match the signature you provided.`, errorType: "InvalidSignatureException"},
		{name: "too late", late: time.Hour, status: 403, want: `{"message":"Signature expired: `, errorType: "InvalidSignatureException"},
		{name: "the identity's policy is silent", policy: nothing, status: 403, want: `{"Message":"User: ` + jane + ` is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:` + testAPI + `/dev/GET/a because no identity-based policy allows the execute-api:Invoke action"}`, errorType: "AccessDeniedException"},
		{name: "the identity's policy denies", policy: strings.Replace(anything, "Allow", "Deny", 1), status: 403, want: ` with an explicit deny in an identity-based policy"}`, errorType: "AccessDeniedException"},
		{name: "the API's policy suffices", policy: nothing, resource: statement("Allow", ""), status: 200},
		{name: "the API's policy denies", resource: statement("Deny", ""), status: 403, want: ` with an explicit deny in a resource-based policy"}`, errorType: "AccessDeniedException"},
		{name: "another account, both allow", arn: abroad, resource: statement("Allow", ""), status: 200},
		{name: "another account needs the API's policy, too", arn: abroad, status: 403, want: " because no resource-based policy allows", errorType: "AccessDeniedException"},
		{name: "another account needs its own policy, too", arn: abroad, policy: nothing, resource: statement("Allow", ""), status: 403, want: " because no identity-based policy allows", errorType: "AccessDeniedException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET")
			w.method("/a").AuthorizationType = apigw.AuthorizationIAM
			if tt.resource != "" {
				w.def.Policy = []byte(tt.resource)
			}
			if tt.arn == "" {
				tt.arn = jane
			}
			callers, err := iam.New(testAccount, "us-east-1", func() time.Time { return w.now }, []iam.Identity{{AccessKeyID: "AKIA1", SecretAccessKey: "s", ARN: tt.arn, Policy: tt.policy}})
			if err != nil {
				t.Fatal(err)
			}
			w.server.Callers = callers
			if tt.key == "" {
				tt.key = "AKIA1"
			}
			if tt.secret == "" {
				tt.secret = "s"
			}
			got := w.signed(tt.key, tt.secret, w.now.Add(-tt.late))
			if got.Code != tt.status || !strings.Contains(got.Body.String(), tt.want) {
				t.Fatalf("got %s, want %d %s", body(got), tt.status, tt.want)
			}
			if tt.errorType != "" && got.Header()["x-amzn-ErrorType"][0] != tt.errorType {
				t.Errorf("x-amzn-ErrorType: got %q, want %s", got.Header()["x-amzn-ErrorType"], tt.errorType)
			}
			if tt.status == 200 && !strings.Contains(string(w.event), `"userArn":"`+tt.arn+`"`) {
				t.Errorf("the event does not say who calls: %s", w.event)
			}
			if strings.Contains(string(w.event), "AWS4-HMAC-SHA256") {
				t.Errorf("the event has the signature: %s", w.event)
			}
		})
	}
	w := newWorld(t, "/a: GET")
	w.method("/a").AuthorizationType = apigw.AuthorizationIAM
	got := w.call(http.MethodGet, "/dev/a", "")
	if body(got) != `Forbidden {"message":"Missing Authentication Token"}` || got.Header()["x-amzn-ErrorType"][0] != "MissingAuthenticationTokenException" {
		t.Errorf("unsigned: got %s", body(got))
	}
}

// A signature on a method that wants none is dropped as well; another value is
// the backend's to read (known issues of API Gateway).
func TestSignaturesEnd(t *testing.T) {
	t.Parallel()
	for value, passes := range map[string]bool{"AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=c": false, "Bearer x": true} {
		w := newWorld(t, "/a: GET")
		if got := w.call(http.MethodGet, "/dev/a", "", "Authorization", value); got.Code != 200 || strings.Contains(string(w.event), `"Authorization"`) != passes {
			t.Errorf("%s: got %s", value, body(got))
		}
	}
}
