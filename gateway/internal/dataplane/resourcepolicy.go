package dataplane

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/apigen-go/apigen/internal/apigw"
)

// compilePolicy reads the API's resource policy; nil is none.
func compilePolicy(def *apigw.RestAPI) (*policy.Document, error) {
	if len(def.Policy) == 0 {
		return nil, nil
	}
	return policy.Parse(def.Policy)
}

// deniedBeforehand reports whether the resource policy denies the request
// explicitly: then a Lambda authorizer is not asked.
func (x *exchange) deniedBeforehand() bool {
	return x.compiled.policy.Decide(x.policyRequest(policy.Invoke)) == policy.Deny
}

// checkPolicy weighs the API's resource policy and what the caller's own policy
// says: that of an IAM identity, or the answer of a Lambda authorizer. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
func (x *exchange) checkPolicy() (string, *failure) {
	if x.compiled.policy == nil && x.identityPolicy == nil {
		if x.isPrivate() {
			return "", x.policyFailure(policy.Silent)
		}
		return "no policy", nil
	}
	r := x.policyRequest(policy.Invoke)
	own, resource := x.identityPolicy.Decide(r), x.compiled.policy.Decide(r)
	decision := fmt.Sprintf("the resource policy %s, the caller's %s", resource, own)
	switch {
	case x.identityPolicy == nil:
		// Nobody was authorized, or by a user pool: the resource policy alone decides.
		if resource != policy.Allow {
			return "", x.policyFailure(resource)
		}
	case own == policy.Deny:
		return "", x.identityFailure(own)
	case resource == policy.Deny:
		return "", x.policyFailure(resource)
	case x.crossAccount():
		if own != policy.Allow {
			return "", x.identityFailure(own)
		}
		if resource != policy.Allow {
			return "", x.policyFailure(resource)
		}
	case own != policy.Allow && resource != policy.Allow:
		return "", x.identityFailure(own)
	}
	return decision, nil
}

// crossAccount reports whether the caller is an identity of another account:
// then both policies must allow.
func (x *exchange) crossAccount() bool {
	return x.caller != nil && x.caller.AccountID != x.server.AccountID
}

func (x *exchange) isPrivate() bool { return slices.Contains(x.api.EndpointTypes, "PRIVATE") }

// policyRequest is the request as policies see it.
func (x *exchange) policyRequest(action string) *policy.Request {
	r := &policy.Request{Action: action, Resource: x.methodARN(), Keys: map[string][]string{
		"aws:currenttime":     {x.start.UTC().Format(time.RFC3339)},
		"aws:epochtime":       {strconv.FormatInt(x.start.Unix(), 10)},
		"aws:securetransport": {"true"}, // stages are reached over https
	}}
	set := func(key, value string) {
		if value != "" {
			r.Keys[key] = []string{value}
		}
	}
	set("aws:useragent", x.header.get("User-Agent"))
	set("aws:referer", x.header.get("Referer"))
	if x.vpcEndpoint == "" {
		set("aws:sourceip", x.sourceIP)
	} else {
		set("aws:vpcsourceip", x.sourceIP)
		set("aws:sourcevpce", x.vpcEndpoint)
		set("aws:sourcevpc", x.server.VPCEndpoints[x.vpcEndpoint])
	}
	if x.caller != nil {
		r.Caller, r.Account = x.caller.ARN, x.caller.AccountID
		maps.Copy(r.Keys, x.caller.Keys())
	}
	return r
}

// policyFailure is the refusal by the resource policy. The account in the ARN is
// masked but for its last four digits (measured, 2026).
func (x *exchange) policyFailure(d policy.Decision) *failure {
	return x.refusedBy(policy.Invoke, d, "resource")
}

func (x *exchange) refusedBy(action string, d policy.Decision, kind string) *failure {
	who := "anonymous"
	if x.caller != nil {
		who = x.caller.ARN
	}
	account := x.server.AccountID
	masked := strings.Repeat("*", max(0, len(account)-4)) + account[max(0, len(account)-4):]
	arn := strings.Replace(x.methodARN(), ":"+account+":", ":"+masked+":", 1)
	why := " because no " + kind + "-based policy allows the " + action + " action"
	if d == policy.Deny {
		why = " with an explicit deny in " + article(kind) + kind + "-based policy"
	}
	message := "User: " + who + " is not authorized to perform: " + action + " on resource: " + arn + why
	return fail(accessDenied, message, "the "+kind+" policy "+d.String())
}

func article(kind string) string {
	if kind == "identity" {
		return "an "
	}
	return "a "
}

// identityFailure is the refusal by the caller's own policy. That of a Lambda
// authorizer names nobody.
func (x *exchange) identityFailure(d policy.Decision) *failure {
	if x.caller != nil {
		return x.refusedBy(policy.Invoke, d, "identity")
	}
	message := "User is not authorized to access this resource"
	if d == policy.Deny {
		message += " with an explicit deny"
	}
	return fail(accessDenied, message, "the authorizer's policy "+d.String()+" for "+x.methodARN())
}
