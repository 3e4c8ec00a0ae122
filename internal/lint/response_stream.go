package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var responseStream = &Rule{
	ID:       "response-stream",
	Severity: diag.Error,
	Doc: `an integration streams that cannot

Only integrations of the types aws_proxy and http_proxy stream, to callers who take the
answer as it comes: there are no mapping templates, no cache and no compression on the
way. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.TransferMode != "STREAM" || isProxy(in) || apigw.HasPlaceholder(string(in.Type)) {
				continue
			}
			report(in.Pointer+"/responseTransferMode", name(m, r)+" cannot stream: its integration is no proxy", "use aws_proxy or http_proxy, or responseTransferMode: BUFFERED")
		}
	},
}
