package bind

import (
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/stub"
)

const callPackage = "github.com/apigen-go/apigen/call"

// Client returns the file beside the client of package stub that implements
// the contract's interface by calling it, with the constructor New.
func Client(c *contract.Contract, cfg Config) ([]byte, error) {
	f := &client{file: newFile("client"), c: c, name: c.Service + "Client"}
	f.fills, f.readers = newFills(f.file, c), newReaders(f.file, c)
	for _, s := range c.Schemas {
		if s.Name == "New" || s.Name == f.name {
			return nil, fmt.Errorf("bind client: the type %s has the name of a generated declaration", s.Name)
		}
	}
	api := f.use(c.Package.Path, c.Package.Name)
	f.fills, f.readers = newFills(f.file, c), newReaders(f.file, c)
	f.printf(`
// This file was made for another version of package call when the next line
// does not compile: run apigen generate with the version in go.mod.
const _ = %[2]s.Generated2

// %[1]s calls the API. It implements the contract's interface, so it
// stands wherever the service itself may stand.
type %[1]s struct{ raw *Client }

var _ %[3]s.%[4]s = (*%[1]s)(nil)

// New returns a client of the API at baseURL, the invoke URL of its stage.
func New(baseURL string, opts ...%[2]s.Option) (*%[1]s, error) {
	raw, err := NewClient(baseURL, WithHTTPClient(%[2]s.NewSettings(opts)))
	if err != nil {
		return nil, err
	}
	return &%[1]s{raw}, nil
}
`, f.name, f.call(), api, c.Service)
	for _, op := range c.Operations {
		if err := f.operation(op); err != nil {
			return nil, opError(op, err)
		}
	}
	f.fills.write()
	if err := f.readers.write(); err != nil {
		return nil, fmt.Errorf("bind client: %w", err)
	}
	return f.source(c, cfg.Version)
}

// client writes binding.gen.go of package client.
type client struct {
	*file
	c    *contract.Contract
	name string

	fills   *fills // of request bodies: neither the server nor API Gateway takes null
	readers *readers
}

func (f *client) call() string { return f.use(callPackage, "call") }

func (f *client) operation(op *contract.Operation) error {
	in, out, fail := "", "error", ""
	if op.Request != nil {
		in = ", in *" + f.typ(op.Request.GoType)
	}
	if t := op.Responses[0].GoType; t != nil {
		out, fail = "(*"+f.typ(t)+", error)", "nil, "
	}
	f.printf("\n// %s calls %s %s.\n", op.Name, op.Method, op.Path)
	f.printf("func (c *%s) %s(ctx %s.Context%s) %s {\n", f.name, op.Name, f.std("context"), in, out)
	if err := f.send(op, fail); err != nil {
		return err
	}
	if streams(op) {
		f.printf("\tstream := %s.NewStream(resp)\n\tdefer stream.Close()\n", f.call())
	} else {
		f.printf("\tdefer resp.Body.Close()\n")
	}
	open, start := "", "if resp.StatusCode == %d {\n"
	if len(op.Responses) > 1 {
		open, start = "switch resp.StatusCode {\n", "case %d:\n"
	}
	f.printf("%s", open)
	for _, r := range op.Responses {
		f.printf(start, r.Status)
		if err := f.result(r); err != nil {
			return fmt.Errorf("status %d: %w", r.Status, err)
		}
	}
	f.printf("\t}\n\treturn %s%s.Failure(resp)\n}\n", fail, f.call())
	return nil
}

// send writes the call of oapi-codegen's client.
func (f *client) send(op *contract.Operation, fail string) error {
	args, method := []string{"ctx"}, op.Name
	if r := op.Request; r != nil {
		if err := reachable(r.GoType, r.Parameters); err != nil {
			return err
		}
		var others []*contract.Parameter
		for _, p := range r.Parameters {
			if p.In == contract.Path {
				args = append(args, value("in."+selector(p.Field), p.Pointer))
				if isText(elem(p.GoType)) {
					f.printf("\tif err := %s.Segment(%q, %s); err != nil {\n\t\treturn %serr\n\t}\n", f.call(), p.Name, args[len(args)-1], fail)
				}
			} else {
				others = append(others, p)
			}
		}
		if len(others) > 0 {
			args = append(args, "&params")
			if err := f.params(op, others); err != nil {
				return err
			}
		}
		if b := r.Body; b != nil {
			extra, suffix, err := f.body(r, fail)
			if err != nil {
				return err
			}
			args, method = append(args, extra...), op.Name+suffix
		}
	}
	remark := ""
	if streams(op) {
		remark = " //nolint:bodyclose // the stream closes it"
	}
	f.printf("\tresp, err := c.raw.%s(%s)"+remark+"\n\tif err != nil {\n\t\treturn %serr\n\t}\n", method, strings.Join(args, ", "), fail)
	return nil
}

func value(expr string, pointer bool) string {
	if pointer {
		return "*" + expr
	}
	return expr
}

// params writes the variable params. An optional field that is not a pointer
// is sent unless it is the zero value, which stands for absent: the server then
// takes the default, when there is one.
func (f *client) params(op *contract.Operation, list []*contract.Parameter) error {
	f.printf("\tvar params %sParams\n", op.Name)
	for _, p := range list {
		field, target := "in."+selector(p.Field), "params."+stub.FieldName(p.Field)
		switch {
		case p.Required:
			f.printf("\t%s = %s\n", target, value(field, p.Pointer))
		case p.Pointer:
			f.printf("\t%s = %s\n", target, field)
		default:
			isSet, err := f.isSet(p, field)
			if err != nil {
				return err
			}
			f.printf("\tif %s {\n\t\t%s = &%s\n\t}\n", isSet, target, field)
		}
	}
	return nil
}

// isSet is the condition that a field is not its zero value.
func (f *client) isSet(p *contract.Parameter, field string) (string, error) {
	read, err := stub.Reader(stub.Element(p.GoType))
	switch {
	case err != nil:
		return "", err
	case read == "Encoded":
		return encodedSet(f.file, p.GoType, field), nil
	case isList(p.GoType):
		return "len(" + field + ") > 0", nil
	case read == "Time":
		return "!" + field + ".IsZero()", nil
	case read == "Text":
		return field + ` != ""`, nil
	case read == "Boolean":
		return field, nil
	}
	return field + " != 0", nil
}

// encodedSet is the condition that a value of a type with its own text is not the
// zero value.
func encodedSet(f *file, t types.Type, field string) string {
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Map:
		return "len(" + field + ") > 0"
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return field + ` != ""`
		case u.Info()&types.IsBoolean != 0:
			return converted("bool", field, t)
		}
		return field + " != 0"
	}
	return fmt.Sprintf("%s != (%s{})", field, f.typ(t))
}

// body returns the arguments of a request body, and the suffix of the method
// that takes them. Without a pointer's body, none of its bytes go out, which
// oapi-codegen's JSON methods cannot say.
func (f *client) body(r *contract.Request, fail string) (args []string, suffix string, err error) {
	b := r.Body
	field := "in." + selector(b.Field)
	content := strconv.Quote(b.ContentTypes[0])
	switch {
	case b.Form:
		return f.formBody(b, fail)
	case b.Binary:
		if r.ContentType != "" {
			f.printf("\tcontent := in.%s\n\tif content == \"\" {\n\t\tcontent = %s\n\t}\n", selector(r.ContentType), content)
			content = "content"
		}
		if b.Stream {
			return []string{content, field}, "WithBody", nil
		}
		if b.Pointer {
			f.printf("\tvar body %s.Reader\n\tif %s != nil {\n\t\tbody = %s.NewReader(*%s)\n\t}\n", f.std("io"), field, f.std("bytes"), field)
			return []string{content, "body"}, "WithBody", nil
		}
		if b.Text {
			return []string{content, f.std("strings") + ".NewReader(" + converted("string", field, elem(b.GoType)) + ")"}, "WithBody", nil
		}
		return []string{content, f.std("bytes") + ".NewReader(" + field + ")"}, "WithBody", nil
	case b.IsSealed() || b.ContentTypes[0] != "application/json":
		f.sealedBody(b, field, fail)
		return []string{content, "body"}, "WithBody", nil
	case b.Pointer:
		if t := elem(b.GoType); needs(t) {
			f.printf("\tdata := %s\n\tif data != nil && %s {\n\t\tv := %s\n\t\tdata = &v\n\t}\n", field, f.fills.lacks("(*data)", t), f.fills.filled("*data", t))
			field = "data"
		}
		f.printf("\tbody, err := %s.EncodeJSON(%s)\n\tif err != nil {\n\t\treturn %serr\n\t}\n", f.call(), field, fail)
		return []string{content, "body"}, "WithBody", nil
	}
	if b.Field == "" {
		field = "*in"
	}
	if t := elem(b.GoType); needs(t) {
		f.printf("\tdata := %s\n\tif %s {\n\t\tdata = %s\n\t}\n", field, f.fills.lacks("data", t), f.fills.filled("data", t))
		field = "data"
	}
	return []string{field}, "", nil
}

// sealedBody writes the variable body of a request that holds a sealed
// interface.
func (f *client) sealedBody(b *contract.Body, field, fail string) {
	t := elem(b.GoType)
	source := "&" + field
	switch {
	case b.Field == "":
		source = "in"
	case b.Pointer:
		source = field
	}
	f.printf("\tv := %s\n", source)
	if b.IsSealed() {
		f.printf("\tif v != nil && %s {\n\t\tfull := %s\n\t\tv = &full\n\t}\n", f.fills.lacks("(*v)", t), f.fills.filled("*v", t))
	}
	f.printf("\tbody, err := %s.EncodeJSON(v)\n\tif err != nil {\n\t\treturn %serr\n\t}\n", f.call(), fail)
}

// result writes the reading of a success.
func (f *client) result(r *contract.Response) error {
	if r.GoType == nil {
		f.printf("\t\treturn nil\n")
		return nil
	}
	call := f.call()
	f.printf("\t\tvar out %s\n", f.typ(r.GoType))
	if b := r.Body; b != nil {
		target := "out"
		if b.Field != "" {
			target = "out." + selector(b.Field)
		}
		switch {
		case b.Stream: // after the headers, which may be wrong
		case b.Binary && b.Pointer:
			f.printf("\t\tdata, err := %s.ReadBytes(resp)\n\t\tif err != nil {\n\t\t\treturn nil, err\n\t\t}\n\t\t%s = &data\n", call, target)
		case b.Binary:
			f.printf("\t\tdata, err := %s.ReadBytes(resp)\n\t\tif err != nil {\n\t\t\treturn nil, err\n\t\t}\n\t\t%s = %s\n", call, target, fromBytes(f.file, b))
		case b.IsSealed():
			t := elem(b.GoType)
			f.printf("\t\tvar wire %s\n", f.readers.typ(t))
			f.printf("\t\tif err := %s.DecodeJSON(resp, &wire); err != nil {\n\t\t\treturn nil, err\n\t\t}\n", call)
			if b.Pointer {
				f.printf("\t\tvalue := %s\n\t\t%s = &value\n", f.readers.value("wire", t), target)
			} else {
				f.printf("\t\t%s = %s\n", target, f.readers.value("wire", t))
			}
		default:
			f.printf("\t\tif err := %s.DecodeJSON(resp, &%s); err != nil {\n\t\t\treturn nil, err\n\t\t}\n", call, target)
		}
	}
	if r.ContentType != "" {
		f.printf("\t\tout.%s = resp.Header.Get(\"Content-Type\")\n", selector(r.ContentType))
	}
	for _, h := range r.Headers {
		if err := f.header(h); err != nil {
			return err
		}
	}
	if r.Body != nil && r.Body.Stream {
		f.printf("\t\tout.%s = stream.Keep()\n", selector(r.Body.Field))
	}
	f.printf("\t\treturn &out, nil\n")
	return nil
}

// streams reports whether an operation is answered with a stream.
func streams(op *contract.Operation) bool {
	return slices.ContainsFunc(op.Responses, func(r *contract.Response) bool { return r.Body != nil && r.Body.Stream })
}

func (f *client) header(h *contract.Parameter) error {
	read, err := stub.Reader(elem(h.GoType))
	if err != nil {
		return fmt.Errorf("header %s: %w", h.Name, err)
	}
	if h.Pointer {
		f.printf("\t\tif err := %[1]s.Optional(resp.Header, %[2]q, &out.%[3]s, %[1]s.%[4]s); err != nil {\n", f.call(), h.Name, selector(h.Field), read)
	} else {
		f.printf("\t\tif err := %s.%s(resp.Header, %q, &out.%s); err != nil {\n", f.call(), read, h.Name, selector(h.Field))
	}
	f.printf("\t\t\treturn nil, err\n\t\t}\n")
	return nil
}
