package dataplane

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/javaregexp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A schemaPattern is the pattern of a schema. What it can match by going through
// a text once it does; for the rest, in which Java would backtrack, the patterns
// of an API share an allowance of time, so that no body takes the gateway's.
type schemaPattern struct {
	*javaregexp.Regexp
	time *allowance
}

// MatchString reports whether the pattern is found in s. A pattern that takes
// too long has not been found.
func (p schemaPattern) MatchString(s string) bool {
	if p.IsLinear(s) {
		found, _ := p.Regexp.MatchString(s)
		return found
	}
	if !p.time.left() {
		return false
	}
	began := time.Now()
	found, err := p.Regexp.MatchString(s)
	p.time.take(began)
	return err == nil && found
}

// patternTime is what one match may take, and an allowance at its fullest.
const patternTime = 250 * time.Millisecond

// An allowance is time that may be taken. It fills up by a quarter of the time
// that goes by, and may be overdrawn once.
type allowance struct {
	mu    sync.Mutex
	taken time.Duration
	last  time.Time
}

func (a *allowance) left() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	a.taken = max(0, a.taken-now.Sub(a.last)/4)
	a.last = now
	return a.taken < patternTime
}

func (a *allowance) take(began time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.taken += time.Since(began)
}

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
	var shared allowance
	c.UseRegexpEngine(func(s string) (jsonschema.Regexp, error) {
		re, err := javaregexp.CompileSchema(s, patternTime)
		return schemaPattern{re, &shared}, err
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
