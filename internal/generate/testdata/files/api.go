// Package files is spread over files, some of which do not count.
package files

import (
	"context"

	. "github.com/apigen-go/apigen/gen"
	words "github.com/apigen-go/apigen/gen"
)

// Service is the service.
type Service interface {
	Reader
	// Put stores it.
	Put(context.Context, *Thing) (*Thing, error)
}

var _ words.API = (words.API{
	Title: title, Version: "1" + ".0", Service: (*Service)(nil),
	Gateway:    REST{},
	Defaults:   Defaults{Lambda{"fn", "", 2 * second, "", false, ""}, nil, nil},
	Operations: operations,
})
