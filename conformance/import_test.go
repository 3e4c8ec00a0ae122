package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// An importCase is a document, and the API that API Gateway made of it.
type importCase struct {
	Mode           string            `json:"mode"`
	OpenAPI        json.RawMessage   `json:"openapi"`
	OpenAPIText    *string           `json:"openapi_text"` // what does not parse
	Params         map[string]string `json:"params"`
	FailOnWarnings *bool             `json:"failOnWarnings"`
	Before         *struct {
		CreateRestAPI json.RawMessage `json:"createRestApi"`
		Definitions   []struct {
			Mode    string            `json:"mode"`
			OpenAPI json.RawMessage   `json:"openapi"`
			Params  map[string]string `json:"params"`
		} `json:"definitions"`
	} `json:"before"`
	Expected map[string]json.RawMessage `json:"expected"`
}

func TestImport(t *testing.T) {
	runControl(t, "import", (*client).importCase)
}

func (c *client) importCase(i *importCase) error {
	r, err := c.imported(i)
	if err != nil {
		return err
	}
	if want, ok := i.Expected["error"]; ok {
		var e refusal
		if err := json.Unmarshal(want, &e); err != nil {
			return err
		}
		return c.checkRefusal(e, r)
	}
	if r.status >= 300 {
		return fmt.Errorf("%d %s", r.status, r.raw)
	}
	return c.checkAPI(i.Expected, r)
}

// imported makes the call of the case, and those before it.
func (c *client) imported(i *importCase) (*reply, error) {
	input := importInput(i.OpenAPI, i.Params)
	if i.OpenAPIText != nil {
		input["body"] = *i.OpenAPIText
	}
	if i.FailOnWarnings != nil {
		input["failOnWarnings"] = *i.FailOnWarnings
	}
	apiID := "unknown0"
	if i.Before != nil {
		before, err := c.object(i.Before.CreateRestAPI)
		if err != nil {
			return nil, err
		}
		r, err := c.must("CreateRestApi", before)
		if err != nil {
			return nil, err
		}
		apiID, _ = r.member("id").(string)
		for _, d := range i.Before.Definitions {
			put := importInput(d.OpenAPI, d.Params)
			put["restApiId"], put["mode"] = apiID, strings.TrimPrefix(d.Mode, "put-")
			if _, err := c.must("PutRestApi", put); err != nil {
				return nil, err
			}
		}
	}
	switch i.Mode {
	case "import":
		return c.call("ImportRestApi", input)
	case "put-merge", "put-overwrite":
		input["restApiId"], input["mode"] = apiID, strings.TrimPrefix(i.Mode, "put-")
		return c.call("PutRestApi", input)
	case "documentation-parts-overwrite":
		return c.documentation(input)
	}
	return nil, fmt.Errorf("mode %q is not known to the runner", i.Mode)
}

func importInput(doc json.RawMessage, params map[string]string) map[string]any {
	input := map[string]any{"body": string(doc)}
	all := map[string]any{}
	for name, value := range params {
		all[name] = value
	}
	input["parameters"] = all
	return input
}

// documentation imports documentation parts into an API made from the document,
// without the parts it came with.
func (c *client) documentation(input map[string]any) (*reply, error) {
	r, err := c.must("ImportRestApi", input)
	if err != nil {
		return nil, err
	}
	apiID, ok := r.member("id").(string)
	if !ok {
		return nil, errNoAPI
	}
	parts, err := c.all("GetDocumentationParts", map[string]any{"restApiId": apiID})
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if _, err := c.must("DeleteDocumentationPart", map[string]any{"restApiId": apiID, "documentationPartId": p["id"]}); err != nil {
			return nil, err
		}
	}
	answer, err := c.must("ImportDocumentationParts", map[string]any{"restApiId": apiID, "mode": "overwrite", "body": input["body"]})
	if err != nil {
		return nil, err
	}
	if ids, _ := answer.member("ids").([]any); len(ids) != len(parts) {
		return nil, fmt.Errorf("%d ids for %d documentation parts", len(ids), len(parts))
	}
	return r, nil
}

// checkAPI compares what the service has of the API with what was recorded.
func (c *client) checkAPI(expected map[string]json.RawMessage, r *reply) error {
	apiID, ok := r.member("id").(string)
	if !ok {
		return errNoAPI
	}
	names := strings.NewReplacer("<rest-api-id>", apiID)
	for _, kind := range []struct{ call, symbol string }{{"GetAuthorizers", "authorizer"}, {"GetRequestValidators", "request-validator"}} {
		all, err := c.all(kind.call, map[string]any{"restApiId": apiID})
		if err != nil {
			return err
		}
		pairs := []string{"<rest-api-id>", apiID}
		for _, e := range all {
			pairs = append(pairs, fmt.Sprintf("<%s:%s>", kind.symbol, e["name"]), fmt.Sprint(e["id"]))
		}
		for member, text := range expected {
			expected[member] = json.RawMessage(strings.NewReplacer(pairs...).Replace(string(text)))
		}
	}
	var failures []error
	for _, member := range sortedNames(expected) {
		want, err := decode(names.Replace(string(expected[member])))
		if err != nil {
			return err
		}
		got, err := c.part(apiID, member, r)
		if err != nil {
			return err
		}
		if err := c.match.value(sorted(want), sorted(got), exact, member); err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// part gives one part of the API in the form of the recordings.
func (c *client) part(apiID, member string, r *reply) (any, error) {
	input := map[string]any{"restApiId": apiID}
	switch member {
	case "resources":
		return c.resources(input)
	case "models":
		return c.byName("GetModels", input)
	case "authorizers":
		return c.byName("GetAuthorizers", input)
	case "requestValidators":
		return c.byName("GetRequestValidators", input)
	case "documentationParts":
		parts, err := c.all("GetDocumentationParts", input)
		out := []any{}
		for _, p := range parts {
			delete(p, "id")
			out = append(out, p)
		}
		return out, err
	}
	return r.member(member), nil
}

func (c *client) byName(call string, input map[string]any) (any, error) {
	all, err := c.all(call, input)
	out := map[string]any{}
	for _, e := range all {
		name, _ := e["name"].(string)
		delete(e, "id")
		delete(e, "name")
		out[name] = e
	}
	return out, err
}

func (c *client) resources(input map[string]any) (any, error) {
	input["embed"] = []any{"methods"}
	all, err := c.all("GetResources", input)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b map[string]any) int { return strings.Compare(fmt.Sprint(a["path"]), fmt.Sprint(b["path"])) })
	out := []any{}
	for _, res := range all {
		methods := map[string]any{}
		found, _ := res["resourceMethods"].(map[string]any)
		for verb, m := range found {
			method, _ := m.(map[string]any)
			if method["httpMethod"] != verb {
				return nil, fmt.Errorf("%s has httpMethod %v", verb, method["httpMethod"])
			}
			delete(method, "httpMethod")
			if in, ok := method["methodIntegration"].(map[string]any); ok {
				if in["cacheNamespace"] != res["id"] {
					return nil, fmt.Errorf("cacheNamespace is %v, want the resource's id", in["cacheNamespace"])
				}
				delete(in, "cacheNamespace")
			}
			methods[verb] = method
		}
		out = append(out, map[string]any{"path": res["path"], "methods": methods})
	}
	return out, nil
}

// sorted puts lists that are sets in one order: the members a schema requires.
func sorted(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = sorted(v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			out[name] = sorted(value)
			if list, ok := value.([]any); ok && name == "required" {
				list = slices.Clone(list)
				slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
				out[name] = list
			}
			if text, ok := value.(string); ok && name == "schema" {
				if schema, err := decode(text); err == nil {
					out[name] = map[string]any{"$json": schema}
					out[name] = jsonText(sorted(schema))
				}
			}
			if wrapped, ok := value.(map[string]any); ok && name == "schema" && wrapped["$json"] != nil {
				out[name] = map[string]any{"$json": sorted(wrapped["$json"])}
			}
		}
		return out
	}
	return v
}
