package dataplane

import (
	"errors"

	"github.com/apigen-go/apigen/internal/apigw"
)

// Check gives the reason why a definition cannot be imported, in the service's
// words: a model that is no schema, or two variables at one place, as a merge
// may bring about.
func Check(def *apigw.RestAPI) error {
	if _, err := compileModels(def); err != nil {
		var invalid *modelError
		if errors.As(err, &invalid) {
			return refusal("Unable to create model for '" + invalid.model + "': Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]")
		}
		return err
	}
	root := &node{}
	for _, r := range def.Resources {
		if err := root.add(&resource{path: r.Path}); err != nil {
			return refusal("Unable to create resource at path '" + r.Path + "': " + err.Error())
		}
	}
	return nil
}

// A refusal is an error in the service's words, which callers see.
type refusal string

func (r refusal) Error() string { return string(r) }

// A modelError says which model is no schema.
type modelError struct {
	model string
	err   error
}

func (e *modelError) Error() string { return "model " + e.model + ": " + e.err.Error() }
func (e *modelError) Unwrap() error { return e.err }

// StockTemplate is the template of a gateway response nobody set.
const StockTemplate = stockTemplate

// DefaultStatus gives the status of a gateway response nobody set; zero for the
// two defaults, which have none.
func DefaultStatus(kind string) int {
	switch t := responseType(kind); t {
	case default4xx, default5xx:
		return 0
	default:
		return builtins[t].status
	}
}
