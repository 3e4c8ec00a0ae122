package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationURI = &Rule{
	ID:       "http-integration-uri",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an integration calls what HTTP APIs cannot

A function by its ARN, a URL, and behind a VPC link the ARN of a load balancer's
listener or of a Cloud Map service.`,
}
