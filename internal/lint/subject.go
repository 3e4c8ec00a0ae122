package lint

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A parameter is one that an operation or its path declares.
type parameter struct {
	Owner   string // pointer of the operation or the path
	Pointer string // where it is declared
	At      string // where it stands, after references
	In      string
	Name    string
	Node    *openapi.Node
}

// parameters visits the parameters of an operation and of its path.
func (s *Subject) parameters(m *apigw.Method, visit func(parameter)) {
	path := m.Pointer[:strings.LastIndexByte(m.Pointer, '/')]
	for _, owner := range []string{path, m.Pointer} {
		for i, item := range s.Doc.Root.Lookup(owner).Get("parameters").ItemsOrNil() {
			pointer := fmt.Sprintf("%s/parameters/%d", owner, i)
			p, at, err := s.Doc.Resolve(item, pointer)
			if err == nil && p.Is(openapi.Object) {
				visit(parameter{owner, pointer, at, p.Get("in").StringOr(""), apigw.Text(p.Get("name")), p})
			}
		}
	}
}

// paths gives the paths as they are written.
func (s *Subject) paths() []openapi.Member {
	var all []openapi.Member
	for _, m := range s.Doc.Root.Get("paths").MembersOrNil() {
		if !strings.HasPrefix(m.Key, "x-") {
			all = append(all, m)
		}
	}
	return all
}

// eachOperation visits the operations as they are written, whatever kind of API
// they are for. Where is GET /pets.
func (s *Subject) eachOperation(visit func(pointer, where string, op *openapi.Node)) {
	for _, path := range s.paths() {
		item, pointer, err := s.Doc.Resolve(path.Value, openapi.Pointer("paths", path.Key))
		if err != nil {
			continue
		}
		for _, op := range item.MembersOrNil() {
			verb := strings.ToUpper(op.Key)
			if op.Key == extensionPrefix+"any-method" {
				verb = "ANY"
			}
			if slices.Contains(verbs, verb) {
				visit(pointer+openapi.Pointer(op.Key), verb+" "+path.Key, op.Value)
			}
		}
	}
}

var verbs = []string{"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY", "TRACE"}

// isProxy reports whether an integration passes requests and answers as they are.
func isProxy(in *apigw.Integration) bool {
	return in != nil && (in.Type == apigw.IntegrationAWSProxy || in.Type == apigw.IntegrationHTTPProxy)
}

// intrinsic reports whether CloudFormation puts something in place of the value.
func intrinsic(n *openapi.Node) bool {
	return n.Is(openapi.Object) && len(n.Members) == 1 && (n.Members[0].Key == "Ref" || strings.HasPrefix(n.Members[0].Key, "Fn::"))
}

// security gives the security list that holds for an operation: its own or the
// root's.
func (s *Subject) security(operation string, op *openapi.Node) (list *openapi.Node, pointer string) {
	if own := op.Get("security"); own != nil {
		return own, operation + "/security"
	}
	return s.Doc.Root.Get("security"), "/security"
}

// requirements visits every scheme that an operation's security names.
func (s *Subject) requirements(operation string, op *openapi.Node, visit func(pointer, scheme string)) {
	list, pointer := s.security(operation, op)
	if !list.Is(openapi.Array) {
		return
	}
	for i, requirement := range list.Items {
		if !requirement.Is(openapi.Object) {
			continue
		}
		for _, member := range requirement.Members {
			visit(fmt.Sprintf("%s/%d%s", pointer, i, openapi.Pointer(member.Key)), member.Key)
		}
	}
}

// eachSchema visits the schemas of every model, and those inside them.
func (s *Subject) eachSchema(visit func(model, pointer string, n *openapi.Node)) {
	for _, m := range s.API.Models {
		apigw.WalkSchema(s.Doc.Root.Lookup(m.Pointer), m.Pointer, func(n *openapi.Node, pointer string) { visit(m.Name, pointer, n) })
	}
}

// schemes yields the security schemes with their pointers.
func (s *Subject) schemes() iter.Seq2[string, *openapi.Node] {
	return func(yield func(string, *openapi.Node) bool) {
		for _, path := range [][]string{{"components", "securitySchemes"}, {"securityDefinitions"}} {
			for _, m := range s.Doc.Root.At(path...).MembersOrNil() {
				if !yield(openapi.Pointer(path...)+openapi.Pointer(m.Key), m.Value) {
					return
				}
			}
		}
	}
}

// endpoints yields the endpoint configurations: that of the root and those of
// the servers.
func (s *Subject) endpoints() iter.Seq2[string, *openapi.Node] {
	const name = extensionPrefix + "endpoint-configuration"
	return func(yield func(string, *openapi.Node) bool) {
		if n := s.Doc.Root.Get(name); n != nil && !yield(openapi.Pointer(name), n) {
			return
		}
		for i, server := range s.Doc.Root.Get("servers").ItemsOrNil() {
			if n := server.Get(name); n != nil && !yield(openapi.Pointer("servers", strconv.Itoa(i), name), n) {
				return
			}
		}
	}
}
