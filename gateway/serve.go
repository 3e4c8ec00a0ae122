package gateway

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/controlplane"
	"github.com/apigen-go/apigen/gateway/internal/httpapi"
	"github.com/apigen-go/apigen/gateway/internal/httpcontrol"
	"github.com/apigen-go/apigen/gateway/internal/identity"
	"github.com/apigen-go/apigen/gateway/internal/state"
)

const (
	stagePrefix   = "/_gateway/"
	inspectorPath = "/_gateway/"
	docsPath      = "/_docs/"
)

// ServeHTTP serves everything the gateway has: a stage when the host names an
// API or is a custom domain, else what the path says.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lines := wireHeader(r)
	if len(r.TransferEncoding) > 0 && lines == nil {
		w.Header().Set("Connection", "close") // there may be a length, too, so what follows may be no request
	}
	if hasTwoLengths(r, lines) {
		w.Header().Set("Connection", "close")
		http.Error(w, "400 Bad Request: Content-Length and Transfer-Encoding", http.StatusBadRequest)
		return
	}
	if api, ok := apiOfHost(r.Host); ok {
		g.serveStage(w, r, api, rawPath(r))
		return
	}
	if domain := g.store.Load().Domain(hostOf(r)); domain != nil {
		g.serveDomain(w, r, domain)
		return
	}
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, stagePrefix):
		g.serveGateway(w, r)
	case strings.HasPrefix(path, identity.Prefix):
		if here, own := identity.Access(r); here && !fromHere(r) || own && !g.trusted(r) {
			forbid(w)
			return
		}
		g.identity.ServeHTTP(w, r)
	case strings.HasPrefix(path, docsPath) && g.config.Docs != nil:
		http.StripPrefix(strings.TrimSuffix(docsPath, "/"), g.config.Docs).ServeHTTP(w, r)
	case controlplane.Serves(r.Method, path):
		if !g.trusted(r) {
			forbid(w)
			return
		}
		if strings.HasPrefix(path, httpcontrol.Prefix) {
			g.httpCalls.ServeHTTP(w, r)
			return
		}
		g.control.ServeHTTP(w, r)
	case path == "/" && r.Method == http.MethodGet:
		http.Redirect(w, r, inspectorPath, http.StatusFound)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"message":"Nothing is served here. Stages are below ` + stagePrefix + `API/STAGE/, the inspector is at ` + inspectorPath + `"}`))
	}
}

// serveGateway serves what is below /_gateway/: the inspector, or a stage by
// path.
func (g *Gateway) serveGateway(w http.ResponseWriter, r *http.Request) {
	rest := strings.TrimPrefix(r.URL.Path, stagePrefix)
	if g.inspector.Serves(rest) {
		if !g.trusted(r) {
			forbid(w)
			return
		}
		g.inspector.Serve(w, r, rest)
		return
	}
	path := strings.TrimPrefix(rawPath(r), stagePrefix)
	api, _, _ := strings.Cut(path, "/")
	if path = path[len(api):]; path == "" {
		path = "/"
	}
	g.serveStage(w, r, api, path)
}

// serveDomain serves a request to a custom domain, behind whose paths there may be
// APIs of both kinds.
func (g *Gateway) serveDomain(w http.ResponseWriter, r *http.Request, domain *state.DomainName) {
	k := g.record(w, r)
	defer k.end()
	path := rawPath(r)
	if m, _, ok := domain.Route(path); ok && g.store.Load().HTTPAPIs[m.APIID] != nil {
		g.http.Serve(&k.out, r, httpapi.Target{APIID: m.APIID, Path: path, Stage: m.Stage, BasePath: m.BasePath})
		return
	}
	g.data.ServeDomain(&k.out, r, domain, path)
}

// serveStage serves a request to an API of either kind.
func (g *Gateway) serveStage(w http.ResponseWriter, r *http.Request, api, path string) {
	k := g.record(w, r)
	defer k.end()
	if g.store.Load().HTTPAPIs[api] != nil {
		g.http.Serve(&k.out, r, httpapi.Target{APIID: api, Path: path})
		return
	}
	g.data.Serve(&k.out, r, api, path)
}

// rawPath gives the path as it came over the wire: API Gateway decodes nothing
// of it.
func rawPath(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	path, _, _ = strings.Cut(path, "#")
	if strings.HasPrefix(path, "/") {
		return path
	}
	return r.URL.EscapedPath() // an absolute target, or a request made in a test
}

// apiOfHost gives the API a host such as a1b2c3.execute-api.localhost:4567
// names.
func apiOfHost(host string) (string, bool) {
	api, rest, found := strings.Cut(strings.ToLower(host), ".")
	if !found || !strings.HasPrefix(rest, "execute-api.") {
		return "", false
	}
	return api, true
}

// hostOf gives the host a request names, without port.
func hostOf(r *http.Request) string {
	if !strings.Contains(r.Host, ":") {
		return r.Host // there would be an error to be made
	}
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	return r.Host
}

// fromHere reports whether a request comes from this machine. Tokens are given
// to nobody else, also by a gateway that listens for other machines.
func fromHere(r *http.Request) bool {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && addr.Addr().Unmap().IsLoopback()
}

func forbid(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte(`{"message":"Only this machine may call this, and no web page of another origin or host name"}`))
}

// trusted keeps web pages away from what only the developer may do: pages of
// other origins, and pages whose host name was made to point to this machine.
// Where the gateway was told to listen for other machines, any host name is
// taken.
func (g *Gateway) trusted(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Host != r.Host {
			return false
		}
	}
	g.mu.Lock()
	loopback := g.loopback
	g.mu.Unlock()
	if !loopback {
		return true
	}
	host := strings.Trim(strings.ToLower(hostOf(r)), "[]")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
