package declare

import (
	"mime"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// readGateway reads the kind of API and its settings.
func (r *reader) readGateway(fields map[string]load.Value) {
	v, ok := fields["Gateway"]
	if !ok {
		return
	}
	resolved, err := r.pkg.Resolve(v)
	if !r.check(err) {
		return
	}
	switch {
	case resolved.Is(load.GenPath, "REST"):
		r.rest(resolved)
	case resolved.Is(load.GenPath, "HTTP"):
		r.c.HTTP = &contract.HTTP{}
		r.http(resolved)
	default:
		r.errorf(r.at(v), "gateway", "write gen.REST{...} or gen.HTTP{...}", "the gateway is neither a gen.REST nor a gen.HTTP")
	}
}

// rest reads the settings of a REST API.
func (r *reader) rest(v load.Value) {
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return
	}
	if v, ok := fields["Validate"]; ok {
		r.c.REST.Validate = r.validation(v)
	}
	if v, ok := fields["BinaryMediaTypes"]; ok {
		r.c.REST.BinaryMediaTypes = r.mediaTypes(v)
	}
	if v, ok := fields["CORS"]; ok {
		r.readCORS(v)
	}
	if v, ok := fields["Responses"]; ok {
		r.c.REST.Responses = r.node(v)
		r.checkResponses(v)
	}
	if v, ok := fields["Endpoint"]; ok {
		r.c.Endpoint = r.node(v)
	}
	if n := r.node(v); n != nil {
		r.c.REST.Extensions = n.Members
		r.checkREST(v, n)
	}
}

// responseTypes are the kinds of gateway responses (developer guide, "Gateway
// response types").
var responseTypes = []gen.ResponseType{
	gen.AccessDenied, gen.APIConfigurationError, gen.AuthorizerConfigurationError, gen.AuthorizerFailure, gen.BadRequestBody,
	gen.BadRequestParameters, gen.Default4XX, gen.Default5XX, gen.ExpiredToken, gen.IntegrationFailure, gen.IntegrationTimeout,
	gen.InvalidAPIKey, gen.InvalidSignature, gen.MissingAuthenticationToken, gen.QuotaExceeded, gen.RequestTooLarge,
	gen.ResourceNotFound, gen.Throttled, gen.Unauthorized, gen.UnsupportedMediaType, gen.WAFFiltered,
}

func (r *reader) checkResponses(v load.Value) {
	for _, m := range r.c.REST.Responses.MembersOrNil() {
		if !slices.Contains(responseTypes, gen.ResponseType(m.Key)) {
			r.errorf(r.at(v), "gateway-response", "use a constant of package gen, e.g. gen.Unauthorized", "%q is no type of gateway response", m.Key)
		}
		for _, header := range m.Value.Get("responseParameters").MembersOrNil() {
			if !strings.HasPrefix(header.Key, "gatewayresponse.") {
				r.errorf(r.at(v), "gateway-response", "write gatewayresponse.header.NAME", "%q is no parameter of a gateway response", header.Key)
			}
		}
	}
}

// checkREST holds settings against each other (developer guide, "Security
// policies": enhanced ones need an access mode, and others take none).
func (r *reader) checkREST(v load.Value, n *openapi.Node) {
	policy := n.Get("x-amazon-apigateway-security-policy").StringOr("")
	mode := n.Get("x-amazon-apigateway-endpoint-access-mode")
	if enhanced := strings.HasPrefix(policy, "SecurityPolicy_"); enhanced != (mode != nil) {
		r.errorf(r.at(v), "gateway", "set both, or neither: AccessMode belongs to the SecurityPolicy_* policies",
			"the security policy is %q, and AccessMode is set: %t", policy, mode != nil)
	}
	for _, statement := range n.At("x-amazon-apigateway-policy", "Statement").ItemsOrNil() {
		if effect := statement.Get("Effect").StringOr(""); effect != "Allow" && effect != "Deny" {
			r.errorf(r.at(v), "policy", "write Allow or Deny", "the effect of a statement is %q", effect)
		}
	}
}

// http reads the settings of an HTTP API.
func (r *reader) http(v load.Value) {
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return
	}
	if v, ok := fields["CORS"]; ok {
		r.httpCORS(v)
	}
	if v, ok := fields["Endpoint"]; ok {
		r.c.Endpoint = r.node(v)
	}
	if v, ok := fields["Tags"]; ok {
		r.c.HTTP.Tags = r.node(v).MembersOrNil()
	}
	v, ok := fields["Integrations"]
	if !ok {
		return
	}
	pairs, err := r.pkg.Map(v)
	if !r.check(err) {
		return
	}
	r.c.HTTP.Integrations = openapi.Obj()
	for _, pair := range pairs {
		name, err := r.pkg.String(pair.Key)
		if !r.check(err) {
			continue
		}
		if in := r.integration(pair.Value); in.lambda != nil {
			r.c.HTTP.Integrations.Set(name, in.lambda.Node(true))
		} else {
			r.c.HTTP.Integrations.Set(name, in.node)
		}
	}
}

// httpCORS reads CORS of an HTTP API, which answers preflights by itself
// (developer guide, x-amazon-apigateway-cors).
func (r *reader) httpCORS(v load.Value) {
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return
	}
	s := &r.corsSetup
	s.pos = r.at(v)
	origins, ok := fields["Origins"]
	if !ok {
		if len(fields) > 0 {
			r.errorf(s.pos, "cors", `add Origins: []string{"https://www.example.com"}`, "CORS has no origin, so no browser may call")
		}
		return
	}
	s.origins, err = r.pkg.Strings(origins)
	r.check(err)
	for _, origin := range s.origins {
		r.origin([]string{origin}, r.at(origins))
	}
	r.corsDetails(fields)
}

func (r *reader) validation(v load.Value) contract.Validation {
	n, err := r.pkg.Int(v)
	if !r.check(err) {
		return contract.Validation{}
	}
	switch gen.Validation(n) {
	case gen.ValidateNone:
		return contract.Validation{}
	case gen.ValidateAll:
		return contract.Validation{Body: true, Parameters: true}
	case gen.ValidateBody:
		return contract.Validation{Body: true}
	case gen.ValidateParameters:
		return contract.Validation{Parameters: true}
	}
	r.errorf(r.at(v), "value", "use gen.ValidateNone, ValidateAll, ValidateBody or ValidateParameters", "%d is no gen.Validation", n)
	return contract.Validation{}
}

func (r *reader) mediaTypes(v load.Value) []string {
	list, err := r.pkg.Strings(v)
	if !r.check(err) {
		return nil
	}
	for i, item := range list {
		media, _, err := mime.ParseMediaType(item)
		if err != nil || !strings.Contains(media, "/") {
			r.errorf(r.at(v), "content-type", "write type/subtype, e.g. application/zip", "%q is no media type", item)
			continue
		}
		list[i] = media
	}
	return list
}

// binaryTypes adds the media types of []byte bodies, and of forms that may hold
// files, to the configured ones.
func (r *reader) binaryTypes() {
	add := func(b *contract.Body) {
		if b == nil || b.IsJSON() || b.Text {
			return
		}
		for _, t := range b.ContentTypes {
			if b.Form && t != "multipart/form-data" {
				continue // a text
			}
			if !slices.Contains(r.c.REST.BinaryMediaTypes, t) {
				r.c.REST.BinaryMediaTypes = append(r.c.REST.BinaryMediaTypes, t)
			}
		}
	}
	for _, op := range r.c.Operations {
		if op.Request != nil {
			add(op.Request.Body)
		}
		for _, response := range op.Responses {
			add(response.Body)
		}
	}
}
