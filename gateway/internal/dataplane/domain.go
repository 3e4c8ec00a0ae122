package dataplane

import (
	"net/http"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// ServeDomain answers a request to a custom domain. The path is that of the
// request; $context.path and the path of a function's event keep its base path.
// A path no mapping takes is forbidden.
func (s *Server) ServeDomain(w http.ResponseWriter, r *http.Request, domain *state.DomainName, path string) {
	m, rest, ok := domain.Route(path)
	if !ok {
		x := s.newExchange(r, "", path)
		x.record("domain", "no base path mapping of "+domain.Name+" takes "+path)
		s.respond(w, x, plainAnswer(http.StatusForbidden, "ForbiddenException", "Forbidden"))
		x.end()
		return
	}
	x := s.newExchange(r, m.APIID, "/"+m.Stage+rest)
	x.target.contextPath, x.ofDomain, x.basePath = path, true, m.BasePath
	x.traced.Path, x.domainName = path, domain.Name
	s.respond(w, x, x.answer())
	x.end()
}

// eventPath is the path functions see: without the stage, and with the base path
// of a custom domain.
func (x *exchange) eventPath() string {
	if x.ofDomain {
		return x.target.contextPath
	}
	return x.target.path
}
