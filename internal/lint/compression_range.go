package lint

import "github.com/apigen-go/apigen/internal/diag"

var compressionRange = &Rule{
	ID:       "compression-range",
	Severity: diag.Error,
	Doc: `the minimum compression size is out of range

It is a number of bytes from 0 (compress everything) to 10485760.`,
}
