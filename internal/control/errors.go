package control

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/plan"
)

// ErrNotFound is the absence of an API.
var ErrNotFound = errors.New("no such API")

// An absence is an API that does not exist. It is [ErrNotFound].
type absence struct{ noun, text string }

func (e *absence) Error() string        { return "no such " + e.noun + e.text }
func (e *absence) Is(target error) bool { return target == ErrNotFound }

// absent is the error of verbs that need a live API.
func (p *preparation) absent(region string) error {
	return &absence{p.plane.noun(), ": " + p.name() + " in region " + region}
}

// An AmbiguousError is a name that several APIs have.
type AmbiguousError struct {
	Noun string // REST API or HTTP API
	Name string
	IDs  []string
}

func (e *AmbiguousError) Error() string {
	return "several " + e.Noun + "s are named " + e.Name + " (" + strings.Join(e.IDs, ", ") + "): name one by its id"
}

// A RefusedError is a document that the service would refuse; nothing was
// called.
type RefusedError struct{ Findings diag.List }

func (e *RefusedError) Error() string {
	text, _ := apigw.ImportFailure(e.Findings, true)
	return "the document would be refused: " + text
}

// A DeleteError is a plan with deletions that were not allowed.
type DeleteError struct {
	Noun  string // REST API or HTTP API
	Items []plan.Item
}

func (e *DeleteError) Error() string {
	var names []string
	for _, item := range e.Items {
		name := item.Name
		if item.Kind != plan.Method {
			name = string(item.Kind) + " " + name
		}
		names = append(names, name)
	}
	text := "overwriting would delete " + strings.Join(names, ", ") + ": allow it with --allow-delete"
	if e.Noun == (httpPlane{}).noun() {
		return text + ", because a reimport of an HTTP API keeps nothing that the document does not have"
	}
	return text + ", or use mode merge to keep them"
}

// ErrChanged is an API that somebody changed after the plan was made. Nothing was
// changed by this import.
var ErrChanged = errors.New("somebody changed the API since the plan was made: look at the new plan, then import again")

// An EditedError is a live definition that is not what apigen stored: somebody
// changed it since, and the import would replace that.
type EditedError struct {
	Noun string // REST API or HTTP API
	ID   string
	// Items name the changes; empty when the document of the last import is
	// not known here.
	Items []plan.Item
}

func (e *EditedError) Error() string {
	text := e.Noun + " " + e.ID + " was changed since apigen imported it"
	if len(e.Items) > 0 {
		text += " (" + strings.Join(itemNames(e.Items), ", ") + ")"
	}
	return text + ": take the change into the contract, or replace it with --force"
}

// itemNames tells items in a few words each.
func itemNames(items []plan.Item) []string {
	var names []string
	for _, item := range items {
		name := item.Name
		if item.Kind != plan.Method {
			name = string(item.Kind) + " " + name
		}
		if len(item.Details) > 0 && item.Action == plan.Change {
			name += ": " + strings.Join(item.Details, ", ")
		} else if item.Action != plan.Change {
			name += " " + map[plan.Action]string{plan.Add: "added", plan.Delete: "deleted"}[item.Action]
		}
		names = append(names, name)
	}
	return names
}

// A StepError is an import that stopped on its way. Running it again is safe:
// every step first looks at what is there.
type StepError struct {
	Step string   // what failed, e.g. "deploy stage dev"
	Done []string // steps that stay done
	Left []string // steps that were not tried
	Back string   // how to get back what was there; empty when nothing changed
	Err  error
}

func (e *StepError) Error() string {
	text := e.Step + ": " + e.Err.Error()
	if len(e.Done) > 0 {
		text += "; done: " + strings.Join(e.Done, ", ")
	} else {
		text += "; nothing was changed"
	}
	if len(e.Left) > 0 {
		text += "; not done: " + strings.Join(e.Left, ", ")
	}
	if e.Back != "" {
		text += "; to go back: " + e.Back
	}
	return text + "; running it again is safe"
}

func (e *StepError) Unwrap() error { return e.Err }

// hasCode reports whether the service answered with one of the error codes.
func hasCode(err error, codes ...string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}

// unsupported reports whether an endpoint says that it does not know the call
// at all, as mocks of AWS do: status 501, or a code that means so, or a status
// 404 or 405 without any code of the service.
func unsupported(err error) bool {
	if hasCode(err, "NotImplemented", "NotImplementedException", "NotYetImplemented", "UnknownOperationException", "UnsupportedOperation") {
		return true
	}
	var response *smithyhttp.ResponseError
	if !errors.As(err, &response) {
		return false
	}
	switch response.HTTPStatusCode() {
	case http.StatusNotImplemented:
		return true
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		var api smithy.APIError
		return !errors.As(err, &api) || api.ErrorCode() == "" || api.ErrorCode() == "UnknownError"
	}
	return false
}

// notFound reports whether the service says that the thing does not exist.
func notFound(err error) bool {
	return hasCode(err, "NotFoundException", "ResourceNotFoundException")
}
