package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationVPCLink = &Rule{
	ID:       "http-integration-vpc-link",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `a private integration does not name its VPC link

connectionType VPC_LINK needs connectionId.`,
}
