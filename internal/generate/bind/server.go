package bind

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/validate"
)

const (
	echoPackage    = "github.com/labstack/echo/v4"
	problemPackage = "github.com/apigen-go/apigen/problem"
)

// Server returns the file beside the server of package stub that implements its
// StrictServerInterface on the contract's interface, with the constructors New,
// Handler and Register.
func Server(c *contract.Contract, cfg Config) ([]byte, error) {
	for _, s := range c.Schemas {
		if s.Name == "New" || s.Name == "Register" || s.Name == "Handler" {
			return nil, fmt.Errorf("bind server: the type %s has the name of a generated function", s.Name)
		}
	}
	s := &server{file: newFile("server"), c: c, validate: cfg.Validate}
	s.fills, s.rules = newFills(s.file, c), validate.NewRules(s.f)
	// Names of the contract come first, so that they stay as they are.
	s.api = s.use(c.Package.Path, c.Package.Name)
	s.constructors()
	s.cors()
	s.printf("\n// binding serves the operations with svc.\ntype binding struct{ svc %s.%s }\n", s.api, c.Service)
	s.printf("\nvar _ StrictServerInterface = binding{}\n")
	for _, op := range c.Operations {
		if err := s.operation(op); err != nil {
			return nil, opError(op, err)
		}
		if err := s.judge(op); err != nil {
			return nil, opError(op, err)
		}
		if err := s.response(op); err != nil {
			return nil, opError(op, err)
		}
	}
	s.rules.Patterns()
	s.fills.write()
	return s.source(c, cfg.Version)
}

// server writes binding.gen.go of package server.
type server struct {
	*file
	c        *contract.Contract
	api      string // name of the contract's package
	fills    *fills
	rules    *validate.Rules
	validate string // import path of package validate
}

func (s *server) constructors() {
	echo, serve := s.use(echoPackage, "echo"), s.serve()
	cors := "nil"
	if s.c.REST.CORS != nil {
		cors = "&cors"
	}
	s.printf(`
// This file was made for another version of package serve when the next line
// does not compile: run apigen generate with the version in go.mod.
const _ = %[2]s.Generated2

// New returns an echo that serves the operations of svc and answers everything
// else with a problem. It takes more routes, but no operations beside these.
func New(svc %[3]s.%[4]s, opts ...%[2]s.Option) *%[1]s.Echo {
	e := %[1]s.New()
	e.HideBanner, e.HidePort = true, true
	r := %[2]s.NewRouter(e, %[5]s, opts...)
	register(r, svc)
	r.HandleErrors()
	return e
}

// Handler serves the operations of svc as New does, and takes no other routes. It
// is ready sooner, which is what a Lambda function wants.
func Handler(svc %[3]s.%[4]s, opts ...%[2]s.Option) %[6]s.Handler {
	r := %[2]s.NewRouter(%[1]s.New(), %[5]s, opts...)
	h := r.Handler()
	register(r, svc)
	return h
}

// Register adds the operations of svc to an echo of one's own. Unknown routes
// stay the business of e.
func Register(e *%[1]s.Echo, svc %[3]s.%[4]s, opts ...%[2]s.Option) {
	register(%[2]s.NewRouter(e, %[5]s, opts...), svc)
}

func register(r *%[2]s.Router, svc %[3]s.%[4]s) {
`, echo, serve, s.api, s.c.Service, cors, s.std("net/http"))
	greedy := map[string]bool{}
	for _, op := range s.c.Operations {
		if op.PlainPath() != op.Path && !greedy[op.Path] {
			greedy[op.Path] = true
			s.printf("\tr.Greedy(%q)\n", echoPath(op.PlainPath()))
		}
	}
	s.printf("\tRegisterHandlers(r, NewStrictHandler(binding{svc}, r.Operations()))\n")
	if s.c.REST.CORS != nil {
		for _, p := range methodsByPath(s.c) {
			s.printf("\tr.Preflight(%q, %q)\n", echoPath(p.path), strings.Join(p.methods, ","))
		}
	}
	s.printf("}\n")
}

// A pathMethods is a path with what its preflight allows.
type pathMethods struct {
	path    string
	methods []string
}

// methodsByPath lists the methods of every path, in the order of the contract,
// with OPTIONS last, as the document's mock integration does.
func methodsByPath(c *contract.Contract) []pathMethods {
	var paths []pathMethods
	for _, op := range c.Operations {
		i := slices.IndexFunc(paths, func(p pathMethods) bool { return p.path == op.Path })
		if i < 0 {
			i = len(paths)
			paths = append(paths, pathMethods{path: op.Path})
		}
		paths[i].methods = append(paths[i].methods, op.Method)
	}
	for i := range paths {
		paths[i].methods = append(paths[i].methods, "OPTIONS")
	}
	return paths
}

// echoPath writes /a/{b} as echo does: /a/:b.
func echoPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasSuffix(p, "+}") {
			parts[i] = "*"
		} else if name, ok := strings.CutPrefix(p, "{"); ok {
			parts[i] = ":" + strings.TrimSuffix(name, "}")
		}
	}
	return strings.Join(parts, "/")
}

func (s *server) cors() {
	cors := s.c.REST.CORS
	if cors == nil {
		return
	}
	maxAge := ""
	if cors.MaxAge > 0 {
		maxAge = strconv.Itoa(cors.MaxAge)
	}
	s.printf(`
// cors is what the contract tells browsers on other origins.
var cors = %s.CORS{
	Origin:        %q,
	AllowHeaders:  %q,
	ExposeHeaders: %q,
	MaxAge:        %q,
	Credentials:   %t,
}
`, s.serve(), cors.Origin, strings.Join(cors.AllowHeaders, ","), strings.Join(cors.ExposeHeaders, ","), maxAge, cors.Credentials)
}
