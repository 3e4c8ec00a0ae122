package mapping

import (
	"errors"
	"fmt"

	"github.com/apigen-go/apigen/vtl"
)

// A Context is $context. It holds what the caller gave and the overrides that
// templates set; one Context goes through the request template and the response
// template of a request.
type Context struct {
	values *vtl.Map
	final  [5]*vtl.Map // that overrides are put into; nil until the values are made
	maker  vtl.Maker
}

// NewContext makes a context of values, which it takes over and completes with
// the maps that overrides are put into: requestOverride.path, .header and
// .querystring, and responseOverride.header. Nil stands for no values.
//
// The maps in it show their members as properties only: $context.get("identity")
// prints nothing (recorded: test_sqs_amz_json_protocol). Of authorizer.claims
// only single claims can be seen. A template may override each parameter once; see
// "Override your API's request and response parameters and status codes".
func NewContext(values *vtl.Map) *Context {
	if values == nil {
		values = vtl.NewMap()
	}
	c := &Context{values: values}
	c.complete(values)
	return c
}

// MakeContext makes a context whose values are made when something wants more
// than one of them. What One gives must be what All has, and no map.
func MakeContext(maker vtl.Maker) *Context {
	c := &Context{maker: maker}
	c.values = vtl.NewMadeMap((*contextMaker)(c))
	return c
}

// A contextMaker makes the values of a context.
type contextMaker Context

func (m *contextMaker) One(name string) (vtl.Value, bool) { return m.maker.One(name) }

func (m *contextMaker) All() *vtl.Map {
	values := m.maker.All()
	(*Context)(m).complete(values)
	return values
}

// complete adds the maps that overrides are put into.
func (c *Context) complete(values *vtl.Map) {
	made := new([6]vtl.Map) // every request has all of them
	request, response := child(values, "requestOverride", &made[0]), child(values, "responseOverride", &made[1])
	path, header := child(request, "path", &made[2]), child(request, "header", &made[3])
	querystring, answer := child(request, "querystring", &made[4]), child(response, "header", &made[5])
	if authorizer, ok := values.Get("authorizer"); ok && authorizer.Map() != nil {
		if v, ok := authorizer.Map().Get("claims"); ok && v.Map() != nil {
			authorizer.Map().Put("claims", vtl.FromObject(claims{v.Map()}))
		}
	}
	shallow(values)
	c.final = [...]*vtl.Map{response, answer, path, header, querystring}
	for _, m := range c.final {
		m.Final = true
	}
}

// begin is called for every template that gets to see the context.
func (c *Context) begin() {
	if !c.made() {
		return
	}
	for _, m := range c.final {
		m.Forget()
	}
}

// made reports whether all values have been made, without which nothing has been
// overridden.
func (c *Context) made() bool { return c.final[0] != nil }

// child is the map a name has in m; when there is none, it gets the empty one.
func child(m *vtl.Map, name string, empty *vtl.Map) *vtl.Map {
	if v, ok := m.Get(name); ok && v.Map() != nil {
		return v.Map()
	}
	m.Put(name, vtl.FromMap(empty))
	return empty
}

func shallow(m *vtl.Map) {
	m.Shallow = true
	if !m.Made() {
		return // there are no maps in it, or its maker sees to them
	}
	for _, v := range m.Entries() {
		if v.Map() != nil {
			shallow(v.Map())
		}
	}
}

// Map is the values of the context, with what templates have set.
func (c *Context) Map() *vtl.Map { return c.values }

// Lookup finds a value by its path, such as identity and sourceIp. It is null
// when there is none.
func (c *Context) Lookup(path ...string) vtl.Value {
	v := vtl.FromMap(c.values)
	for _, name := range path {
		switch {
		case v.Map() != nil:
			v, _ = v.Map().Get(name)
		case v.Object() != nil:
			v, _ = v.Object().Property(name)
		default:
			return vtl.Value{}
		}
	}
	return v
}

// An Override is a parameter that a template has set. A list gives a header or
// query parameter several values.
type Override struct {
	Name   string
	Values []string
}

// RequestOverrides are those of the integration request, in the order they were
// set; location is path, header or querystring.
func (c *Context) RequestOverrides(location string) []Override {
	if !c.made() {
		return nil
	}
	return overrides(c.Lookup("requestOverride", location))
}

// ResponseHeaderOverrides are the headers of the response a template has set.
func (c *Context) ResponseHeaderOverrides() []Override {
	if !c.made() {
		return nil
	}
	return overrides(c.Lookup("responseOverride", "header"))
}

// StatusOverride is the status a template has set; ok is false when there is
// none or it is no integer from 100 to 599, which API Gateway ignores.
func (c *Context) StatusOverride() (status int, ok bool) {
	if !c.made() {
		return 0, false
	}
	v := c.Lookup("responseOverride", "status")
	n := v.Int()
	if v.Kind() != vtl.KindInt || n < 100 || n > 599 {
		return 0, false
	}
	return int(n), true
}

func overrides(v vtl.Value) []Override {
	m := v.Map()
	if m == nil {
		return nil
	}
	all := make([]Override, 0, m.Len())
	for name, v := range m.Entries() {
		o := Override{Name: name}
		if list := v.List(); list != nil {
			for i := range list.Len() {
				o.Values = append(o.Values, text(list.At(i)))
			}
		} else {
			o.Values = []string{text(v)}
		}
		all = append(all, o)
	}
	return all
}

// text is a value as a template prints it: null is nothing.
func text(v vtl.Value) string {
	if v.IsNull() {
		return ""
	}
	return v.String()
}

// claims is $context.authorizer.claims.
type claims struct{ values *vtl.Map }

func (c claims) Property(name string) (vtl.Value, bool) { return c.values.Get(name) }

func (c claims) Call(name string, args []vtl.Value) (vtl.Value, error) {
	if key, ok := argument(args); ok && name == "get" {
		v, _ := c.values.Get(key)
		return v, nil
	}
	return vtl.Value{}, vtl.ErrNoMethod
}

func (claims) String() string { return "" }

// argument is the text of the only argument.
func argument(args []vtl.Value) (string, bool) {
	if len(args) != 1 {
		return "", false
	}
	return args[0].Text()
}

// ParseContext makes a context of a JSON object.
func ParseContext(text string) (*Context, error) {
	v, err := vtl.ParseJSON(text)
	if err != nil {
		return nil, fmt.Errorf("context: %w", err)
	}
	if v.Map() == nil {
		return nil, errors.New("context: want an object")
	}
	return NewContext(v.Map()), nil
}
