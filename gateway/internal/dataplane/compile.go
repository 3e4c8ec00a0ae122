package dataplane

import (
	"fmt"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// An API is a definition compiled for serving.
type API struct {
	definition *apigw.RestAPI
	router     *node
	responses  map[responseType]*gatewayResponse
	models     map[string]*jsonschema.Schema
	judges     judges           // of the models
	serves     lastText         // what is said of a stage that serves it
	policy     *policy.Document // nil is none
	broken     []error          // templates that cannot be parsed; the requests that need them fail
}

// A method is a compiled method.
type method struct {
	definition  *apigw.Method
	route       string        // "GET /personnel/{id}"
	authorizer  authorization // nil when everybody may call
	required    []requiredParameter
	bodyModels  map[string]*bodyModel // by media type; nil when bodies are not validated
	integration integration
	timeout     time.Duration

	cacheParameters []cacheParameter
}

const defaultTimeout = 29 * time.Second

// Compile compiles a definition. It fails on what the control plane refuses at
// import, too: models that are no JSON schema, and two variables at one place.
func Compile(def *apigw.RestAPI) (*API, error) {
	models, err := compileModels(def)
	if err != nil {
		return nil, err
	}
	resourcePolicy, err := compilePolicy(def)
	if err != nil {
		return nil, err
	}
	a := &API{
		definition: def, router: &node{}, models: models, judges: judges{}, policy: resourcePolicy,
		responses: compileGatewayResponses(def.GatewayResponses),
	}
	for _, r := range def.Resources {
		res := &resource{id: r.ID, path: r.Path, methods: map[string]*method{}}
		for _, m := range r.Methods {
			compiled, err := a.compileMethod(r.Path, m)
			if err != nil {
				return nil, fmt.Errorf("method %s %s: %w", m.HTTPMethod, r.Path, err)
			}
			res.methods[m.HTTPMethod] = compiled
		}
		if err := a.router.add(res); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *API) compileMethod(path string, m *apigw.Method) (*method, error) {
	c := &method{definition: m, route: m.HTTPMethod + " " + path, timeout: defaultTimeout}
	var err error
	if c.authorizer, err = a.compileAuthorizer(m); err != nil {
		return nil, err
	}
	if err := a.compileValidation(m, c); err != nil {
		return nil, err
	}
	if m.Integration == nil {
		return nil, fmt.Errorf("no integration defined for method")
	}
	if m.Integration.TimeoutInMillis > 0 {
		c.timeout = time.Duration(m.Integration.TimeoutInMillis) * time.Millisecond
	}
	c.integration = compileIntegration(m)
	c.cacheParameters = compileCacheParameters(m.Integration)
	if i, ok := c.integration.(*mapped); ok {
		a.broken = append(a.broken, i.templateErrors()...)
	}
	return c, nil
}
