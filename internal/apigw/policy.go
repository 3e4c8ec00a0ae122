package apigw

import (
	"slices"
	"strings"
)

// invalidPolicy is what the service says of every policy it cannot take
// (reported; https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-policy.html).
const invalidPolicy = "Invalid policy document. Please check the policy syntax and ensure that Principals are valid."

// checkPolicy refuses a resource policy without the parts that each statement
// needs. Policies that wait for another tool are left alone.
func (r *reader) checkPolicy(policy at) {
	if HasPlaceholder(policy.text()) && strings.Contains(policy.text(), `"Fn::`) {
		return
	}
	statement := policy.get("Statement")
	statements := statement.items()
	if len(statement.node.MembersOrNil()) > 0 {
		statements = []at{statement} // one statement needs no list
	}
	for _, s := range statements {
		if effect := s.get("Effect"); !slices.Contains([]string{"Allow", "Deny"}, effect.text()) && !HasPlaceholder(effect.text()) {
			r.fail(effect, "policy", "write Effect: Allow or Deny", invalidPolicy)
			continue
		}
		for _, part := range []string{"Principal", "Action", "Resource"} {
			if s.get(part).node == nil && s.get("Not"+part).node == nil {
				r.fail(s.get(part), "policy", "add "+part+" to the statement", invalidPolicy)
				break
			}
		}
	}
}

// securityPolicies are the policies of the default endpoint: those before 2025,
// and those that need an access mode.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
var securityPolicies = []string{
	"TLS_1_0", "TLS_1_2",
	"SecurityPolicy_TLS13_1_3_2025_09", "SecurityPolicy_TLS13_1_3_FIPS_2025_09", "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
	"SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09", "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09", "SecurityPolicy_TLS13_1_2_PQ_2025_09",
	"SecurityPolicy_TLS13_1_2_2021_06", "SecurityPolicy_TLS13_2025_EDGE", "SecurityPolicy_TLS12_PFS_2025_EDGE", "SecurityPolicy_TLS12_2018_EDGE",
}

// securityPolicy checks the TLS policy and the access mode, which belong
// together. The service's text on the latter is not recorded.
func (r *reader) securityPolicy(root at) {
	policy, mode := root.get(ext+"security-policy"), root.get(ext+"endpoint-access-mode")
	if HasPlaceholder(policy.text()) || HasPlaceholder(mode.text()) {
		return
	}
	const rule = "security-policy"
	enhanced := strings.HasPrefix(policy.text(), "SecurityPolicy_")
	switch {
	case policy.node != nil && !slices.Contains(securityPolicies, policy.text()):
		r.fail(policy, rule, "use one of "+strings.Join(securityPolicies, ", "), "%s", enumText(policy.text(), "securityPolicy", securityPolicies))
	case mode.node != nil && mode.text() != "BASIC" && mode.text() != "STRICT":
		r.fail(mode, rule, "write BASIC or STRICT", "%s", enumText(mode.text(), "endpointAccessMode", []string{"BASIC", "STRICT"}))
	case enhanced && mode.node == nil:
		r.fail(policy, rule, "add "+ext+"endpoint-access-mode: BASIC", "Endpoint access mode is required for security policy %s", policy.text())
	case !enhanced && mode.node != nil:
		r.fail(mode, rule, "remove it, or choose a policy whose name begins with SecurityPolicy_", "Endpoint access mode is not supported for security policy %s", policy.text())
	}
}

// gatewayResponseKeys refuses parameters that no gateway response has. The
// service's frame around the text in an import is not recorded.
func (r *reader) gatewayResponseKeys(kind string, parameters at) {
	parameters.members(func(key string, v at) {
		for _, place := range []string{"header", "path", "querystring"} {
			if name, ok := strings.CutPrefix(key, "gatewayresponse."+place+"."); ok && parameterName.MatchString(name) {
				return
			}
		}
		if !HasPlaceholder(key) {
			r.fail(v, "gateway-response-parameter", "write gatewayresponse.header.NAME",
				"Unable to put gateway response '%s': Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: %s]", kind, key)
		}
	})
}
