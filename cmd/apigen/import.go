package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/plan"
)

// importOptions are the flags of import; empty ones leave the environment of
// apigen.yaml as it is.
type importOptions struct {
	env         string
	mode        string
	allowDelete bool
	yes         bool
	noDeploy    bool
	format      string
	override    config.Environment
	variables   []string
	parameters  []string
	template    string
	listen      string
}

func newImport(std stdio) *cobra.Command {
	var o importOptions
	c := &cobra.Command{
		Use:   "import",
		Short: "Create or update the API from the document, and deploy it",
		Long: `import finds the REST API by its name or creates it, shows what would change,
imports the document, lets API Gateway invoke the functions, deploys the stage
and asks it for an answer. A second run changes nothing.

merge, the default, adds and replaces; what the document does not have stays,
and is listed. overwrite makes the API what the document says, and refuses to
delete anything without --allow-delete. The live definition is backed up first.

The environment "local" is the local gateway. When none is running, its state in
.apigen/gateway is changed, and apigen local serves it.`,
		Example: `  apigen import                         # into the local gateway
  apigen import --env prod
  apigen import --env prod --mode overwrite --allow-delete --yes`,
	}
	flags := c.Flags()
	flags.StringVar(&o.env, "env", config.Local, "environment of apigen.yaml")
	flags.StringVar(&o.mode, "mode", "", "merge or overwrite")
	flags.BoolVar(&o.allowDelete, "allow-delete", false, "let an overwrite delete what the document does not have")
	flags.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	flags.BoolVar(&o.noDeploy, "no-deploy", false, "import only; the stage keeps what it serves")
	flags.StringVar(&o.format, "format", "text", "text or json, for the result")
	flags.StringVar(&o.override.Region, "region", "", "AWS region")
	flags.StringVar(&o.override.Profile, "profile", "", "profile of the AWS configuration")
	flags.StringVar(&o.override.Endpoint, "endpoint", "", "endpoint of all AWS services")
	flags.StringVar(&o.override.APIName, "api", "", "name of the REST API; the document's title when empty")
	flags.StringVar(&o.override.APIID, "id", "", "id of the REST API, in place of its name")
	flags.StringVar(&o.override.Stage, "stage", "", "stage to deploy to")
	flags.StringArrayVar(&o.variables, "var", nil, "NAME=VALUE: a stage variable; may be repeated")
	flags.StringArrayVar(&o.parameters, "param", nil, "NAME=VALUE: a value for ${NAME} in the document; may be repeated")
	flags.StringVar(&o.template, "template", "", "CloudFormation or SAM template whose parameters and conditions decide what --param does not")
	flags.StringVar(&o.listen, "listen", defaultListen, "address of the local gateway")
	configFile := configFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := wantFormat(c, o.format); err != nil {
			return err
		}
		p, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		return p.runImport(c.Context(), std, o)
	}
	return c
}

func (p *project) runImport(ctx context.Context, std stdio, o importOptions) error {
	env, err := p.importEnvironment(o)
	if err != nil {
		return err
	}
	cfg, err := p.importConfig(std, o, env)
	if err != nil {
		return err
	}
	cfg.Revision = gitRevision(ctx, p.root)
	live, done, err := p.connect(ctx, std, o, env)
	if err != nil {
		return err
	}
	defer done()
	result, err := live.Import(ctx, cfg)
	if err != nil {
		return err
	}
	if o.format == "json" {
		enc := json.NewEncoder(std.out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(result)
	}
	return printImport(std, result)
}

// importEnvironment is the environment of apigen.yaml with the flags over it.
func (p *project) importEnvironment(o importOptions) (*config.Environment, error) {
	env, err := p.Environment(o.env)
	if err != nil {
		return env, err
	}
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&env.Region, o.override.Region}, {&env.Profile, o.override.Profile}, {&env.Endpoint, o.override.Endpoint},
		{&env.APIName, o.override.APIName}, {&env.APIID, o.override.APIID}, {&env.Stage, o.override.Stage}, {&env.Mode, o.mode},
	} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if env.StageVariables, err = assignments(env.StageVariables, "var", o.variables); err != nil {
		return env, err
	}
	env.Parameters, err = assignments(env.Parameters, "param", o.parameters)
	return env, err
}

func (p *project) importConfig(std stdio, o importOptions, env *config.Environment) (control.Config, error) {
	doc, err := p.document()
	if err != nil {
		return control.Config{}, err
	}
	mode := plan.Mode(env.Mode)
	switch mode {
	case "", plan.Merge, plan.Overwrite:
	default:
		return control.Config{}, usageError{"apigen import", fmt.Errorf("unknown mode %q: want merge or overwrite", mode)}
	}
	cfg := control.Config{
		Document: doc, Name: env.APIName, ID: env.APIID, Account: env.Account, Parameters: env.Parameters,
		Mode: mode, AllowDelete: o.allowDelete,
		Stage: env.Stage, StageVariables: env.StageVariables, Key: env.Key,
		BackupDir: filepath.Join(p.workDir(), "backup"),
	}
	if o.template != "" {
		if cfg.Template, err = cloudformation.ReadTemplate(o.template); err != nil {
			return cfg, err
		}
	}
	if o.noDeploy {
		cfg.Stage, cfg.Key = "", ""
	}
	if !o.yes && env.Name != config.Local {
		cfg.Confirm = confirm(std)
	}
	return cfg, nil
}

// confirm shows the plan and asks. Without a terminal there is nobody to ask.
func confirm(std stdio) func(*plan.Plan) (bool, error) {
	return func(changes *plan.Plan) (bool, error) {
		if err := changes.Write(std.err, "text"); err != nil {
			return false, err
		}
		in, ok := std.in.(*os.File)
		if !ok || !isatty.IsTerminal(in.Fd()) {
			return false, errors.New("nothing was changed: say --yes where nobody can be asked")
		}
		fmt.Fprint(std.err, "\nImport and deploy this? [y/N] ")
		line, err := bufio.NewReader(in).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		answer := strings.ToLower(strings.TrimSpace(line))
		return answer == "y" || answer == "yes", nil
	}
}

// connect gives the control of the environment, and what ends it. For the local
// environment without a running gateway, one is started on its kept state for
// as long as the import takes.
func (p *project) connect(ctx context.Context, std stdio, o importOptions, env *config.Environment) (*control.Control, func(), error) {
	if env.Name != config.Local || env.Endpoint != "" {
		live, err := control.Connect(ctx, control.Target{Region: env.Region, Profile: env.Profile, Endpoint: env.Endpoint})
		return live, func() {}, err
	}
	if localRunning(ctx, o.listen) {
		live, err := connectLocal(ctx, "http://"+o.listen, env.Region)
		return live, func() {}, err
	}
	gw, err := p.startLocal(ctx, std, localConfig{
		listen: freeIfTaken(o.listen), work: p.workDir(), data: filepath.Join(p.workDir(), "gateway"),
	})
	if err != nil {
		return nil, nil, err
	}
	fmt.Fprintf(std.err, "no local gateway is running: importing into %s; apigen local serves it\n", filepath.Join(p.workDir(), "gateway"))
	live, err := connectLocal(ctx, gw.URL(), env.Region)
	if err != nil {
		gw.Close()
		return nil, nil, err
	}
	return live, func() { gw.Close() }, nil
}

func printImport(std stdio, r *control.Result) error {
	for _, w := range r.Warnings {
		fmt.Fprintf(std.err, "warning: %s\n", w)
	}
	if err := r.Plan.Write(std.out, "text"); err != nil {
		return err
	}
	switch {
	case r.Unchanged:
		fmt.Fprintf(std.out, "\n%s (%s): nothing has changed, nothing was deployed\n", r.Name, r.ID)
	case r.Created:
		fmt.Fprintf(std.out, "\n%s (%s) created\n", r.Name, r.ID)
	default:
		fmt.Fprintf(std.out, "\n%s (%s) updated\n", r.Name, r.ID)
	}
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(std.out, "  %-11s %s\n", name, value)
		}
	}
	for _, file := range r.Backup {
		line("backup", file)
	}
	switch n := len(r.Permissions); n {
	case 0:
	case 1:
		line("permission", r.Permissions[0])
	default:
		line("permissions", fmt.Sprintf("%s and %d more", r.Permissions[0], n-1))
	}
	if r.DeploymentID != "" {
		line("deployment", r.DeploymentID+" to stage "+r.Stage)
	}
	line("verified", r.Verified)
	line("invoke URL", r.InvokeURL)
	if r.Key != nil {
		line("API key", r.Key.Value)
	}
	return nil
}

// gitRevision is the commit of the folder, or nothing where git knows none.
func gitRevision(ctx context.Context, dir string) string {
	cmd := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
