package httpcontrol

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/gateway/internal/state"
)

type domain struct {
	APIMappingSelectionExpression string            `json:"apiMappingSelectionExpression"`
	DomainName                    string            `json:"domainName"`
	DomainNameARN                 string            `json:"domainNameArn"`
	DomainNameConfigurations      []domainSettings  `json:"domainNameConfigurations"`
	MutualTLSAuthentication       *mutualTLS        `json:"mutualTlsAuthentication,omitempty"`
	RoutingMode                   string            `json:"routingMode"`
	Tags                          map[string]string `json:"tags"`
}

type domainSettings struct {
	APIGatewayDomainName                string `json:"apiGatewayDomainName,omitempty"`
	CertificateARN                      string `json:"certificateArn,omitempty"`
	CertificateName                     string `json:"certificateName,omitempty"`
	DomainNameStatus                    string `json:"domainNameStatus,omitempty"`
	EndpointType                        string `json:"endpointType,omitempty"`
	HostedZoneID                        string `json:"hostedZoneId,omitempty"`
	IPAddressType                       string `json:"ipAddressType,omitempty"`
	OwnershipVerificationCertificateARN string `json:"ownershipVerificationCertificateArn,omitempty"`
	SecurityPolicy                      string `json:"securityPolicy,omitempty"`
}

type mutualTLS struct {
	TruststoreURI     string `json:"truststoreUri"`
	TruststoreVersion string `json:"truststoreVersion,omitempty"`
}

// regionalZone is the hosted zone of the service's own names in us-east-1.
const regionalZone = "Z1UJRXOUMOOFQ8"

// viewDomain shows a custom domain, which may have been made by a call of either
// kind: REST and HTTP APIs share them.
func (s *Server) viewDomain(d *state.DomainName) domain {
	out := domain{
		APIMappingSelectionExpression: "$request.basepath", DomainName: d.Name,
		DomainNameARN: "arn:aws:apigateway:" + s.Region + "::/domainnames/" + d.Name,
		RoutingMode:   "API_MAPPING_ONLY", Tags: mergedTags(d.Tags, nil),
		DomainNameConfigurations: []domainSettings{{
			APIGatewayDomainName: "d-" + d.ID + ".execute-api." + s.Region + ".amazonaws.com", HostedZoneID: regionalZone,
			CertificateARN: cmp.Or(d.RegionalCertificateARN, d.CertificateARN), CertificateName: d.CertificateName,
			DomainNameStatus: "AVAILABLE", EndpointType: d.EndpointTypes[0], IPAddressType: d.IPAddressType,
			OwnershipVerificationCertificateARN: d.OwnershipARN, SecurityPolicy: d.SecurityPolicy,
		}},
	}
	if d.TruststoreURI != "" {
		out.MutualTLSAuthentication = &mutualTLS{d.TruststoreURI, d.TruststoreVersion}
	}
	return out
}

// A domainInput is what CreateDomainName and UpdateDomainName take.
type domainInput struct {
	DomainName               string            `json:"domainName"`
	DomainNameConfigurations []domainSettings  `json:"domainNameConfigurations"`
	MutualTLSAuthentication  *mutualTLS        `json:"mutualTlsAuthentication"`
	RoutingMode              string            `json:"routingMode"`
	Tags                     map[string]string `json:"tags"`
}

func (in *domainInput) apply(d *state.DomainName) error {
	if len(in.DomainNameConfigurations) > 1 {
		return restjson.BadRequest("Only one DomainNameConfiguration is supported")
	}
	for _, c := range in.DomainNameConfigurations {
		d.RegionalCertificateARN = cmp.Or(c.CertificateARN, d.RegionalCertificateARN)
		d.CertificateName = cmp.Or(c.CertificateName, d.CertificateName)
		d.SecurityPolicy = cmp.Or(c.SecurityPolicy, d.SecurityPolicy)
		d.OwnershipARN = cmp.Or(c.OwnershipVerificationCertificateARN, d.OwnershipARN)
		d.IPAddressType = cmp.Or(c.IPAddressType, d.IPAddressType)
		if c.EndpointType != "" && c.EndpointType != "REGIONAL" {
			return restjson.BadRequest("Endpoint type %s is not supported. Domain names of HTTP APIs are REGIONAL", c.EndpointType)
		}
	}
	if in.MutualTLSAuthentication != nil {
		d.TruststoreURI, d.TruststoreVersion = in.MutualTLSAuthentication.TruststoreURI, in.MutualTLSAuthentication.TruststoreVersion
	}
	if in.RoutingMode != "" && in.RoutingMode != "API_MAPPING_ONLY" {
		return restjson.Unserved("routingMode %s", in.RoutingMode)
	}
	if d.RegionalCertificateARN == "" {
		return restjson.BadRequest("A certificate must be specified in DomainNameConfigurations")
	}
	return nil
}

// hostName is a domain name of labels; the first may be a wildcard.
var hostName = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$`)

func (s *Server) createDomain(r *restjson.Request) (restjson.Answer, error) {
	var in domainInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	if !hostName.MatchString(in.DomainName) {
		return restjson.Answer{}, restjson.BadRequest("The provided domain name is invalid: %s", in.DomainName)
	}
	made := &state.DomainName{
		Name: in.DomainName, ID: s.IDs.API(), EndpointTypes: []string{"REGIONAL"}, IPAddressType: "ipv4",
		SecurityPolicy: "TLS_1_2", RoutingMode: "BASE_PATH_MAPPING_ONLY", CertificateUploadDate: s.Now(), Tags: in.Tags,
	}
	if err := in.apply(made); err != nil {
		return restjson.Answer{}, err
	}
	err := s.Store.Update(func(d *state.Data) error {
		if d.DomainNames[made.Name] != nil {
			return restjson.Conflict("The domain name you provided already exists.")
		}
		d.DomainNames[made.Name] = made
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(s.viewDomain(made))
}

func findDomain(d *state.Data, r *restjson.Request) (*state.DomainName, error) {
	if found := d.DomainNames[r.PathValue("domain")]; found != nil {
		return found, nil
	}
	return nil, restjson.NotFound("The domain name resource specified in the request was not found.")
}

func (s *Server) getDomains(r *restjson.Request) (restjson.Answer, error) {
	d := s.Store.Load()
	all := []domain{}
	for _, name := range sortedKeys(d.DomainNames) {
		all = append(all, s.viewDomain(d.DomainNames[name]))
	}
	return page(r, all)
}

func (s *Server) getDomain(r *restjson.Request) (restjson.Answer, error) {
	d, err := findDomain(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(s.viewDomain(d))
}

// changeDomain edits a copy of the domain a call names.
func (s *Server) changeDomain(r *restjson.Request, edit func(*state.Data, *state.DomainName) error) (*state.DomainName, error) {
	var changed *state.DomainName
	err := s.Store.Update(func(d *state.Data) error {
		found, err := findDomain(d, r)
		if err != nil {
			return err
		}
		next := *found
		next.Mappings = slices.Clone(found.Mappings)
		changed, d.DomainNames[found.Name] = &next, &next
		return edit(d, &next)
	})
	return changed, err
}

func (s *Server) updateDomain(r *restjson.Request) (restjson.Answer, error) {
	var in domainInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	changed, err := s.changeDomain(r, func(_ *state.Data, d *state.DomainName) error { return in.apply(d) })
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(s.viewDomain(changed))
}

func (s *Server) deleteDomain(r *restjson.Request) (restjson.Answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		found, err := findDomain(d, r)
		if err != nil {
			return err
		}
		delete(d.DomainNames, found.Name)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}

type apiMapping struct {
	APIID         string `json:"apiId"`
	APIMappingID  string `json:"apiMappingId"`
	APIMappingKey string `json:"apiMappingKey"`
	Stage         string `json:"stage"`
}

// viewMapping shows a mapping. One that a call of REST APIs made has its base
// path for an id.
func viewMapping(m state.BasePathMapping) apiMapping {
	out := apiMapping{APIID: m.APIID, APIMappingID: m.MappingID(), APIMappingKey: m.BasePath, Stage: m.Stage}
	if m.BasePath == state.NoBasePath {
		out.APIMappingKey = ""
	}
	return out
}

type mappingInput struct {
	APIID         *string `json:"apiId"`
	APIMappingKey *string `json:"apiMappingKey"`
	Stage         *string `json:"stage"`
}

// mappingKey is one or more segments, without a slash at either end.
var mappingKey = regexp.MustCompile(`^[A-Za-z0-9$_.+!*'()-]+(/[A-Za-z0-9$_.+!*'()-]+)*$`)

func (in *mappingInput) apply(d *state.Data, m *state.BasePathMapping) error {
	set(&m.APIID, in.APIID)
	set(&m.BasePath, in.APIMappingKey)
	set(&m.Stage, in.Stage)
	if m.BasePath = strings.Trim(m.BasePath, "/"); m.BasePath == "" {
		m.BasePath = state.NoBasePath
	}
	if m.BasePath != state.NoBasePath && !mappingKey.MatchString(m.BasePath) {
		return restjson.BadRequest("Invalid API mapping key: %s", m.BasePath)
	}
	hasStage := false
	switch rest, ofHTTP := d.APIs[m.APIID], d.HTTPAPIs[m.APIID]; {
	case rest != nil:
		hasStage = rest.Stages[m.Stage] != nil
	case ofHTTP != nil:
		hasStage = ofHTTP.Stages[m.Stage] != nil
	default:
		return restjson.BadRequest("Invalid API identifier specified")
	}
	if !hasStage {
		return restjson.BadRequest("Invalid stage identifier specified")
	}
	return nil
}

func (s *Server) createMapping(r *restjson.Request) (restjson.Answer, error) {
	var in mappingInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	made := state.BasePathMapping{ID: s.IDs.Short()}
	_, err := s.changeDomain(r, func(d *state.Data, domain *state.DomainName) error {
		if err := in.apply(d, &made); err != nil {
			return err
		}
		if domain.Mapping(made.BasePath) >= 0 {
			return restjson.Conflict("ApiMapping key already exists for this domain name")
		}
		domain.Mappings = append(domain.Mappings, made)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(viewMapping(made))
}

func findMapping(d *state.DomainName, r *restjson.Request) (int, error) {
	id := r.PathValue("mapping")
	i := slices.IndexFunc(d.Mappings, func(m state.BasePathMapping) bool { return m.MappingID() == id })
	if i < 0 {
		return i, restjson.NotFound("The API mapping resource specified in the request was not found.")
	}
	return i, nil
}

func (s *Server) getMappings(r *restjson.Request) (restjson.Answer, error) {
	d, err := findDomain(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return page(r, views(d.Mappings, viewMapping))
}

func (s *Server) getMapping(r *restjson.Request) (restjson.Answer, error) {
	d, err := findDomain(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	i, err := findMapping(d, r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewMapping(d.Mappings[i]))
}

func (s *Server) updateMapping(r *restjson.Request) (restjson.Answer, error) {
	var in mappingInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	var next state.BasePathMapping
	_, err := s.changeDomain(r, func(d *state.Data, domain *state.DomainName) error {
		i, err := findMapping(domain, r)
		if err != nil {
			return err
		}
		next = domain.Mappings[i]
		if err := in.apply(d, &next); err != nil {
			return err
		}
		if j := domain.Mapping(next.BasePath); j >= 0 && j != i {
			return restjson.Conflict("ApiMapping key already exists for this domain name")
		}
		domain.Mappings[i] = next
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewMapping(next))
}

func (s *Server) deleteMapping(r *restjson.Request) (restjson.Answer, error) {
	_, err := s.changeDomain(r, func(_ *state.Data, domain *state.DomainName) error {
		i, err := findMapping(domain, r)
		if err != nil {
			return err
		}
		domain.Mappings = slices.Delete(domain.Mappings, i, i+1)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}
