package controlplane

import (
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type domainName struct {
	Name                   string            `json:"domainName"`
	ID                     string            `json:"domainNameId,omitempty"`
	ARN                    string            `json:"domainNameArn"`
	CertificateName        string            `json:"certificateName,omitempty"`
	CertificateARN         string            `json:"certificateArn,omitempty"`
	CertificateUploadDate  *timestamp        `json:"certificateUploadDate,omitempty"`
	RegionalDomainName     string            `json:"regionalDomainName,omitempty"`
	RegionalHostedZoneID   string            `json:"regionalHostedZoneId,omitempty"`
	RegionalCertificateARN string            `json:"regionalCertificateArn,omitempty"`
	DistributionDomainName string            `json:"distributionDomainName,omitempty"`
	DistributionZoneID     string            `json:"distributionHostedZoneId,omitempty"`
	EndpointConfiguration  endpoint          `json:"endpointConfiguration"`
	Status                 string            `json:"domainNameStatus"`
	SecurityPolicy         string            `json:"securityPolicy"`
	MutualTLS              *mutualTLS        `json:"mutualTlsAuthentication,omitempty"`
	OwnershipARN           string            `json:"ownershipVerificationCertificateArn,omitempty"`
	Policy                 string            `json:"policy,omitempty"`
	RoutingMode            string            `json:"routingMode"`
	Tags                   map[string]string `json:"tags,omitempty"`
}

type mutualTLS struct {
	TruststoreURI     string `json:"truststoreUri"`
	TruststoreVersion string `json:"truststoreVersion,omitempty"`
}

// Hosted zones of the service's own names, of us-east-1 and of CloudFront.
// https://docs.aws.amazon.com/general/latest/gr/apigateway.html
const (
	regionalZone     = "Z1UJRXOUMOOFQ8"
	distributionZone = "Z2FDTNDATAQYW2"
)

func (s *Server) viewDomain(d *state.DomainName) domainName {
	out := domainName{
		Name: d.Name, ARN: "arn:aws:apigateway:" + s.Region + "::/domainnames/" + d.Name,
		CertificateName: d.CertificateName, CertificateARN: d.CertificateARN, RegionalCertificateARN: d.RegionalCertificateARN,
		EndpointConfiguration: endpoint{Types: d.EndpointTypes, IPAddressType: d.IPAddressType},
		Status:                "AVAILABLE", SecurityPolicy: d.SecurityPolicy, OwnershipARN: d.OwnershipARN,
		Policy: d.Policy, RoutingMode: d.RoutingMode, Tags: d.Tags,
	}
	if d.TruststoreURI != "" {
		out.MutualTLS = &mutualTLS{d.TruststoreURI, d.TruststoreVersion}
	}
	if !d.CertificateUploadDate.IsZero() {
		at := timestamp(d.CertificateUploadDate)
		out.CertificateUploadDate = &at
	}
	switch d.EndpointTypes[0] {
	case "EDGE":
		out.DistributionDomainName, out.DistributionZoneID = "d"+d.ID+".cloudfront.net", distributionZone
	case "REGIONAL":
		out.RegionalDomainName, out.RegionalHostedZoneID = "d-"+d.ID+".execute-api."+s.Region+".amazonaws.com", regionalZone
	case "PRIVATE":
		out.ID = d.ID
	}
	return out
}

// hostName is a domain name of labels; the first may be a wildcard.
var hostName = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$`)

var (
	endpointTypes    = []string{"PRIVATE", "EDGE", "REGIONAL"} // in the recorded order
	addressTypes     = []string{"ipv4", "dualstack"}
	securityPolicies = []string{
		"TLS_1_0", "TLS_1_2", "SecurityPolicy_TLS13_1_3_2025_09", "SecurityPolicy_TLS13_1_3_FIPS_2025_09",
		"SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09", "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09",
		"SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09", "SecurityPolicy_TLS13_1_2_PQ_2025_09",
		"SecurityPolicy_TLS13_1_2_2021_06", "SecurityPolicy_TLS13_2025_EDGE", "SecurityPolicy_TLS12_PFS_2025_EDGE",
		"SecurityPolicy_TLS12_2018_EDGE",
	}
)

// createDomainName makes a custom domain. Certificates are names here: the local
// gateway speaks no TLS.
func (s *Server) createDomainName(r *request) (answer, error) {
	var in struct {
		Name                   string            `json:"domainName"`
		CertificateName        string            `json:"certificateName"`
		CertificateBody        string            `json:"certificateBody"`
		CertificateARN         string            `json:"certificateArn"`
		RegionalCertificateARN string            `json:"regionalCertificateArn"`
		EndpointConfiguration  endpoint          `json:"endpointConfiguration"`
		SecurityPolicy         string            `json:"securityPolicy"`
		MutualTLS              *mutualTLS        `json:"mutualTlsAuthentication"`
		OwnershipARN           string            `json:"ownershipVerificationCertificateArn"`
		Policy                 string            `json:"policy"`
		RoutingMode            string            `json:"routingMode"`
		Tags                   map[string]string `json:"tags"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	e := in.EndpointConfiguration
	var v violations
	v.enums(r.input("endpointConfiguration.types"), e.Types, endpointTypes...)
	v.enum(r.input("endpointConfiguration.ipAddressType"), e.IPAddressType, addressTypes...)
	v.enum(r.input("securityPolicy"), in.SecurityPolicy, securityPolicies...)
	v.enum(r.input("routingMode"), in.RoutingMode, "BASE_PATH_MAPPING_ONLY", "ROUTING_RULE_ONLY", "ROUTING_RULE_THEN_BASE_PATH_MAPPING")
	if err := v.err(); err != nil {
		return answer{}, err
	}
	e, err := e.complete()
	switch {
	case in.Name == "":
		return answer{}, badRequest("No Domain Name specified")
	case !hostName.MatchString(in.Name):
		return answer{}, badRequest("The provided domain name is invalid: %s", in.Name)
	case err != nil:
		return answer{}, err
	case in.RoutingMode != "" && in.RoutingMode != "BASE_PATH_MAPPING_ONLY":
		return answer{}, unserved("CreateDomainName with routingMode %s", in.RoutingMode)
	case e.Types[0] == "EDGE" && in.CertificateARN == "" && in.CertificateBody == "":
		return answer{}, badRequest("A certificate must be specified for edge-optimized domain names")
	case e.Types[0] == "REGIONAL" && in.RegionalCertificateARN == "":
		return answer{}, badRequest("A regional certificate must be specified for regional domain names")
	}
	if in.SecurityPolicy == "" {
		in.SecurityPolicy = "TLS_1_2"
	}
	made := &state.DomainName{
		Name: in.Name, ID: s.IDs.API(), CertificateName: in.CertificateName, CertificateARN: in.CertificateARN,
		RegionalCertificateARN: in.RegionalCertificateARN, EndpointTypes: e.Types, IPAddressType: e.IPAddressType,
		SecurityPolicy: in.SecurityPolicy, OwnershipARN: in.OwnershipARN, Policy: in.Policy, Tags: in.Tags,
		RoutingMode: "BASE_PATH_MAPPING_ONLY", CertificateUploadDate: s.Now(),
	}
	if in.MutualTLS != nil {
		made.TruststoreURI, made.TruststoreVersion = in.MutualTLS.TruststoreURI, in.MutualTLS.TruststoreVersion
	}
	err = s.Store.Update(func(d *state.Data) error {
		if d.DomainNames[made.Name] != nil {
			return conflict("The domain name you provided already exists.")
		}
		d.DomainNames[made.Name] = made
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(s.viewDomain(made))
}

func noDomain() error { return notFound("Invalid domain name identifier specified") }

func (s *Server) domain(d *state.Data, r *request) (*state.DomainName, error) {
	if found := d.DomainNames[r.PathValue("domain")]; found != nil {
		return found, nil
	}
	return nil, noDomain()
}

func (s *Server) getDomainName(r *request) (answer, error) {
	d, err := s.domain(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	return ok(s.viewDomain(d))
}

func (s *Server) getDomainNames(r *request) (answer, error) {
	d := s.Store.Load()
	all := []domainName{}
	for _, name := range sortedKeys(d.DomainNames) {
		all = append(all, s.viewDomain(d.DomainNames[name]))
	}
	return page(r, all)
}

// editDomain changes a copy of the domain a call names.
func (s *Server) editDomain(r *request, change func(d *state.Data, domain *state.DomainName) error) error {
	return s.Store.Update(func(d *state.Data) error {
		found, err := s.domain(d, r)
		if err != nil {
			return err
		}
		edited := *found
		edited.Mappings = append([]state.BasePathMapping(nil), found.Mappings...)
		d.DomainNames[found.Name] = &edited
		return change(d, &edited)
	})
}

func (s *Server) updateDomainName(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var view domainName
	err = s.editDomain(r, func(_ *state.Data, domain *state.DomainName) error {
		for _, p := range patches {
			if err := patchDomain(domain, p); err != nil {
				return err
			}
		}
		view = s.viewDomain(domain)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(view)
}

func patchDomain(d *state.DomainName, p patch) error {
	texts := map[string]*string{
		"/certificateName": &d.CertificateName, "/certificateArn": &d.CertificateARN,
		"/regionalCertificateArn": &d.RegionalCertificateARN, "/securityPolicy": &d.SecurityPolicy,
		"/ownershipVerificationCertificateArn": &d.OwnershipARN, "/policy": &d.Policy,
		"/mutualTlsAuthentication/truststoreUri": &d.TruststoreURI, "/mutualTlsAuthentication/truststoreVersion": &d.TruststoreVersion,
		"/endpointConfiguration/ipAddressType": &d.IPAddressType,
	}
	text := texts[p.Path]
	switch {
	case strings.HasPrefix(p.Path, "/endpointConfiguration/types/"):
		if !isEndpointType(p.Value) {
			return badRequest("Invalid endpoint type %s", p.Value)
		}
		d.EndpointTypes = []string{p.Value}
		return p.only("replace")
	case text == nil:
		return p.noPath()
	case p.Op == "remove":
		*text = ""
		return nil
	}
	*text = p.Value
	return p.only("replace", "remove")
}

func (s *Server) deleteDomainName(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		found, err := s.domain(d, r)
		if err != nil {
			return err
		}
		delete(d.DomainNames, found.Name)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
