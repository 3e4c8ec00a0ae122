// Package handlers answers the operations of the contract.
package handlers

import (
	"context"
	"sync/atomic"

	"github.com/apigen-go/apigen/examples/person/api"
)

// People counts the people it is told of. Its zero value is ready. It keeps
// them for as long as the process lives, as an example may.
type People struct{ last atomic.Int64 }

// CreatePerson implements api.People.
func (p *People) CreatePerson(context.Context, *api.CreatePersonRequest) (*api.CreatePersonResponse, error) {
	return &api.CreatePersonResponse{PersonID: p.last.Add(1)}, nil
}
