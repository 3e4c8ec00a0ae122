package apigw

import (
	"regexp"
	"slices"
	"strings"
)

// readMethod makes the method of an operation.
func (r *reader) readMethod(res *Resource, verb string, item, op at) {
	op.node = r.resolve(op).node
	m := &Method{
		HTTPMethod:    verb,
		OperationName: op.get("operationId").text(),
		Pos:           op.pos,
		Pointer:       op.pointer,
	}
	if !r.secure(m, op, res.Path) {
		return
	}
	r.readParameters(m, res.Path, item, op)
	r.readBody(m, op)
	r.readResponses(m, res.Path, op)
	r.readValidator(m, res.Path, op)
	if x := op.get(ext + "integration"); x.node != nil {
		m.Integration = r.readIntegration(m, res.Path, x)
	}
	for i, have := range res.Methods {
		if have.HTTPMethod == verb { // /pets and /pets/ are one resource
			res.Methods[i] = m
			return
		}
	}
	res.Methods = append(res.Methods, m)
}

// methodFault reports what keeps a method from being created.
func (r *reader) methodFault(a at, rule string, m *Method, path, hint, message string) {
	r.fail(a, rule, hint, "%s", "Unable to put method '"+m.HTTPMethod+"' on resource at path '"+path+"': "+message)
}

var parameterName = regexp.MustCompile(`^[a-zA-Z0-9._$:-]+$`)

var parameterPlaces = map[string]string{"path": "path", "query": "querystring", "header": "header"}

// readParameters reads the parameters of the path item and of the operation,
// which override the former. Only place, name and required count; a variable of
// the path without parameter is added (recorded).
func (r *reader) readParameters(m *Method, path string, item, op at) {
	m.RequestParameters = map[string]bool{}
	places := map[string]string{} // by name, for the rule that a name has one place
	unique := func(a at, name, place string) {
		if other, taken := places[name]; taken && other != place {
			r.methodFault(a, "param-unique", m, path, "rename one of them: "+name+" is in the "+other+" and in the "+place,
				"Parameter names must be unique across querystring, header and path")
		}
		places[name] = place
	}
	for _, name := range PathVariables(path) {
		places[name] = "path"
	}
	for _, p := range append(item.get("parameters").items(), op.get("parameters").items()...) {
		p.node = r.resolve(p).node
		place, ok := parameterPlaces[p.get("in").text()]
		if !ok {
			continue // body and formData are the body; cookies cannot be declared
		}
		name := p.get("name").text()
		if !parameterName.MatchString(name) {
			r.methodFault(p, "param-name", m, path, "rename it, using letters, digits and . _ $ - only",
				"Invalid mapping expression specified: Validation Result: warnings : [], errors : [Parameter name should match the following regular expression: ^[a-zA-Z0-9._$-]+$]")
			continue
		}
		unique(p, name, place)
		m.RequestParameters["method.request."+place+"."+name] = p.get("required").text() == "true"
	}
	for _, name := range PathVariables(path) {
		m.RequestParameters["method.request.path."+name] = true
	}
}

// readBody reads the models of the request body.
func (r *reader) readBody(m *Method, op at) {
	if !r.swagger {
		r.resolve(op.get("requestBody")).get("content").members(func(mediaType string, content at) {
			m.RequestModels = r.addModels(m.RequestModels, content.get("schema"), "", mediaType)
		})
		return
	}
	for _, p := range op.get("parameters").items() {
		p = r.resolve(p)
		if p.get("in").text() == "body" {
			m.RequestModels = r.addModels(m.RequestModels, p.get("schema"), "", r.mediaTypes(op.get("consumes"), r.consumes)...)
		}
	}
}

// addModels gives the media types the model of the schema, if there is one.
func (r *reader) addModels(models map[string]string, schema at, place string, mediaTypes ...string) map[string]string {
	name, ok := r.modelOf(schema, place)
	if !ok {
		return models
	}
	if models == nil {
		models = map[string]string{}
	}
	for _, mediaType := range mediaTypes {
		models[mediaType] = name
	}
	return models
}

// mediaTypes gives the operation's, the API's or the default media types.
func (r *reader) mediaTypes(own at, all []string) []string {
	if types := own.texts(); len(types) > 0 {
		return types
	}
	if len(all) > 0 {
		return all
	}
	return []string{"application/json"}
}

// readResponses reads the method responses. default is no status and stays out.
func (r *reader) readResponses(m *Method, path string, op at) {
	m.Responses = map[string]*MethodResponse{}
	op.get("responses").members(func(status string, v at) {
		if status == "default" || strings.HasPrefix(status, "x-") {
			return
		}
		if !statusCode.MatchString(status) {
			r.fail(v, "status-wildcard", "write the status codes out",
				`Unable to put method response on '%s' for resource at path '%s': 1 validation error detected: Value '%s' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\d\d`,
				m.HTTPMethod, path, status)
			return
		}
		m.Responses[status] = r.readResponse(m, path, status, r.resolve(v), op)
	})
}

func (r *reader) readResponse(m *Method, path, status string, v, op at) *MethodResponse {
	resp := &MethodResponse{StatusCode: status}
	v.get("headers").members(func(name string, _ at) {
		if resp.ResponseParameters == nil {
			resp.ResponseParameters = map[string]bool{}
		}
		resp.ResponseParameters["method.response.header."+name] = false
	})
	place := status + " response to method '" + m.HTTPMethod + " " + path + "'"
	if r.swagger {
		resp.ResponseModels = r.addModels(nil, v.get("schema"), place, r.mediaTypes(op.get("produces"), r.produces)...)
		return resp
	}
	v.get("content").members(func(mediaType string, content at) {
		resp.ResponseModels = r.addModels(resp.ResponseModels, content.get("schema"), place, mediaType)
	})
	return resp
}

// readValidator finds the request validator: the operation's or the root's.
func (r *reader) readValidator(m *Method, path string, op at) {
	own := op.get(ext + "request-validator")
	name := own.text()
	if own.node == nil {
		name = r.rootValidator
	}
	if name == "" || HasPlaceholder(name) {
		return
	}
	if !slices.ContainsFunc(r.api.RequestValidators, func(v *RequestValidator) bool { return v.Name == name }) {
		r.methodFault(own, "validator-unknown", m, path, "define "+name+" under "+ext+"request-validators, or correct the name",
			"Invalid Request Validator identifier specified")
		return
	}
	m.RequestValidator = name
}
