package adopt

import (
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

var parameterInSource = regexp.MustCompile(`gen\.Param\("([^"]+)"\)|\$\{([A-Za-z0-9_.:-]+)\}`)

// parameters are the placeholders an import fills in.
func (w *writer) parameters(files []File) []Parameter {
	found := map[string]bool{}
	for _, f := range files {
		template := strings.HasSuffix(f.Path, ".vtl")
		for _, m := range parameterInSource.FindAllStringSubmatch(string(f.Data), -1) {
			name := m[1] + m[2]
			first := name[0]
			if strings.HasPrefix(name, "stageVariables.") || strings.HasPrefix(name, "AWS::") || template && (first < 'A' || first > 'Z') {
				continue
			}
			found[name] = true
		}
	}
	uses := w.d.uses()
	var list []Parameter
	for _, name := range sortedKeys(found) {
		list = append(list, Parameter{name, uses[name]})
	}
	return list
}

// placeholderMembers are the members of extensions whose values tell what a placeholder in
// them stands for.
var placeholderMembers = map[string]Use{
	"credentials": Role, "authorizerCredentials": Role, "providerARNs": UserPool, "issuer": Issuer,
}

// uses tells what the placeholders of a document stand for, by the places they
// stand at.
func (d *document) uses() map[string]Use {
	uses := map[string]Use{}
	d.doc.Root.Walk(func(path []string, n *openapi.Node) bool {
		if n.Kind == openapi.Array || n.Kind == openapi.Object && !isIntrinsic(n) {
			return true
		}
		text := apigw.Text(n)
		for _, m := range hasPlaceholder.FindAllStringIndex(text, -1) {
			name := text[m[0]+2 : m[1]-1]
			if uses[name] == AnyUse {
				uses[name] = useOf(path, text[:m[0]], text[m[1]:])
			}
		}
		return false
	})
	return uses
}

// useOf tells what a placeholder stands for, by what is before and behind it.
func useOf(path []string, before, behind string) Use {
	for i := len(path) - 1; i >= 0 && i > len(path)-3; i-- {
		if use, ok := placeholderMembers[path[i]]; ok {
			if before != "" && use != Issuer {
				return AnyUse
			}
			if use == Issuer && behind != "" {
				return Address
			}
			return use
		}
		if path[i] != "uri" && path[i] != "authorizerUri" {
			continue
		}
		switch {
		case before == "" && behind == "":
			return Invocation
		case strings.HasSuffix(before, "/functions/"):
			return Function
		case before == "":
			return Address
		}
	}
	return AnyUse
}

// issuers are those that nobody on this machine answers for.
func (w *writer) issuers() []string {
	if !w.d.http {
		return nil
	}
	var list []string
	for _, a := range w.d.httpAPI.Authorizers {
		if a.Type == "JWT" && !strings.Contains(a.Issuer, "://cognito-idp.") {
			list = addOnce(list, a.Issuer)
		}
	}
	return list
}

func (w *writer) stageVariables() []string {
	if w.d.http {
		return w.d.httpAPI.StageVariables()
	}
	return w.d.rest.StageVariables()
}
