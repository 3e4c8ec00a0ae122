package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationURIStageVariable = &Rule{
	ID:       "integration-uri-stage-variable",
	Severity: diag.Error,
	Doc: `an HTTP integration has a stage variable for its whole URL

The scheme has to be there at the import: https://${stageVariables.host}/x.`,
}
