package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpIntegrationParameters = &Rule{
	ID:       "http-integration-parameters",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an integration lacks a parameter, or maps to a place that does not exist

Each integrationSubtype needs parameters of its own. Without one, keys are append:,
overwrite: or remove: with header.NAME or querystring.NAME, and overwrite:path;
those of responses are by status from 200 to 599.`,
}
