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
	Key            string // of it, in PEM; no call shows it
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

// A BasePathMapping puts a stage behind a base path of a domain. The calls for
// HTTP APIs know it as an API mapping.
type BasePathMapping struct {
	ID       string // of an API mapping; see MappingID
	BasePath string // "v1", of API mappings also "orders/v1", or NoBasePath
	APIID    string
	Stage    string // empty takes the stage from the first segment of the path
}

// MappingID is the id the mapping has as an API mapping: its base path when a
// call for REST APIs made it.
func (m BasePathMapping) MappingID() string {
	if m.ID != "" {
		return m.ID
	}
	return m.BasePath
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

// Route gives the mapping that takes a path of the domain, and the path behind
// it: the longest base path wins. Without a stage of its own the mapping takes it
// from the first segment. Ok is false when no mapping takes the path. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
func (d *DomainName) Route(path string) (m BasePathMapping, rest string, ok bool) {
	for _, have := range d.Mappings {
		below, takes := strings.CutPrefix(path, "/"+have.BasePath)
		switch {
		case have.BasePath == NoBasePath && !ok:
			m, rest, ok = have, path, true
		case have.BasePath == NoBasePath || !takes || below != "" && below[0] != '/':
		case !ok || m.BasePath == NoBasePath || len(have.BasePath) > len(m.BasePath):
			m, rest, ok = have, "/"+strings.TrimPrefix(below, "/"), true
		}
	}
	if ok && m.Stage == "" {
		stage, below, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		m.Stage, rest = stage, "/"+below
	}
	return m, rest, ok
}
