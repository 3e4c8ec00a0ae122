package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationURIARN = &Rule{
	ID:       "integration-uri-arn",
	Severity: diag.Error,
	Doc: `an AWS integration has a URI that is no ARN

Types aws and aws_proxy take arn:aws:apigateway:REGION:SERVICE:path/... or
:action/...`,
}
