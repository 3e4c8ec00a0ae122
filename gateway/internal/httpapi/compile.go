package httpapi

import (
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

// An API is a definition compiled for serving.
type API struct {
	definition *apigw.HTTPAPI
	router     router
}

// defaultTimeout is the longest an integration may take, too.
const defaultTimeout = 30 * time.Second

// compile compiles the definition of a deployment when it is first needed. What
// is wrong with a part of it is an error of the requests that need the part.
func (s *Server) compile(d *state.HTTPDeployment) *API {
	v, ok := s.compiled.Load(d)
	if !ok {
		s.forgetDeleted()
		v, _ = s.compiled.LoadOrStore(d, sync.OnceValue(func() *API { return s.compileAPI(d.Definition) }))
	}
	return v.(func() *API)()
}

func (s *Server) compileAPI(def *apigw.HTTPAPI) *API {
	a := &API{definition: def}
	integrations := map[string]*integration{}
	for _, in := range def.Integrations {
		integrations[in.ID] = compileIntegration(in)
	}
	authorizers := map[string]decider{}
	for _, auth := range def.Authorizers {
		authorizers[auth.ID] = s.compileAuthorizer(auth)
	}
	for _, r := range def.Routes {
		a.router.add(&route{definition: r, integration: integrations[r.Integration], authorizer: routeAuthorizer(r, authorizers)})
	}
	return a
}

// forgetDeleted drops the compiled form of deployments that are gone.
func (s *Server) forgetDeleted() {
	live := map[*state.HTTPDeployment]bool{}
	for _, a := range s.Store.Load().HTTPAPIs {
		for _, d := range a.Deployments {
			live[d] = true
		}
	}
	s.compiled.Range(func(key, _ any) bool {
		if !live[key.(*state.HTTPDeployment)] {
			s.compiled.Delete(key)
		}
		return true
	})
}
