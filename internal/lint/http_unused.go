package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpUnused = &Rule{
	ID:       "http-unused",
	Severity: diag.Info,
	For:      HTTPOnly,
	Doc: `an HTTP API takes no notice of a part of the document

Schemas and request bodies are for readers and clients: an HTTP API validates nothing.
Documents that apigen generated are not reported, because the generated server does.`,
}
