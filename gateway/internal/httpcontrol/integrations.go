package httpcontrol

import (
	"maps"
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/internal/apigw"
)

type integration struct {
	APIGatewayManaged    bool                         `json:"apiGatewayManaged,omitempty"`
	ConnectionID         string                       `json:"connectionId,omitempty"`
	ConnectionType       string                       `json:"connectionType"`
	CredentialsARN       string                       `json:"credentialsArn,omitempty"`
	Description          string                       `json:"description,omitempty"`
	IntegrationID        string                       `json:"integrationId"`
	IntegrationMethod    string                       `json:"integrationMethod,omitempty"`
	IntegrationSubtype   string                       `json:"integrationSubtype,omitempty"`
	IntegrationType      string                       `json:"integrationType"`
	IntegrationURI       string                       `json:"integrationUri,omitempty"`
	PayloadFormatVersion string                       `json:"payloadFormatVersion"`
	RequestParameters    map[string]string            `json:"requestParameters,omitempty"`
	ResponseParameters   map[string]map[string]string `json:"responseParameters,omitempty"`
	TimeoutInMillis      int                          `json:"timeoutInMillis"`
	TLSConfig            *tlsConfig                   `json:"tlsConfig,omitempty"`
}

type tlsConfig struct {
	ServerNameToVerify string `json:"serverNameToVerify"`
}

func viewIntegration(in *apigw.HTTPIntegration) integration {
	out := integration{
		APIGatewayManaged: in.Managed, ConnectionID: in.ConnectionID, ConnectionType: in.ConnectionType,
		CredentialsARN: in.Credentials, Description: in.Description, IntegrationID: in.ID, IntegrationMethod: in.Method,
		IntegrationSubtype: in.Subtype, IntegrationType: string(in.Type), IntegrationURI: in.URI,
		PayloadFormatVersion: in.PayloadFormatVersion, RequestParameters: in.RequestParameters,
		ResponseParameters: in.ResponseParameters, TimeoutInMillis: in.TimeoutInMillis,
	}
	if out.TimeoutInMillis == 0 {
		out.TimeoutInMillis = 30000
	}
	if in.ServerNameToVerify != "" {
		out.TLSConfig = &tlsConfig{in.ServerNameToVerify}
	}
	return out
}

// An integrationInput is what CreateIntegration and UpdateIntegration take.
type integrationInput struct {
	ConnectionID         *string                      `json:"connectionId"`
	ConnectionType       *string                      `json:"connectionType"`
	CredentialsARN       *string                      `json:"credentialsArn"`
	Description          *string                      `json:"description"`
	IntegrationMethod    *string                      `json:"integrationMethod"`
	IntegrationSubtype   *string                      `json:"integrationSubtype"`
	IntegrationType      *string                      `json:"integrationType"`
	IntegrationURI       *string                      `json:"integrationUri"`
	PayloadFormatVersion *string                      `json:"payloadFormatVersion"`
	RequestParameters    map[string]string            `json:"requestParameters"`
	ResponseParameters   map[string]map[string]string `json:"responseParameters"`
	RequestTemplates     map[string]string            `json:"requestTemplates"`
	TimeoutInMillis      *int                         `json:"timeoutInMillis"`
	TLSConfig            *tlsConfig                   `json:"tlsConfig"`
}

// apply changes what is given. Of parameters the given ones are put over those
// there are; one with an empty value goes.
func (in *integrationInput) apply(to *apigw.HTTPIntegration) error {
	set(&to.ConnectionID, in.ConnectionID)
	set(&to.ConnectionType, in.ConnectionType)
	set(&to.Credentials, in.CredentialsARN)
	set(&to.Description, in.Description)
	set(&to.Method, in.IntegrationMethod)
	set(&to.Subtype, in.IntegrationSubtype)
	set(&to.URI, in.IntegrationURI)
	set(&to.PayloadFormatVersion, in.PayloadFormatVersion)
	if in.IntegrationType != nil {
		to.Type = apigw.IntegrationType(*in.IntegrationType)
	}
	if in.TLSConfig != nil {
		to.ServerNameToVerify = in.TLSConfig.ServerNameToVerify
	}
	if in.TimeoutInMillis != nil {
		if to.TimeoutInMillis = *in.TimeoutInMillis; to.TimeoutInMillis == 0 {
			to.TimeoutInMillis = -1 // zero is no time-out either
		}
	}
	to.RequestParameters = merge(to.RequestParameters, in.RequestParameters)
	responses := maps.Clone(to.ResponseParameters)
	for status, mappings := range in.ResponseParameters {
		if responses == nil {
			responses = map[string]map[string]string{}
		}
		if responses[status] = merge(responses[status], mappings); len(responses[status]) == 0 {
			delete(responses, status)
		}
	}
	to.ResponseParameters = responses
	if to.Type != apigw.IntegrationAWSProxy && to.Type != apigw.IntegrationHTTPProxy {
		return restjson.BadRequest("Integration type %s is not supported for HTTP APIs. Must be one of [AWS_PROXY, HTTP_PROXY]", to.Type)
	}
	if len(in.RequestTemplates) > 0 {
		return restjson.BadRequest("Request templates are not supported on protocol type HTTP")
	}
	to.Complete()
	if _, fault := to.Fault(); fault != "" {
		return restjson.BadRequest("%s", fault)
	}
	return nil
}

func (s *Server) createIntegration(r *restjson.Request) (restjson.Answer, error) {
	var in integrationInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	made := &apigw.HTTPIntegration{ID: s.IDs.Short()}
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		def.Integrations = append(def.Integrations, made)
		return in.apply(made)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(viewIntegration(made))
}

func findIntegration(def *apigw.HTTPAPI, r *restjson.Request) (*apigw.HTTPIntegration, error) {
	id := r.PathValue("integration")
	if in := def.Integration(id); in != nil {
		return in, nil
	}
	return nil, restjson.NotFound("Invalid Integration identifier specified %s", id)
}

func (s *Server) getIntegrations(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return page(r, views(a.Definition.Integrations, viewIntegration))
}

func (s *Server) getIntegration(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	in, err := findIntegration(a.Definition, r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewIntegration(in))
}

func (s *Server) updateIntegration(r *restjson.Request) (restjson.Answer, error) {
	var in integrationInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	var changed *apigw.HTTPIntegration
	_, err := s.change(r, func(def *apigw.HTTPAPI) (err error) {
		if changed, err = findIntegration(def, r); err != nil {
			return err
		}
		return in.apply(changed)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewIntegration(changed))
}

// deleteIntegration refuses while a route uses the integration.
func (s *Server) deleteIntegration(r *restjson.Request) (restjson.Answer, error) {
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		in, err := findIntegration(def, r)
		if err != nil {
			return err
		}
		for _, route := range def.Routes {
			if route.Integration == in.ID {
				return restjson.Conflict("Cannot delete Integration '%s', is referenced in route: %s", in.ID, route.Key)
			}
		}
		def.Integrations = slices.DeleteFunc(def.Integrations, func(have *apigw.HTTPIntegration) bool { return have == in })
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}

// getIntegrationResponses lists none: HTTP APIs map answers by the
// responseParameters of the integration.
func (s *Server) getIntegrationResponses(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	if _, err := findIntegration(a.Definition, r); err != nil {
		return restjson.Answer{}, err
	}
	return page(r, []struct{}{})
}

// ofWebSockets refuses what only WebSocket APIs have.
func ofWebSockets(what string) restjson.Call {
	return func(*restjson.Request) (restjson.Answer, error) {
		return restjson.Answer{}, restjson.BadRequest("%s are not supported on protocol type HTTP", what)
	}
}
