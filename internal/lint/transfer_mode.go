package lint

import "github.com/apigen-go/apigen/internal/diag"

var transferMode = &Rule{
	ID:       "transfer-mode",
	Severity: diag.Error,
	Doc: `an integration has an unknown transfer mode

responseTransferMode is BUFFERED or STREAM.`,
}
