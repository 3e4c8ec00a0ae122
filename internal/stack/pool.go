package stack

import (
	"regexp"
	"slices"
	"strings"
)

// A pool is a Cognito user pool with a client for front ends.
type pool struct {
	id      string
	client  string
	scopes  []string // that methods want, identifier/name or a standard one
	servers []resourceServer
	// callbacks are where sign-in leads back to; nil without scopes, which only
	// tokens of the sign-in page carry.
	callbacks *parameter
	prefix    *parameter // of the domain of the sign-in page
}

// A resourceServer holds the custom scopes of an identifier.
type resourceServer struct {
	id         string
	identifier string
	scopes     []string
}

// findPools makes a user pool of every parameter that stands for one: in
// providerARNs, or in the issuer of an HTTP API that is Cognito's.
func (m *model) findPools() {
	if m.rest != nil {
		for _, auth := range m.rest.Authorizers {
			for _, arn := range auth.ProviderARNs {
				name, ok := m.unmade(arn)
				if !ok {
					continue
				}
				p := m.pool(name, ".Arn", "arn")
				for method := range m.rest.Methods() {
					if method.Authorizer == auth.Name {
						p.want(method.AuthorizationScopes)
					}
				}
			}
		}
	} else {
		m.findIssuers()
	}
	for _, p := range m.pools {
		m.finishPool(p)
	}
}

// issuedBy takes the pool out of https://cognito-idp.REGION.amazonaws.com/POOL.
var issuedBy = regexp.MustCompile(`^https://cognito-idp\..*/(\$\{[A-Za-z0-9_.:-]+\})$`)

func (m *model) findIssuers() {
	for _, auth := range m.http.Authorizers {
		match := issuedBy.FindStringSubmatch(auth.Issuer)
		if match == nil {
			continue
		}
		name, ok := m.unmade(match[1])
		if !ok {
			continue
		}
		p := m.pool(name, "", "id")
		for _, route := range m.http.Routes {
			if route.Authorizer == auth.ID {
				p.want(route.AuthorizationScopes)
			}
		}
		for _, audience := range auth.Audience {
			if client, ok := m.unmade(audience); ok {
				m.refs[client] = ref{cfn: p.client, hcl: "aws_cognito_user_pool_client." + snake(p.id) + ".id"}
			}
		}
	}
}

// pool finds or makes the pool of a parameter.
func (m *model) pool(name, attribute, hcl string) *pool {
	if r, ok := m.refs[name]; ok {
		for _, p := range m.pools {
			if strings.HasPrefix(r.cfn, p.id) {
				return p
			}
		}
	}
	id := name
	for _, suffix := range []string{"Arn", "ARN", "Id", "ID"} {
		id = strings.TrimSuffix(id, suffix)
	}
	p := &pool{id: m.id(camel(id))}
	p.client = m.id(p.id + "Client")
	m.pools = append(m.pools, p)
	m.refs[name] = ref{cfn: p.id + attribute, hcl: "aws_cognito_user_pool." + snake(p.id) + "." + hcl}
	return p
}

func (p *pool) want(scopes []string) {
	for _, s := range scopes {
		if !slices.Contains(p.scopes, s) {
			p.scopes = append(p.scopes, s)
		}
	}
}

// finishPool gives a pool whose scopes methods want the sign-in page that issues
// tokens with them.
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
func (m *model) finishPool(p *pool) {
	if len(p.scopes) == 0 {
		return
	}
	p.want([]string{"openid"})
	slices.Sort(p.scopes)
	for _, scope := range p.scopes {
		i := strings.LastIndexByte(scope, '/')
		if i < 0 {
			continue
		}
		at := slices.IndexFunc(p.servers, func(s resourceServer) bool { return s.identifier == scope[:i] })
		if at < 0 {
			at = len(p.servers)
			p.servers = append(p.servers, resourceServer{id: m.id(p.id + camel(scope[:i])), identifier: scope[:i]})
		}
		p.servers[at].scopes = append(p.servers[at].scopes, scope[i+1:])
	}
	callbacks := "http://localhost:5173/"
	p.callbacks = m.parameter(p.id+"CallbackUrls", "Where the sign-in page leads back to")
	p.callbacks.list, p.callbacks.value = true, &callbacks
	p.prefix = m.parameter(p.id+"DomainPrefix", "First word of the sign-in page's address, which nobody else in the region may have")
}
