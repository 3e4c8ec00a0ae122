package contracttest

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

type object = map[string]any

// Document returns the OpenAPI 3.0.3 document oapi-codegen is fed for c.
func Document(t testing.TB, c *contract.Contract) []byte {
	t.Helper()
	schemas := object{}
	for _, s := range c.Schemas {
		schemas[s.Name] = object{
			"type":             string(s.Kind),
			"x-go-type":        "api." + s.Name,
			"x-go-type-import": object{"path": c.Package.Path, "name": "api"},
		}
	}
	paths := object{}
	for _, op := range c.Operations {
		item, _ := paths[op.Path].(object)
		if item == nil {
			item = object{}
			paths[op.Path] = item
		}
		item[map[string]string{"GET": "get", "POST": "post", "PUT": "put", "PATCH": "patch", "DELETE": "delete", "HEAD": "head"}[op.Method]] = operation(op)
	}
	data, err := json.Marshal(object{
		"openapi":    "3.0.3",
		"info":       object{"title": c.Title, "version": c.Version},
		"paths":      paths,
		"components": object{"schemas": schemas},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func operation(op *contract.Operation) object {
	out := object{"operationId": op.ID}
	if op.Request != nil {
		var params []any
		for _, p := range op.Request.Parameters {
			params = append(params, object{
				"name": p.Name, "in": p.In, "required": p.Required, "schema": schema(p.Schema),
			})
		}
		out["parameters"] = params
		if b := op.Request.Body; b != nil {
			out["requestBody"] = object{"required": b.Required, "content": content(b)}
		}
	}
	responses := object{}
	for _, r := range op.Responses {
		response := object{"description": "success"}
		if r.Body != nil {
			response["content"] = content(r.Body)
		}
		headers := object{}
		for _, h := range r.Headers {
			headers[h.Name] = object{"schema": object{"type": "string"}}
		}
		response["headers"] = headers
		responses[strconv.Itoa(r.Status)] = response
	}
	out["responses"] = responses
	return out
}

func content(b *contract.Body) object {
	out := object{}
	for _, ct := range b.ContentTypes {
		out[ct] = object{"schema": schema(b.Schema)}
	}
	return out
}

func schema(s *contract.Schema) object {
	switch {
	case s.Ref != nil:
		return object{"$ref": "#/components/schemas/" + s.Ref.Name}
	case s.Kind == contract.Binary:
		return object{"type": "string", "format": "binary"}
	case s.Kind == contract.Array:
		return object{"type": "array", "items": object{"type": "string"}}
	default:
		return object{"type": string(s.Kind)}
	}
}
