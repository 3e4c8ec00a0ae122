package lint

import "github.com/apigen-go/apigen/internal/diag"

var responseStream = &Rule{
	ID:       "response-stream",
	Severity: diag.Error,
	Doc: `an integration streams that cannot

responseTransferMode is BUFFERED or STREAM, and only integrations of the types
aws_proxy and http_proxy stream: there are no mapping templates, no cache and no
compression on the way. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html`,
}
