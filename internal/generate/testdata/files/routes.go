package files

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

const (
	title  = "Files"
	second = 1000
)

// Reader is embedded in the service.
type Reader interface {
	// Get gets it.
	Get(context.Context) (*Thing, error)
}

// Thing is all there is.
type Thing struct {
	Name string `json:"name"`
}

var (
	path       = "/thing"
	get        = gen.GET(path, Service.Get)
	operations = []gen.Operation{get, gen.PUT((path), (Service).Put)}
)
