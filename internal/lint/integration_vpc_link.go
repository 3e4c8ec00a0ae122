package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationVpcLink = &Rule{
	ID:       "integration-vpc-link",
	Severity: diag.Error,
	Doc: `a private integration does not name its VPC link

connectionType VPC_LINK needs connectionId: the id of the link or a stage variable.`,
}
