package lint

import "github.com/apigen-go/apigen/internal/diag"

var gatewayResponseParameter = &Rule{
	ID:       "gateway-response-parameter",
	Severity: diag.Error,
	Doc: `a gateway response sets something that does not exist

Keys are gatewayresponse.header.NAME; one page of the guide lists .path.NAME and
.querystring.NAME, too.`,
}
