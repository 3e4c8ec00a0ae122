package control

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/plan"
)

// A Status is how an API stands beside the document: its definition, what its
// stages serve, and who may invoke its functions.
type Status struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Region   string `json:"region"`
	Account  string `json:"account"`
	Document string `json:"document"` // hash of the document
	// Edited is true when the live definition is none that apigen stored. Edits
	// name what was changed, as far as it is known here.
	Edited bool        `json:"edited"`
	Edits  []plan.Item `json:"edits,omitempty"`
	// Plan is what an import would do now.
	Plan        *plan.Plan         `json:"plan"`
	Stages      []StageStatus      `json:"stages"`
	Deployments []DeploymentStatus `json:"deployments"` // the newest first
	Permissions PermissionStatus   `json:"permissions"`
	Warnings    []string           `json:"warnings,omitempty"`
}

// A StageStatus is what one stage serves.
type StageStatus struct {
	Name         string            `json:"name"`
	URL          string            `json:"url"`
	DeploymentID string            `json:"deploymentId,omitempty"`
	Created      time.Time         `json:"created,omitzero"` // of the deployment
	Revision     string            `json:"revision,omitempty"`
	Variables    map[string]string `json:"variables,omitempty"`
	// Serves says which definition that is: "document", the one of the document;
	// "live", the live one, which differs from the document; "older", one from
	// before the live definition changed; "unknown", a deployment that apigen
	// did not make; "nothing".
	Serves string `json:"serves"`
	// AutoDeploy is true for a stage of an HTTP API that serves every change of
	// the definition at once.
	AutoDeploy bool `json:"autoDeploy,omitempty"`
	// Differs names the stage variables that do not have the wanted value.
	Differs []string `json:"differs,omitempty"`
}

// A DeploymentStatus is one deployment.
type DeploymentStatus struct {
	ID          string    `json:"id"`
	Created     time.Time `json:"created"`
	Description string    `json:"description,omitempty"`
	Revision    string    `json:"revision,omitempty"`
	Stages      []string  `json:"stages,omitempty"` // that serve it
}

// A PermissionStatus compares the functions' policies with what the API needs.
type PermissionStatus struct {
	Missing []string `json:"missing,omitempty"` // needed and not there
	Foreign []string `json:"foreign,omitempty"` // there for this API, not needed, and not apigen's
	Unused  []string `json:"unused,omitempty"`  // apigen's, and no longer needed
}

// Status reads how the API stands. It changes nothing.
func (c *Control) Status(ctx context.Context, cfg Config) (*Status, error) {
	prep, err := c.prepare(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if prep.live == nil {
		return nil, prep.absent(c.Region)
	}
	_, name := prep.live.identity()
	s := &Status{
		ID: prep.id(), Name: name, Region: c.Region, Account: prep.account.id, Document: prep.hash,
		Edited: prep.edited, Plan: prep.plan, Warnings: prep.warnings, Stages: []StageStatus{}, Deployments: []DeploymentStatus{},
	}
	if prep.edited {
		s.Edits = prep.edits(cfg)
	}
	for _, stage := range prep.standing.stages {
		s.Stages = append(s.Stages, stageStatus(cfg, prep, stage))
	}
	for _, d := range prep.standing.deployments {
		s.Deployments = append(s.Deployments, DeploymentStatus{d.id, d.created, d.description, d.made.revision, prep.standing.users(d.id)})
	}
	if s.Permissions, err = c.permissionStatus(ctx, cfg, prep); err != nil {
		return nil, err
	}
	return s, nil
}

func stageStatus(cfg Config, prep *preparation, stage *stageState) StageStatus {
	out := StageStatus{
		Name: stage.name, URL: prep.plane.stageURL(prep.id(), stage.name), DeploymentID: stage.deployment, AutoDeploy: stage.auto,
		Revision: stage.made.revision, Variables: stage.variables, Serves: "unknown",
	}
	if d := prep.standing.deployment(stage.deployment); d != nil {
		out.Created = d.created
	}
	switch made := stage.made; {
	case stage.deployment == "":
		out.Serves = "nothing"
	case stage.auto && prep.plan.Changes()-beside(prep.plan) == 0:
		out.Serves = "document"
	case stage.auto:
		out.Serves = "live"
	case made.document == "":
	case made.document == prep.hash && prep.settled:
		out.Serves = "document"
	case made.stored != prep.digest:
		out.Serves = "older"
	case made.document == prep.hash:
		out.Serves = "document"
	default:
		out.Serves = "live"
	}
	if stage.name == cfg.Stage {
		out.Differs = outdated(stage.variables, cfg.StageVariables)
	}
	return out
}

// permissionStatus looks at the policies of the functions that the document and
// the live definition call.
func (c *Control) permissionStatus(ctx context.Context, cfg Config, prep *preparation) (PermissionStatus, error) {
	var out PermissionStatus
	id := prep.id()
	for _, g := range prep.grants {
		out.Missing = append(out.Missing, caller(qualified(g.function), g.source, id))
	}
	before, _ := grantsOf(prep.live, id, c.Region, prep.account, cfg.StageVariables)
	want, _ := grantsOf(prep.want, id, c.Region, prep.account, cfg.StageVariables)
	needed := slices.Concat(before, want)
	var functions []apigw.LambdaFunction
	for _, g := range needed {
		functions = append(functions, g.function)
	}
	if prep.stage != nil {
		functions = append(functions, prep.released(c.Region)...)
	}
	for _, f := range unique(functions) {
		if f.Region != c.Region {
			continue
		}
		statements, err := c.policy(ctx, f, prep.account)
		if err != nil {
			if unsupported(err) {
				return out, nil
			}
			return out, fmt.Errorf("read the policy of function %s: %w", f.Name, err)
		}
		for _, s := range statements {
			source := s.source()
			if !strings.Contains(source, ":"+id+"/") {
				continue
			}
			used := slices.ContainsFunc(needed, func(g grant) bool { return g.function == f && s.allows(g.source, prep.account.id) })
			switch text := caller(qualified(f), source, id); {
			case used:
			case strings.HasPrefix(s.Sid, "apigen-"+id+"-"):
				out.Unused = append(out.Unused, text)
			default:
				out.Foreign = append(out.Foreign, text+" (statement "+s.Sid+")")
			}
		}
	}
	return out, nil
}

// caller says who may invoke a function, without the parts of the ARN that are
// the API's own.
func caller(function, source, id string) string {
	_, who, _ := strings.Cut(source, ":"+id+"/")
	return function + " from " + who
}

// A Drift is one way in which what is live is not what the document and
// apigen.yaml say.
type Drift struct {
	// Kind is "definition", "document", "stage", "setting", "variable" or
	// "permission".
	Kind string `json:"kind"`
	Name string `json:"name"`
	Text string `json:"text"`
	// Mend says how to get rid of it.
	Mend string `json:"mend"`
}

// Drift lists what has come apart since the last import. Stage is the one of the
// environment; other stages are not looked at.
func (s *Status) Drift(stage string) []Drift {
	var out []Drift
	add := func(kind, name, text, mend string) { out = append(out, Drift{kind, name, text, mend}) }
	items := s.Edits
	if s.Edited && len(items) == 0 {
		items = s.Plan.Items
	}
	switch {
	case s.Edited && len(items) == 0:
		add("definition", s.Name, "was changed since apigen imported it", "compare it with apigen export, then import with --force")
	case s.Edited:
		for _, item := range items {
			if item.Kind != plan.Permission && item.Kind != plan.Stage {
				add("definition", item.Name, edit(item), "take it into the contract, or import with --force")
			}
		}
	default:
		for _, item := range s.Plan.Items {
			if item.Kind != plan.Permission && item.Kind != plan.Stage && item.Action != plan.Keep {
				add("document", item.Name, "is not imported: "+edit(item), "apigen import")
			}
		}
	}
	for _, item := range s.Plan.Items {
		if item.Kind == plan.Stage {
			for _, detail := range item.Details {
				add("setting", item.Name, detail, "apigen import")
			}
		}
	}
	out = append(out, s.stageDrift(stage)...)
	for _, p := range s.Permissions.Missing {
		add("permission", p, "is missing", "apigen import")
	}
	for _, p := range s.Permissions.Foreign {
		add("permission", p, "was added by somebody else, and nothing needs it", "aws lambda remove-permission")
	}
	return out
}

func (s *Status) stageDrift(name string) []Drift {
	if name == "" {
		return nil
	}
	i := slices.IndexFunc(s.Stages, func(st StageStatus) bool { return st.Name == name })
	if i < 0 {
		return []Drift{{"stage", name, "does not exist", "apigen deploy"}}
	}
	var out []Drift
	switch stage := s.Stages[i]; stage.Serves {
	case "nothing":
		out = append(out, Drift{"stage", name, "serves nothing", "apigen deploy"})
	case "older":
		out = append(out, Drift{"stage", name, "serves deployment " + stage.DeploymentID + ", which is older than the live definition", "apigen deploy"})
	case "unknown":
		out = append(out, Drift{"stage", name, "serves deployment " + stage.DeploymentID + ", which apigen did not make", "apigen deploy"})
	}
	for _, variable := range s.Stages[i].Differs {
		out = append(out, Drift{"variable", variable, "of stage " + name + " does not have the value of apigen.yaml", "apigen import"})
	}
	return out
}

// edit says what happened to an entity.
func edit(item plan.Item) string {
	text := map[plan.Action]string{plan.Add: "added", plan.Change: "changed", plan.Delete: "deleted", plan.Keep: "not in the document"}[item.Action]
	if item.Kind != plan.Method {
		text = string(item.Kind) + " " + text
	}
	if len(item.Details) > 0 {
		text += ": " + strings.Join(item.Details, ", ")
	}
	return text
}
