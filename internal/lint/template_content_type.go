package lint

import "github.com/apigen-go/apigen/internal/diag"

var templateContentType = &Rule{
	ID:       "template-content-type",
	Severity: diag.Error,
	Doc: `a mapping template is not for a media type

Templates are chosen by the Content-Type of the request, so their keys are media
types such as application/json.`,
}
