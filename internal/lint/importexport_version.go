package lint

import "github.com/apigen-go/apigen/internal/diag"

var importexportVersion = &Rule{
	ID:       "importexport-version",
	Severity: diag.Warning,
	For:      HTTPOnly,
	Doc: `the document is of an unknown format of exports

x-amazon-apigateway-importexport-version is 1.0.`,
}
