package lint

import "github.com/apigen-go/apigen/internal/diag"

var endpointVPCE = &Rule{
	ID:       "endpoint-vpce",
	Severity: diag.Error,
	Doc: `VPC endpoints are given to an API that is not private

The import fails: "VPCEndpoints can only be specified with PRIVATE apis." Asked with
--endpoint edge or regional.`,
	Check: func(s *Subject, report Report) {
		if s.Opts.Endpoint == "" || s.Opts.Endpoint == "PRIVATE" {
			return
		}
		for pointer, endpoint := range s.endpoints() {
			if len(endpoint.Get("vpcEndpointIds").ItemsOrNil()) > 0 {
				report(pointer+"/vpcEndpointIds", "import fails: VPCEndpoints can only be specified with PRIVATE apis.", "import with endpointConfigurationTypes=PRIVATE, or remove them")
			}
		}
	},
}
