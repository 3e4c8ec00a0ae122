package httpapi

import (
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/iam"
	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/apigen-go/apigen/gateway/internal/sigv4"
)

// Callers knows who signs requests.
type Callers interface {
	Authenticate(r *sigv4.Request) (*iam.Caller, *sigv4.Refusal)
}

// An iamAuthorizer takes requests that are signed by an identity of the account
// which may invoke the route. Every refusal is the same 403. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
type iamAuthorizer struct{}

func (iamAuthorizer) authorize(x *exchange) (string, *failure) {
	path, _, _ := strings.Cut(x.r.RequestURI, "?")
	if !strings.HasPrefix(path, "/") {
		path = x.r.URL.EscapedPath() // an absolute target, or a request made in a test
	}
	caller, refusal := x.server.Callers.Authenticate(&sigv4.Request{
		Method: x.r.Method, Path: path, Query: x.r.URL.RawQuery, Host: x.r.Host,
		Header: x.r.Header.Values, Body: x.body,
	})
	if refusal != nil {
		return "", forbidden(refusal.Error())
	}
	keys := caller.Keys()
	keys["aws:sourceip"] = []string{x.sourceIP}
	decision := caller.Policy.Decide(&policy.Request{
		Action: policy.Invoke, Resource: x.routeARN(), Caller: caller.ARN, Account: caller.AccountID, Keys: keys,
	})
	if decision != policy.Allow {
		return "", forbidden("the policy of " + caller.ARN + " " + decision.String() + " " + x.routeARN())
	}
	x.caller.iam = &iamCaller{accessKey: caller.AccessKeyID, accountID: caller.AccountID, userARN: caller.ARN, userID: caller.UserID}
	return "signed by " + caller.ARN, nil
}

// routeARN is the ARN of what is called, with the path as it came.
func (x *exchange) routeARN() string {
	return x.stageARN() + x.r.Method + "/" + strings.TrimPrefix(x.routed, "/")
}

func (x *exchange) apiARN() string {
	return "arn:aws:execute-api:" + x.server.Region + ":" + x.server.AccountID + ":" + x.target.APIID + "/"
}

func (x *exchange) stageARN() string { return x.apiARN() + x.stage.Name + "/" }
