package mapping

import "github.com/apigen-go/apigen/vtl"

// input is $input.
type input struct {
	data   *Data
	params vtl.Value // once $input.params() was called

	visits int // that JSONPaths may still make
	parsed bool
	valid  bool // the body is JSON
	root   vtl.Value
}

// body is the payload as text. An empty one shows as an empty object (recorded:
// test_input_body_formatting).
func (in *input) body() string {
	if in.data.Body == "" {
		return "{}"
	}
	return in.data.Body
}

// document is the body as JSON. It is parsed once; what a template changes in
// it, later calls of path and json see.
func (in *input) document() (vtl.Value, bool) {
	if !in.parsed {
		var err error
		in.root, err = vtl.ParseJSON(in.body())
		in.parsed, in.valid = true, err == nil
	}
	return in.root, in.valid
}

// Property answers $input.body.
func (in *input) Property(name string) (vtl.Value, bool) {
	if name == "body" {
		return vtl.Str(in.body()), true
	}
	return vtl.Value{}, false
}

// Call answers json, path and params.
func (in *input) Call(name string, args []vtl.Value) (vtl.Value, error) {
	if name == "params" && len(args) == 0 {
		return in.allParams(), nil
	}
	arg, ok := argument(args)
	if !ok {
		return vtl.Value{}, vtl.ErrNoMethod
	}
	switch name {
	case "json":
		return in.json(arg)
	case "path":
		return in.path(arg)
	case "params":
		value, _ := in.data.parameters().get(arg) // a missing one is an empty string
		return vtl.Str(value), nil
	}
	return vtl.Value{}, vtl.ErrNoMethod
}

func (in *input) String() string { return "" }

// path is the value at a JSONPath, or null: nothing there, no JSON.
func (in *input) path(path string) (vtl.Value, error) {
	root, ok := in.document()
	if !ok {
		return vtl.Value{}, nil
	}
	v, _, err := find(root, path, &in.visits)
	return v, err
}

// json is the value at a JSONPath as JSON text. Where there is nothing, and for
// a body that is no object or array, it is an empty string in quotes.
func (in *input) json(path string) (vtl.Value, error) {
	const nothing = `""`
	root, ok := in.document()
	if !ok || root.Map() == nil && root.List() == nil {
		return vtl.Str(nothing), nil
	}
	v, found, err := find(root, path, &in.visits)
	if err != nil {
		return vtl.Value{}, err
	}
	if !found {
		return vtl.Str(nothing), nil
	}
	return vtl.Str(string(vtl.AppendJSON(nil, v))), nil
}

// allParams is $input.params(): a map of maps, in the order API Gateway was
// seen to have.
func (in *input) allParams() vtl.Value {
	if !in.params.IsNull() {
		return in.params
	}
	all := vtl.NewMap()
	p := in.data.parameters()
	for _, group := range []struct {
		name string
		list []Param
	}{{"path", p.Path}, {"querystring", p.Querystring}, {"header", p.Header}} {
		values := vtl.NewMap()
		for _, param := range group.list {
			values.Put(param.Name, vtl.Str(param.Value))
		}
		all.Put(group.name, vtl.FromMap(values))
	}
	in.params = vtl.FromMap(all)
	return in.params
}
