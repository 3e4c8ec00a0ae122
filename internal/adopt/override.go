package adopt

import (
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// overrides writes what no word is for, by JSON pointer.
func (w *writer) overrides(o *operation, in integration, unserved bool) []string {
	var options []string
	for _, m := range o.at.node.MembersOrNil() {
		if strings.HasPrefix(m.Key, "x-") && !strings.HasPrefix(m.Key, ext) {
			options = append(options, "gen.Extension("+strconv.Quote(m.Key)+", "+anyValue(m.Value)+")")
		}
	}
	switch {
	case unserved:
		if responses := w.responsesNode(o, func(string) bool { return true }); len(o.responses) > 0 && canonical(bare(responses)) != canonical(bare(derivedResponses(in))) {
			name := "responses"
			if o.verb == "OPTIONS" {
				name = "preflightResponses"
			}
			value := w.sharedIfLong(name, anyValue(responses))
			options = append(options, `gen.Override("/responses", `+value+`)`)
		}
	case !in.lambda:
		// A problem is what a service answers; here none does.
		for _, m := range w.responsesNode(o, isError).MembersOrNil() {
			options = append(options, "gen.Override("+strconv.Quote("/responses/"+m.Key)+", "+w.sharedIfLong("response"+m.Key, anyValue(m.Value))+")")
		}
	}
	if uri := in.at.get("uri"); in.lambda {
		_, named := apigw.ParseFunction(uri.text())
		if !named && !sayable(uri.text()) && attribute.FindString(uri.text()) == "" && (uri.node.Is(openapi.String) || isIntrinsic(uri.node)) {
			options = append(options, "gen.Override("+strconv.Quote("/"+ext+"integration/uri")+", "+text(uri.text())+")")
		}
	}
	if in.lambda && !w.d.http {
		for _, key := range []string{"cacheNamespace", "cacheKeyParameters", "requestParameters"} {
			if v := in.at.get(key); v.is() {
				options = append(options, "gen.Override("+strconv.Quote("/"+ext+"integration/"+key)+", "+anyValue(v.node)+")")
			}
		}
	}
	return options
}

// isError reports whether a response is no success.
func isError(status string) bool { return status == "default" || status >= "4" }

// responsesNode writes responses as OpenAPI 3.0 has them, with references to the
// models of the contract.
func (w *writer) responsesNode(o *operation, take func(status string) bool) *openapi.Node {
	n := openapi.Obj()
	for _, r := range o.responses {
		if !take(r.status) || r.status == "default" && !w.d.http {
			continue
		}
		one := openapi.Obj(openapi.M("description", openapi.Str(r.at.get("description").text())))
		headers := openapi.Obj()
		for _, h := range r.headers {
			s := h.schema.node
			if len(s.MembersOrNil()) == 0 {
				s = openapi.Obj(openapi.M("type", openapi.Str("string")))
			}
			headers.Set(h.name, openapi.Obj(openapi.M("schema", w.schemaNode(at{w.d, s, h.schema.pointer}))))
		}
		if len(headers.Members) > 0 {
			one.Set("headers", headers)
		}
		content := openapi.Obj()
		for _, m := range r.media {
			inner := openapi.Obj()
			if m.schema.is() {
				inner.Set("schema", w.schemaNode(m.schema))
			}
			content.Set(m.kind, inner)
		}
		if len(content.Members) > 0 {
			one.Set("content", content)
		}
		n.Set(r.status, one)
	}
	return n
}

// schemaNode copies a schema, with its references to what the contract calls the
// models. Those that are no models of the contract are put in.
func (w *writer) schemaNode(s at) *openapi.Node { return w.copySchema(s, 0) }

func (w *writer) copySchema(s at, depth int) *openapi.Node {
	if s.node.Get("$ref") != nil {
		if name, ok := w.types.names[s.component()]; ok {
			return openapi.Obj(openapi.M("$ref", openapi.Str("#/components/schemas/"+name)))
		}
		if depth > 8 {
			return openapi.Obj()
		}
		if to := s.resolve(); to.is() {
			return w.copySchema(to, depth+1)
		}
		return openapi.Obj()
	}
	if depth > 32 || s.node == nil {
		return openapi.Obj()
	}
	out := *s.node
	out.Comment, out.Items, out.Members = "", nil, nil
	for _, item := range s.items() {
		out.Items = append(out.Items, w.copySchema(item, depth+1))
	}
	s.members(func(key string, value at) {
		out.Members = append(out.Members, openapi.M(key, w.copySchema(value, depth+1)))
	})
	return &out
}

// derivedResponses are those package declare makes of an integration for an
// operation without a method.
func derivedResponses(in integration) *openapi.Node {
	n := openapi.Obj()
	in.at.get("responses").members(func(_ string, r at) {
		status := or(r.get("statusCode").text(), "200")
		one := n.Get(status)
		if one == nil {
			one = openapi.Obj()
			n.Set(status, one)
		}
		r.get("responseParameters").members(func(key string, _ at) {
			if name, ok := strings.CutPrefix(key, "method.response.header."); ok {
				headers := one.Get("headers")
				if headers == nil {
					headers = openapi.Obj()
					one.Set("headers", headers)
				}
				headers.Set(name, openapi.Obj(openapi.M("schema", openapi.Obj(openapi.M("type", openapi.Str("string"))))))
			}
		})
	})
	if len(n.Members) == 0 {
		n.Set("200", openapi.Obj())
	}
	return n
}

// bare leaves the descriptions of responses out.
func bare(n *openapi.Node) *openapi.Node {
	out := n.Clone()
	for _, m := range out.Members {
		m.Value.Delete("description")
	}
	return out
}
