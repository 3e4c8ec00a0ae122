package declare

import (
	"go/types"
	"net/http"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/schema"
)

const signatureHint = "write M(context.Context, *MRequest) (*MResponse, error); the request may be left out, and the response when there is no body"

// messages reads the request and the responses of an operation from the
// method's signature. It tells whether the request could be read.
func (r *reader) messages(op *contract.Operation, method *types.Func) bool {
	decl := r.methodDecl(r.service, method)
	pos := r.pkg.Position(decl.Pos)
	sig := method.Signature()
	params, results := sig.Params(), sig.Results()
	bad := sig.Variadic() || params.Len() < 1 || params.Len() > 2 || results.Len() < 1 || results.Len() > 2 ||
		!isNamed(params.At(0).Type(), "context", "Context") || !types.Identical(results.At(results.Len()-1).Type(), types.Universe.Lookup("error").Type())
	if bad {
		if !hasInvalid(params) && !hasInvalid(results) {
			r.errorf(pos, "signature", signatureHint, "method %s has the signature %s", op.Name, r.schemas.TypeString(sig))
		}
		return false
	}
	read := true
	if params.Len() == 2 {
		read = false
		if named := r.message(params.At(1).Type(), op, "request", pos); named != nil {
			op.Request = r.schemas.Request(named, op.Name)
			r.checkRequest(op)
			read = true
		}
	}
	if results.Len() == 1 {
		op.Responses = []*contract.Response{{Status: http.StatusNoContent}}
	} else if named := r.message(results.At(0).Type(), op, "response", pos); named != nil {
		op.Responses = r.schemas.Responses(named, op.Name)
	}
	for _, response := range op.Responses {
		if response.Doc == "" {
			response.Doc = http.StatusText(response.Status)
		}
		if op.Method == http.MethodHead && response.Body != nil { // RFC 9110, section 9.3.2
			r.errorf(pos, "body", "return the error alone, or a struct of header fields", "%s answers HEAD, and such answers have no body", op.Name)
		}
	}
	return read
}

// message takes the pointer to a struct a method has as request or response.
func (r *reader) message(t types.Type, op *contract.Operation, what string, pos diag.Pos) *types.Named {
	elem := t
	ptr, pointer := types.Unalias(t).(*types.Pointer)
	if pointer {
		elem = ptr.Elem()
	}
	if elem == types.Typ[types.Invalid] {
		return nil
	}
	named, ok := types.Unalias(elem).(*types.Named)
	isStruct := false
	if ok {
		_, isStruct = named.Underlying().(*types.Struct)
	}
	switch {
	case !pointer || !isStruct:
		r.errorf(pos, "signature", signatureHint, "the %s of method %s is %s, want a pointer to a struct", what, op.Name, r.schemas.TypeString(t))
	case !named.Obj().Exported():
		r.errorf(pos, "unexported-type", "export it: generated code needs its name", "the %s of method %s has the unexported type %s", what, op.Name, named.Obj().Name())
	case r.pkg.Standard(named.Obj().Pkg().Path()):
		r.errorf(pos, "signature", "declare a struct of your own", "the %s of method %s is %s", what, op.Name, r.schemas.TypeString(named))
	case schema.Marshals(named) != "":
		r.errorf(pos, "unsupported-type", "put it into a field Body of a struct, or take the method away",
			"the %s of method %s has the method %s", what, op.Name, schema.Marshals(named))
	default:
		return named
	}
	return nil
}

// checkRequest refuses bodies where HTTP gives them no meaning (RFC 9110,
// sections 9.3.1, 9.3.2 and 9.3.5), and keeps API Gateway from parsing bodies
// that are not JSON.
func (r *reader) checkRequest(op *contract.Operation) {
	body := op.Request.Body
	if body == nil {
		return
	}
	switch op.Method {
	case http.MethodGet, http.MethodHead, http.MethodDelete:
		r.errorf(body.Pos, "body", "move its members to the query, or use another method", "%s %s has a body, which has no meaning there", op.Method, op.Path)
	}
	if !body.IsJSON() {
		// A model for the media type would have the gateway read the bytes as JSON.
		op.Validate.Body = false
	}
}

func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	o := named.Obj()
	return o.Pkg() != nil && o.Pkg().Path() == path && o.Name() == name
}

func hasInvalid(t *types.Tuple) bool {
	for v := range t.Variables() {
		if v.Type() == types.Typ[types.Invalid] {
			return true
		}
	}
	return false
}
