package state

import (
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
)

// An Account is what is set for all APIs of the account.
type Account struct {
	CloudWatchRoleARN string
}

// A DocumentationVersion is an immutable snapshot of documentation parts.
type DocumentationVersion struct {
	Version     string
	Description string
	CreatedDate time.Time
	Parts       []*apigw.DocumentationPart
}

// A VPCLink leads into a private network. Where it leads locally is the
// gateway's configuration.
type VPCLink struct {
	ID          string
	Name        string
	Description string
	TargetARNs  []string
	Tags        map[string]string
}

// A ClientCertificate lets backends know the gateway.
type ClientCertificate struct {
	ID             string
	Description    string
	PEM            string
	CreatedDate    time.Time
	ExpirationDate time.Time
	Tags           map[string]string
}

// A DomainName is a custom domain with the APIs behind its paths.
type DomainName struct {
	Name                   string
	ID                     string
	CertificateName        string
	CertificateARN         string
	CertificateUploadDate  time.Time
	RegionalCertificateARN string
	EndpointTypes          []string
	IPAddressType          string
	SecurityPolicy         string
	OwnershipARN           string // of the certificate that proves the ownership
	TruststoreURI          string // of mutual TLS, which is kept and not served
	TruststoreVersion      string
	Policy                 string
	RoutingMode            string
	Tags                   map[string]string
	Mappings               []BasePathMapping
}

// NoBasePath is the base path of a mapping that takes every path no other one
// takes.
const NoBasePath = "(none)"

// A BasePathMapping puts a stage behind a base path of a domain.
type BasePathMapping struct {
	BasePath string // "v1", or NoBasePath
	APIID    string
	Stage    string // empty takes the stage from the first segment of the path
}

// Mapping gives the index of the mapping of a base path, or -1.
func (d *DomainName) Mapping(basePath string) int {
	for i, m := range d.Mappings {
		if m.BasePath == basePath {
			return i
		}
	}
	return -1
}

// Domain finds the custom domain of a host. To reach it without DNS it may have
// ".localhost" behind it, which leads to this machine.
func (d *Data) Domain(host string) *DomainName {
	host = strings.ToLower(host)
	if found := d.DomainNames[host]; found != nil {
		return found
	}
	return d.DomainNames[strings.TrimSuffix(host, ".localhost")]
}

// Route gives the API and the stage behind a path of the domain, and the path
// they see. Ok is false when no mapping takes the path. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
func (d *DomainName) Route(path string) (apiID, stage, rest string, ok bool) {
	first, below, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	m, found := BasePathMapping{}, false
	for _, have := range d.Mappings {
		switch {
		case have.BasePath == first && first != "":
			m, found, rest = have, true, "/"+below
		case have.BasePath == NoBasePath && !found:
			m, found, rest = have, true, path
		}
	}
	if !found {
		return "", "", "", false
	}
	if m.Stage == "" {
		stage, below, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		return m.APIID, stage, "/" + below, true
	}
	return m.APIID, m.Stage, rest, true
}
