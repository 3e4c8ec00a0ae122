package lint

import "github.com/apigen-go/apigen/internal/diag"

var securityPolicy = &Rule{
	ID:       "security-policy",
	Severity: diag.Error,
	Doc: `the TLS policy does not exist, or lacks its access mode

Policies named SecurityPolicy_... need x-amazon-apigateway-endpoint-access-mode,
BASIC or STRICT, and the older TLS_1_0 and TLS_1_2 take none. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html`,
}
