package controlplane

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

var integrationTypes = []string{"HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS"}

// putIntegration makes or replaces the integration of a method.
func (s *Server) putIntegration(r *request) (answer, error) {
	var in struct {
		Type                  string            `json:"type"`
		IntegrationHTTPMethod string            `json:"httpMethod"` // the name on the wire
		URI                   string            `json:"uri"`
		ConnectionType        string            `json:"connectionType"`
		ConnectionID          string            `json:"connectionId"`
		Credentials           string            `json:"credentials"`
		RequestParameters     map[string]string `json:"requestParameters"`
		RequestTemplates      map[string]string `json:"requestTemplates"`
		PassthroughBehavior   string            `json:"passthroughBehavior"`
		CacheNamespace        string            `json:"cacheNamespace"`
		CacheKeyParameters    []string          `json:"cacheKeyParameters"`
		ContentHandling       string            `json:"contentHandling"`
		TimeoutInMillis       *int              `json:"timeoutInMillis"`
		TLSConfig             tlsConfig         `json:"tlsConfig"`
		ResponseTransferMode  string            `json:"responseTransferMode"`
		IntegrationTarget     string            `json:"integrationTarget"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	var v violations
	v.enum(r.input("type"), in.Type, integrationTypes...)
	v.required(r.input("type"), in.Type == "")
	v.enum(r.input("connectionType"), in.ConnectionType, "INTERNET", "VPC_LINK")
	v.enum(r.input("contentHandling"), in.ContentHandling, "CONVERT_TO_BINARY", "CONVERT_TO_TEXT")
	v.enum(r.input("responseTransferMode"), in.ResponseTransferMode, "BUFFERED", "STREAM")
	if err := v.err(); err != nil {
		return answer{}, err
	}
	if in.PassthroughBehavior == "" {
		in.PassthroughBehavior = "WHEN_NO_MATCH"
	}
	made := &apigw.Integration{
		Type: apigw.IntegrationType(in.Type), HTTPMethod: in.IntegrationHTTPMethod, URI: in.URI, Credentials: in.Credentials,
		ConnectionType: in.ConnectionType, ConnectionID: in.ConnectionID, PassthroughBehavior: in.PassthroughBehavior,
		ContentHandling: in.ContentHandling, CacheNamespace: in.CacheNamespace,
		CacheKeyParameters: in.CacheKeyParameters, RequestParameters: in.RequestParameters, RequestTemplates: in.RequestTemplates,
		InsecureSkipVerify: in.TLSConfig.InsecureSkipVerification, IntegrationTarget: in.IntegrationTarget, TransferMode: in.ResponseTransferMode,
	}
	if in.TimeoutInMillis != nil {
		made.TimeoutInMillis = max(*in.TimeoutInMillis, 1) // zero would be the default
	}
	var view *integration
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		res, m, err := findMethod(def, r)
		if err != nil {
			return err
		}
		if err := checkIntegration(m, made); err != nil {
			return err
		}
		m.Integration = made
		view = viewIntegration(res, made)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(view)
}

var passthroughBehaviors = []string{"WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"}

func checkIntegration(m *apigw.Method, in *apigw.Integration) error {
	if !slices.Contains(passthroughBehaviors, in.PassthroughBehavior) {
		return badRequest("Invalid passthrough behavior specified. Must be one of: [%s]", strings.Join(passthroughBehaviors, ", "))
	}
	if f := apigw.CheckIntegration(m, in); f != nil {
		return badRequest("%s", f.Text)
	}
	for _, key := range in.CacheKeyParameters {
		_, ofMethod := m.RequestParameters[key]
		_, ofIntegration := in.RequestParameters[key]
		if !ofMethod && !ofIntegration {
			return badRequest("Invalid cache key parameter specified")
		}
	}
	return nil
}

func (s *Server) updateIntegration(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var view *integration
	err = s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		res, m, err := findIntegration(def, r)
		if err != nil {
			return err
		}
		for _, p := range patches {
			if err := patchIntegration(m.Integration, p); err != nil {
				return err
			}
		}
		if err := checkIntegration(m, m.Integration); err != nil {
			return err
		}
		view = viewIntegration(res, m.Integration)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(view)
}

func patchIntegration(in *apigw.Integration, p patch) error {
	if name, ok := p.below("/requestParameters"); ok {
		return entry(p, &in.RequestParameters, name, p.Value, noParameter)
	}
	if contentType, ok := p.below("/requestTemplates"); ok {
		return entry(p, &in.RequestTemplates, contentType, p.Value, noContentType)
	}
	if key, ok := p.below("/cacheKeyParameters"); ok {
		if err := p.only("add", "remove", "replace"); err != nil {
			return err
		}
		return p.member(&in.CacheKeyParameters, key)
	}
	texts := map[string]*string{
		"/uri": &in.URI, "/httpMethod": &in.HTTPMethod, "/credentials": &in.Credentials,
		"/connectionType": &in.ConnectionType, "/connectionId": &in.ConnectionID,
		"/passthroughBehavior": &in.PassthroughBehavior, "/contentHandling": &in.ContentHandling,
		"/cacheNamespace": &in.CacheNamespace, "/integrationTarget": &in.IntegrationTarget,
		"/responseTransferMode": &in.TransferMode,
	}
	switch text := texts[p.Path]; {
	case text != nil && p.Op == "remove" && (p.Path == "/contentHandling" || p.Path == "/credentials" || p.Path == "/connectionId"):
		*text = ""
	case text != nil:
		if err := p.only("replace"); err != nil {
			return err
		}
		*text = p.Value
	case p.Path == "/timeoutInMillis":
		ms, err := strconv.Atoi(p.Value)
		if err != nil || ms < 1 {
			ms = 1 // outside of the range, whatever it is
		}
		in.TimeoutInMillis = ms
		return p.only("replace")
	case p.Path == "/tlsConfig/insecureSkipVerification":
		in.InsecureSkipVerify = p.Value == "true"
		return p.only("replace")
	default:
		return p.noPath()
	}
	return nil
}

func (s *Server) deleteIntegration(r *request) (answer, error) {
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		_, m, err := findIntegration(def, r)
		if err != nil {
			return err
		}
		m.Integration = nil
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return noContent()
}
