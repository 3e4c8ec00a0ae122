package controlplane

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

var verbs = []string{"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"}

// A methodSetting is a method with its references as ids, as calls have them.
type methodSetting struct {
	AuthorizationType   string            `json:"authorizationType"`
	AuthorizerID        string            `json:"authorizerId"`
	AuthorizationScopes []string          `json:"authorizationScopes"`
	APIKeyRequired      bool              `json:"apiKeyRequired"`
	RequestValidatorID  string            `json:"requestValidatorId"`
	OperationName       string            `json:"operationName"`
	RequestParameters   map[string]bool   `json:"requestParameters"`
	RequestModels       map[string]string `json:"requestModels"`
}

func settingOf(def *apigw.RestAPI, m *apigw.Method) methodSetting {
	v := viewMethod(def, &apigw.Resource{}, m)
	return methodSetting{
		v.AuthorizationType, v.AuthorizerID, slices.Clone(v.AuthorizationScopes), v.APIKeyRequired, v.RequestValidatorID,
		v.OperationName, maps.Clone(v.RequestParameters), maps.Clone(v.RequestModels),
	}
}

// into checks the setting and puts it into the method. The texts are recorded
// for PutMethod and UpdateMethod.
func (in *methodSetting) into(def *apigw.RestAPI, m *apigw.Method) error {
	kind := apigw.AuthorizationType(strings.ToUpper(in.AuthorizationType)) // recorded: none is taken
	m.Authorizer, m.RequestValidator = "", ""
	switch kind {
	case apigw.AuthorizationCustom, apigw.AuthorizationCognito:
		a := authorizerByID(def, in.AuthorizerID)
		if a == nil {
			return badRequest("Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.")
		}
		m.Authorizer = a.Name
	case apigw.AuthorizationNone, apigw.AuthorizationIAM:
	default:
		return badRequest("Invalid authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS")
	}
	if len(in.AuthorizationScopes) > 0 && kind != apigw.AuthorizationCognito {
		return badRequest("Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type")
	}
	if in.RequestValidatorID != "" {
		v := validatorByID(def, in.RequestValidatorID)
		if v == nil {
			return badRequest("Invalid Request Validator identifier specified")
		}
		m.RequestValidator = v.Name
	}
	if err := checkModels(def, in.RequestModels); err != nil {
		return err
	}
	if err := checkRequestParameters(in.RequestParameters); err != nil {
		return err
	}
	m.AuthorizationType, m.AuthorizationScopes, m.APIKeyRequired = kind, in.AuthorizationScopes, in.APIKeyRequired
	m.OperationName, m.RequestParameters, m.RequestModels = in.OperationName, in.RequestParameters, in.RequestModels
	return nil
}

func authorizerByID(def *apigw.RestAPI, id string) *apigw.Authorizer {
	for _, a := range def.Authorizers {
		if a.ID == id {
			return a
		}
	}
	return nil
}

func validatorByID(def *apigw.RestAPI, id string) *apigw.RequestValidator {
	for _, v := range def.RequestValidators {
		if v.ID == id {
			return v
		}
	}
	return nil
}

func checkModels(def *apigw.RestAPI, models map[string]string) error {
	for _, contentType := range sortedKeys(models) {
		if name := models[contentType]; def.Model(name) == nil {
			return badRequest("Invalid model identifier specified: %s", name)
		}
	}
	return nil
}

var (
	requestParameter  = regexp.MustCompile(`^method\.request\.(path|querystring|header)\.(.+)$`)
	responseParameter = regexp.MustCompile(`^method\.response\.header\.(.+)$`)
	parameterName     = regexp.MustCompile(`^[a-zA-Z0-9:._$-]+$`)
)

// noMapping refuses what is no mapping expression (recorded for parameters).
func noMapping(text string) error {
	return badRequest("Invalid mapping expression specified: Validation Result: warnings : [], errors : [%s]", text)
}

func badParameterName() error {
	return noMapping("Parameter name should match the following regular expression: ^[a-zA-Z0-9._$-]+$")
}

// checkParameterForm refuses names of parameters that are no expressions of the
// place they stand in.
func checkParameterForm(key, place string, form *regexp.Regexp) error {
	found := form.FindStringSubmatch(key)
	switch {
	case found == nil && strings.HasPrefix(key, place):
		return noMapping("Invalid mapping expression parameter specified: " + key)
	case found == nil:
		return noMapping("Invalid mapping expression specified: " + key)
	case !parameterName.MatchString(found[len(found)-1]):
		return badParameterName()
	}
	return nil
}

func checkRequestParameters(all map[string]bool) error {
	places := map[string]string{}
	for _, key := range sortedKeys(all) {
		if err := checkParameterForm(key, "method.request.", requestParameter); err != nil {
			return err
		}
		found := requestParameter.FindStringSubmatch(key)
		if other, taken := places[found[2]]; taken && other != found[1] {
			return badRequest("Parameter names must be unique across querystring, header and path")
		}
		places[found[2]] = found[1]
	}
	return nil
}

func (s *Server) putMethod(r *request) (answer, error) {
	var in methodSetting
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	var made method
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		res, err := findResource(def, r)
		if err != nil {
			return err
		}
		verb := r.PathValue("method")
		switch {
		case !slices.Contains(verbs, verb):
			return badRequest("Invalid HttpMethod specified. Valid options are %s", strings.Join(verbs, ","))
		case res.Method(verb) != nil:
			return conflict("Method already exists for this resource")
		}
		m := &apigw.Method{HTTPMethod: verb}
		if err := in.into(def, m); err != nil {
			return err
		}
		res.Methods = append(res.Methods, m)
		made = viewMethod(def, res, m)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(made)
}

func (s *Server) updateMethod(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated method
	err = s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		res, m, err := findMethod(def, r)
		if err != nil {
			return err
		}
		setting := settingOf(def, m)
		for _, p := range patches {
			if err := setting.patch(p); err != nil {
				return err
			}
		}
		if err := setting.into(def, m); err != nil {
			return err
		}
		updated = viewMethod(def, res, m)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(updated)
}

// patch changes the setting. A value of /apiKeyRequired that is no boolean
// counts as false (recorded).
func (in *methodSetting) patch(p patch) error {
	if name, ok := p.below("/requestParameters"); ok {
		return entry(p, &in.RequestParameters, name, p.Value == "true", noParameter)
	}
	if contentType, ok := p.below("/requestModels"); ok {
		return entry(p, &in.RequestModels, contentType, p.Value, noContentType)
	}
	texts := map[string]*string{
		"/authorizationType": &in.AuthorizationType, "/authorizerId": &in.AuthorizerID,
		"/requestValidatorId": &in.RequestValidatorID, "/operationName": &in.OperationName,
	}
	switch text := texts[p.Path]; {
	case p.Path == "/authorizationScopes":
		if err := p.only("add", "remove", "replace"); err != nil {
			return err
		}
		return p.member(&in.AuthorizationScopes, p.Value)
	case text == nil && p.Path != "/apiKeyRequired":
		return p.noPath()
	case p.Op != "replace":
		return p.only("replace")
	case text == nil:
		in.APIKeyRequired = p.Value == "true"
	default:
		*text = p.Value
	}
	return nil
}

func (s *Server) deleteMethod(r *request) (answer, error) {
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		res, m, err := findMethod(def, r)
		if err != nil {
			return err
		}
		res.Methods = slices.DeleteFunc(res.Methods, func(o *apigw.Method) bool { return o == m })
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return noContent()
}
