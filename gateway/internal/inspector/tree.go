package inspector

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

// A Node is a resource with those below it.
type Node struct {
	Segment  string   `json:"segment"`
	Path     string   `json:"path"`
	Methods  []Method `json:"methods,omitempty"`
	Children []*Node  `json:"children,omitempty"`
}

// A Method is a method in a line.
type Method struct {
	Verb          string `json:"verb"`
	Operation     string `json:"operation,omitempty"`
	Integration   string `json:"integration"`
	Authorization string `json:"authorization,omitempty"` // empty when everybody may call
}

// tree gives the resources of an API below their root.
func tree(def *apigw.RestAPI) *Node {
	nodes := map[string]*Node{}
	root := &Node{Segment: "/", Path: "/"}
	for _, r := range def.Resources {
		n := root
		if r.Path != "/" {
			parent, segment := apigw.SplitPath(r.Path)
			n = &Node{Segment: "/" + segment, Path: r.Path}
			above := nodes[parent]
			if above == nil {
				above = root
			}
			above.Children = append(above.Children, n)
		}
		nodes[r.Path] = n
		for _, m := range r.Methods {
			n.Methods = append(n.Methods, methodLine(m))
		}
	}
	return root
}

func methodLine(m *apigw.Method) Method {
	line := Method{Verb: m.HTTPMethod, Operation: m.OperationName, Integration: "no integration"}
	if in := m.Integration; in != nil {
		line.Integration = strings.ToLower(string(in.Type))
		if fn, ok := apigw.ParseLambdaURI(in.URI); ok {
			line.Integration += " " + fn.Name
		} else if in.URI != "" {
			line.Integration += " " + in.URI
		}
	}
	var who []string
	if m.AuthorizationType != apigw.AuthorizationNone && m.AuthorizationType != "" {
		who = append(who, strings.TrimSpace(string(m.AuthorizationType)+" "+m.Authorizer))
	}
	if m.APIKeyRequired {
		who = append(who, "API key")
	}
	line.Authorization = strings.Join(who, ", ")
	return line
}

// httpAPI shows an HTTP API; its routes are no tree.
func (p *Page) httpAPI(a *state.HTTPAPI) API {
	out := API{ID: a.Definition.ID, Name: a.Definition.Name, Kind: "HTTP", Warnings: a.Warnings, Methods: []string{}, Stages: []Stage{}, Deployments: []Deployment{}}
	for _, r := range a.Definition.Routes {
		out.Methods = append(out.Methods, r.Key)
	}
	for _, name := range slices.Sorted(maps.Keys(a.Stages)) {
		s := a.Stages[name]
		st := Stage{Name: name, Deployment: s.DeploymentID, InvokeURL: p.config.InvokeURL(a.Definition.ID, name), Variables: s.Variables}
		if served := a.Deployments[s.DeploymentID]; served != nil {
			st.Behind = !sameJSON(served.Definition, a.Definition)
			st.Tree = &Node{Segment: "routes", Path: ""}
			for _, r := range served.Definition.Routes {
				line := Method{Verb: r.Key, Operation: r.OperationName, Integration: "integration " + r.Integration}
				if r.AuthorizationType != apigw.AuthorizationNone {
					line.Authorization = string(r.AuthorizationType)
				}
				st.Tree.Methods = append(st.Tree.Methods, line)
			}
		}
		out.Stages = append(out.Stages, st)
	}
	for _, d := range a.Deployments {
		out.Deployments = append(out.Deployments, Deployment{d.ID, d.Description, d.CreatedDate})
	}
	slices.SortFunc(out.Deployments, func(a, b Deployment) int { return b.Created.Compare(a.Created) })
	return out
}
