package lint

import (
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// parameters visits the parameters of an operation and of its path, with their
// place and name.
func (s *Subject) parameters(m *apigw.Method, visit func(pointer, in, name string)) {
	path := m.Pointer[:strings.LastIndexByte(m.Pointer, '/')]
	for _, owner := range []string{path, m.Pointer} {
		list := s.Doc.Root.Lookup(owner).Get("parameters")
		if !list.Is(openapi.Array) {
			continue
		}
		for i := range list.Items {
			pointer := fmt.Sprintf("%s/parameters/%d", owner, i)
			p, _, err := s.Doc.Resolve(list.Items[i], pointer)
			if err == nil {
				visit(pointer, p.Get("in").StringOr(""), apigw.Text(p.Get("name")))
			}
		}
	}
}

// security gives the security list that holds for a method: its own or the
// root's.
func (s *Subject) security(m *apigw.Method) (list *openapi.Node, pointer string) {
	if own := s.operation(m).Get("security"); own != nil {
		return own, m.Pointer + "/security"
	}
	return s.Doc.Root.Get("security"), "/security"
}

// requirements visits every scheme that a method's security names.
func (s *Subject) requirements(m *apigw.Method, visit func(pointer, scheme string)) {
	list, pointer := s.security(m)
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
