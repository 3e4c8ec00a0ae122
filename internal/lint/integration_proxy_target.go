package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationProxyTarget = &Rule{
	ID:       "integration-proxy-target",
	Severity: diag.Error,
	Doc: `a proxy integration calls a service that has none

Type aws_proxy is for Lambda and Firehose; other services take type aws with
mapping templates.`,
}
