package gateway

import (
	"net/http"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/httpapi"
	"github.com/apigen-go/apigen/gateway/internal/identity"
)

// issuerTimeout is how long the service waits for a discovery document or keys
// (HTTP API quotas).
const issuerTimeout = 1500 * time.Millisecond

// CognitoPool gives the id of the user pool that an issuer of Cognito is
// (https://cognito-idp.REGION.amazonaws.com/POOL). The local identity provider
// stands in for it.
func CognitoPool(issuer string) (pool string, ok bool) { return identity.CognitoPool(issuer) }

// issuers says how the issuers of JWT authorizers are reached: those of Cognito
// and those of [Config.Issuers] have a pool of the local identity provider in
// their place, which answers without the network.
func (g *Gateway) issuers() httpapi.Issuers {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	return httpapi.Issuers{
		Local: func(issuer string) string {
			pool, ok := g.config.Issuers[issuer]
			if !ok {
				pool, ok = identity.CognitoPool(issuer)
			}
			if !ok {
				return ""
			}
			return g.identity.Issuer(pool)
		},
		Client: &http.Client{Timeout: issuerTimeout, Transport: g.identity.Transport(transport)},
	}
}

// newIssuerClient makes a client for the keys of user pools on AWS. It keeps no
// connection: keys are fetched every other hour.
func newIssuerClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	return &http.Client{Timeout: issuerTimeout, Transport: transport}
}
