package dataplane

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A requiredParameter is a parameter a method request must have.
type requiredParameter struct {
	location string // header, path or querystring
	name     string
}

// compileValidation compiles what the method's request validator asks for.
func (a *API) compileValidation(m *apigw.Method, c *method) error {
	if m.RequestValidator == "" {
		return nil
	}
	i := slices.IndexFunc(a.definition.RequestValidators, func(v *apigw.RequestValidator) bool { return v.Name == m.RequestValidator })
	if i < 0 {
		return fmt.Errorf("no request validator %q", m.RequestValidator)
	}
	v := a.definition.RequestValidators[i]
	if v.ValidateRequestParameters {
		// The order of the keys is the order of the message: header, path,
		// querystring, and by name within each (recorded).
		for _, key := range sortedKeys(m.RequestParameters) {
			rest, _ := strings.CutPrefix(key, "method.request.")
			location, name, ok := strings.Cut(rest, ".")
			if ok && m.RequestParameters[key] {
				c.required = append(c.required, requiredParameter{location, name})
			}
		}
	}
	if v.ValidateRequestBody {
		c.bodyModels = map[string]*bodyModel{}
		for mediaType, model := range m.RequestModels {
			if s := a.models[model]; s != nil {
				c.bodyModels[strings.ToLower(mediaType)] = &bodyModel{s, a.judges.of(s)}
			}
		}
	}
	return nil
}

// validate checks parameters before the body; of several reasons the caller
// learns one. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
func (x *exchange) validate() (string, *failure) {
	m := x.match.method
	if missing := x.missingParameters(m.required); len(missing) > 0 {
		message := "Missing required request parameters: [" + strings.Join(missing, ", ") + "]"
		return "", fail(badRequestParameters, message, message)
	}
	if m.bodyModels == nil {
		return "bodies are not validated", nil
	}
	mediaType := x.requestMediaType()
	model := m.bodyModels[mediaType]
	if model == nil {
		model = m.bodyModels["$default"]
	}
	if model == nil {
		return "no model for " + mediaType, nil
	}
	if detail := model.validate(x.body); detail != "" {
		f := fail(badRequestBody, "Invalid request body", "Request body does not match model schema for content type "+mediaType+": "+detail)
		f.validation = detail
		return "", f
	}
	return "the body matches its model", nil
}

// missingParameters lists the names of parameters that are absent or blank.
// Nothing but their presence is checked: no type, no pattern, no enum.
func (x *exchange) missingParameters(required []requiredParameter) []string {
	var missing []string
	for _, p := range required {
		var values []string
		switch p.location {
		case "header":
			values = x.headerValues(p.name)
		case "querystring":
			values = x.query[p.name]
		case "path":
			values = []string{x.match.params[p.name]}
		}
		if !slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" }) {
			missing = append(missing, p.name)
		}
	}
	return missing
}

// requestMediaType is the media type models and templates are chosen by; a
// request without Content-Type counts as JSON.
func (x *exchange) requestMediaType() string {
	if mediaType := firstMediaType(x.header.get("Content-Type")); mediaType != "" {
		return mediaType
	}
	return "application/json"
}

// validate gives what is wrong with a body, in the form of
// $context.error.validationErrorString, or nothing.
func (m *bodyModel) validate(body []byte) string {
	if json.Valid(body) && m.judge.takes(body) {
		return ""
	}
	value, err := decodeBody(body)
	if err != nil {
		return "[" + err.Error() + "]"
	}
	err = m.schema.Validate(value)
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return ""
	}
	var details []string
	var leaves func(*jsonschema.ValidationError)
	leaves = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			details = append(details, describe(e))
		}
		for _, cause := range e.Causes {
			leaves(cause)
		}
	}
	leaves(invalid)
	slices.Sort(details)
	return "[" + strings.Join(details, ", ") + "]"
}
