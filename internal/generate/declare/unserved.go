package declare

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// unserved completes an operation without a method of the service. Its
// parameters and responses follow from the path and from what the integration
// maps, since the import refuses mappings of what is not declared. A function that
// answers it is integrated by the operation itself: that of the defaults is the
// service's, whose handler was forgotten.
func (r *reader) unserved(op *contract.Operation, integrated bool) {
	if op.Lambda != nil && !integrated {
		r.errorf(op.Pos, "handler", "write the method expression, e.g. "+cmpOr(r.c.Service, "Service")+".Get, or gen.Integrate and the function that answers",
			"%s %s has no handler, but a Lambda function answers it", op.Method, op.Path)
	}
	op.Request = &contract.Request{}
	for _, name := range variables(op.Path) {
		r.mapped(op, contract.Path, strings.TrimSuffix(name, "+"))
	}
	for _, m := range op.Integration.Get("requestParameters").MembersOrNil() {
		rest, ok := strings.CutPrefix(m.Value.StringOr(""), "method.request.")
		place, name, found := strings.Cut(rest, ".")
		switch strings.TrimPrefix(place, "multivalue") {
		case "path":
			r.mapped(op, contract.Path, name)
		case "querystring":
			r.mapped(op, contract.Query, name)
		case "header":
			r.mapped(op, contract.Header, name)
		}
		_, _ = ok, found
	}
	statuses := map[int]*contract.Response{}
	for _, m := range op.Integration.Get("responses").MembersOrNil() {
		status, err := strconv.Atoi(m.Value.Get("statusCode").StringOr("200"))
		if err != nil {
			continue
		}
		response := statuses[status]
		if response == nil {
			response = &contract.Response{Status: status, Doc: http.StatusText(status)}
			statuses[status] = response
			op.Responses = append(op.Responses, response)
		}
		for _, p := range m.Value.Get("responseParameters").MembersOrNil() {
			name, ok := strings.CutPrefix(p.Key, "method.response.header.")
			if ok && !slices.ContainsFunc(response.Headers, func(h *contract.Parameter) bool { return h.Name == name }) {
				response.Headers = append(response.Headers, &contract.Parameter{Pos: op.Pos, Name: name, In: contract.Header, Schema: text})
			}
		}
	}
	if len(op.Responses) == 0 {
		op.Responses = []*contract.Response{{Status: http.StatusOK, Doc: http.StatusText(http.StatusOK)}}
	}
}

// text is the schema of parameters nothing is known of.
var text = &contract.Schema{Kind: contract.String}

// mapped declares a parameter an integration uses.
func (r *reader) mapped(op *contract.Operation, in contract.Location, name string) {
	list := op.Request.Parameters
	if slices.ContainsFunc(list, func(p *contract.Parameter) bool { return p.In == in && p.Name == name }) {
		return
	}
	op.Request.Parameters = append(list, &contract.Parameter{Pos: op.Pos, Name: name, In: in, Required: in == contract.Path, Schema: text})
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// link reads the arguments of gen.Docs.
func (r *reader) link(args []load.Value) *openapi.Node {
	n := openapi.Obj()
	for i, key := range []string{"url", "description"} {
		if i < len(args) {
			if s, err := r.pkg.String(args[i]); r.check(err) && s != "" {
				n.Set(key, openapi.Str(s))
			}
		}
	}
	return n
}

// extension reads gen.Extension.
func (r *reader) extension(op *contract.Operation, args []load.Value) {
	if len(args) != 2 {
		return
	}
	name, err := r.pkg.String(args[0])
	if !r.check(err) {
		return
	}
	if !strings.HasPrefix(name, "x-") {
		r.errorf(r.at(args[0]), "extension", "start the name with x-, or use gen.Override", "%q is no extension", name)
		return
	}
	if value := r.node(args[1]); value != nil {
		op.Extensions = append(op.Extensions, openapi.M(name, value))
	}
}

// override reads gen.Override.
func (r *reader) override(op *contract.Operation, args []load.Value) {
	if len(args) != 2 {
		return
	}
	pointer, err := r.pkg.String(args[0])
	if !r.check(err) {
		return
	}
	if !strings.HasPrefix(pointer, "/") || pointer == "/" {
		r.errorf(r.at(args[0]), "override", "write a JSON pointer from the operation on, e.g. /x-amazon-apigateway-integration/timeoutInMillis",
			"%q is no JSON pointer to a member", pointer)
		return
	}
	if value := r.node(args[1]); value != nil {
		op.Overrides = append(op.Overrides, contract.Override{Pointer: pointer, Value: value})
	}
}
