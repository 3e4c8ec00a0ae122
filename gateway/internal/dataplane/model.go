package dataplane

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// patternTimeout bounds the time one pattern may take on one value: patterns
// are Java's, so they run on a backtracking engine.
const patternTimeout = 250 * time.Millisecond

// A javaPattern is a schema pattern. On AWS patterns are Java's: Go's regexp
// refuses look-aheads and repetitions over 1000, which contracts do use.
type javaPattern struct{ re *regexp2.Regexp }

func compilePattern(s string) (*regexp2.Regexp, error) {
	re, err := regexp2.Compile(s, regexp2.None)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = patternTimeout
	return re, nil
}

// MatchString reports whether the pattern is found in s. A pattern that takes
// too long has not been found.
func (p javaPattern) MatchString(s string) bool {
	ok, err := p.re.MatchString(s)
	return err == nil && ok
}

func (p javaPattern) String() string { return p.re.String() }

// modelBase is where API Gateway keeps models; references between models are
// stored as such addresses. Nothing is fetched from there.
const modelBase = "https://apigateway.amazonaws.com/restapis/local/models/"

const documentRef = "#/components/schemas/"

// compileModels compiles the schemas of all models, which may refer to each
// other, in circles too. They are JSON schema draft 4; format is not enforced
// (recorded, test_import_with_circular_models_and_request_validation).
func compileModels(def *apigw.RestAPI) (map[string]*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4)
	c.UseLoader(noLoader{})
	c.UseRegexpEngine(func(s string) (jsonschema.Regexp, error) {
		re, err := compilePattern(s)
		return javaPattern{re}, err
	})
	for _, name := range assertedFormats {
		c.RegisterFormat(&jsonschema.Format{Name: name, Validate: func(any) error { return nil }})
	}
	for _, m := range def.Models {
		if len(m.Schema) == 0 {
			continue
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(m.Schema))
		if err != nil {
			return nil, &modelError{m.Name, err}
		}
		resolveRefs(doc)
		if err := c.AddResource(modelBase+m.Name, doc); err != nil {
			return nil, &modelError{m.Name, err}
		}
	}
	out := map[string]*jsonschema.Schema{}
	for _, m := range def.Models {
		if len(m.Schema) == 0 {
			continue
		}
		s, err := c.Compile(modelBase + m.Name)
		if err != nil {
			return nil, &modelError{m.Name, err}
		}
		out[m.Name] = s
	}
	return out, nil
}

// assertedFormats are the formats the schema library checks in draft 4.
var assertedFormats = []string{
	"date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri",
	"iri-reference", "json-pointer", "period", "relative-json-pointer", "semver", "time", "uri", "uri-reference",
	"uri-template", "uuid",
}

// resolveRefs makes references between models absolute.
func resolveRefs(doc any) {
	switch v := doc.(type) {
	case []any:
		for _, item := range v {
			resolveRefs(item)
		}
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			if name, ok := cutPrefix(ref, documentRef); ok {
				v["$ref"] = modelBase + name
			} else if i := strings.LastIndex(ref, "/models/"); strings.HasPrefix(ref, "https://apigateway.amazonaws.com/") && i > 0 {
				v["$ref"] = modelBase + ref[i+len("/models/"):]
			}
		}
		for _, member := range v {
			resolveRefs(member)
		}
	}
}

// noLoader refuses to fetch schemas: a reference leads to a model or nowhere.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("no model %s", strings.TrimPrefix(url, modelBase))
}

// decodeBody reads a body as JSON for validation. An empty body counts as {}
// (recorded, test_api_gateway_request_validator).
func decodeBody(body []byte) (any, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return map[string]any{}, nil
	}
	if !json.Valid(body) {
		return nil, errors.New("the body is no JSON")
	}
	value, _ := decodeValue(body, skipBlanks(body, 0))
	return value, nil
}
