package stack

import (
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// A role is one that API Gateway assumes for integrations and authorizers.
type role struct {
	id         string
	statements []statement
}

// A statement allows actions on resources.
type statement struct {
	actions   []string
	resources []text
	list      *parameter // resources that whoever deploys names, in place of resources
}

var wholePlaceholder = regexp.MustCompile(`^\$\{([A-Za-z0-9_.:-]+)\}$`)

// unmade gives the name of the parameter that a text is, when the environment has no
// value for it, so that the template makes what it stands for.
func (m *model) unmade(s string) (name string, ok bool) {
	match := wholePlaceholder.FindStringSubmatch(s)
	if match == nil || strings.HasPrefix(match[1], "AWS::") || strings.HasPrefix(match[1], "stageVariables.") {
		return "", false
	}
	base, _, _ := strings.Cut(match[1], ".")
	if _, has := m.values()[match[1]]; has || !m.terraform && m.laidOver(base) {
		return "", false
	}
	return match[1], true
}

// findRoles makes a role of every parameter that stands for credentials.
func (m *model) findRoles() {
	for _, a := range m.accesses() {
		name, ok := m.unmade(a.Role)
		if !ok {
			continue
		}
		if _, known := m.refs[name]; known {
			continue
		}
		r := &role{id: m.id(camel(strings.TrimSuffix(strings.TrimSuffix(name, "Arn"), "ARN")))}
		m.roles = append(m.roles, r)
		m.refs[name] = ref{cfn: r.id + ".Arn", hcl: "aws_iam_role." + snake(r.id) + ".arn"}
	}
}

// allowRoles allows each role what its calls need.
func (m *model) allowRoles() {
	for _, a := range m.accesses() {
		name, ok := m.unmade(a.Role)
		if !ok {
			continue
		}
		for _, r := range m.roles {
			if m.refs[name].cfn == r.id+".Arn" {
				m.allowRole(r, a)
			}
		}
	}
}

func (m *model) allowRole(r *role, a apigw.Access) {
	switch {
	case len(a.Actions) == 0:
		m.note("role %s: the document does not tell which action an integration calls; allow it by hand", r.id)
	case a.Resource != "":
		r.statements = append(r.statements, statement{actions: a.Actions, resources: []text{m.text(a.Resource)}})
	default:
		service, _, _ := strings.Cut(a.Actions[0], ":")
		p := m.parameter(r.id+camel(service)+"Resources", "ARNs of what role "+r.id+" may use for "+strings.Join(a.Actions, ", "))
		p.list = true
		r.statements = append(r.statements, statement{actions: a.Actions, list: p})
	}
}
