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

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/plan"
)

// liveOptions are the flags of the verbs that work on a live API; empty ones
// leave the environment of apigen.yaml as it is.
type liveOptions struct {
	configFile  *string
	env         string
	mode        string
	format      string
	override    config.Environment
	variables   []string
	parameters  []string
	template    string
	listen      string
	yes         bool
	allowDelete bool
	force       bool
	noDeploy    bool
	keep        int
}

// flags adds those that say which API is meant.
func (o *liveOptions) flags(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&o.env, "env", config.Local, "environment of apigen.yaml")
	flags.StringVar(&o.mode, "mode", "", "merge or overwrite")
	flags.StringVar(&o.format, "format", "text", "text or json, for the result")
	flags.StringVar(&o.override.Region, "region", "", "AWS region")
	flags.StringVar(&o.override.Profile, "profile", "", "profile of the AWS configuration")
	flags.StringVar(&o.override.Endpoint, "endpoint", "", "endpoint of all AWS services")
	flags.StringVar(&o.override.APIName, "api", "", "name of the API; the document's title when empty")
	flags.StringVar(&o.override.APIID, "id", "", "id of the API, in place of its name")
	flags.StringVar(&o.override.Stage, "stage", "", "stage to deploy to")
	flags.StringArrayVar(&o.variables, "var", nil, "NAME=VALUE: a stage variable; may be repeated")
	flags.StringArrayVar(&o.parameters, "param", nil, "NAME=VALUE: a value for ${NAME} in the document; may be repeated")
	flags.StringVar(&o.template, "template", "", "CloudFormation or SAM template whose parameters and conditions decide what --param does not")
	flags.StringVar(&o.listen, "listen", defaultListen, "address of the local gateway")
	o.configFile = configFlag(c)
	completeEnvironments(c, "env", o.configFile)
	completeWords(c, "mode", "merge", "overwrite")
}

// confirmFlags adds those of verbs that change something.
func (o *liveOptions) confirmFlags(c *cobra.Command) {
	c.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
}

// A live is a project connected to one of its environments.
type live struct {
	*control.Control
	project *project
	env     *config.Environment
	cfg     control.Config
}

// run makes the function of a verb: it loads the project, connects, and hands
// over.
func (o *liveOptions) run(std stdio, do func(context.Context, *live) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, _ []string) error {
		if err := wantFormat(c, o.format); err != nil {
			return err
		}
		p, err := loadProject(*o.configFile)
		if err != nil {
			return err
		}
		env, err := p.liveEnvironment(o)
		if err != nil {
			return err
		}
		cfg, err := p.controlConfig(std, o, env)
		if err != nil {
			return err
		}
		cfg.Revision = gitRevision(c.Context(), p.root)
		connected, done, err := p.connect(c.Context(), std, o, env)
		if err != nil {
			return err
		}
		defer done()
		return control.Explain(do(c.Context(), &live{connected, p, env, cfg}))
	}
}

// hideKey takes the value of an API key out of a result that may end in the log of
// a CI run. Keys of the local gateway open nothing else.
func (l *live) hideKey(r *control.Result) {
	if r.Key != nil && l.env.Name != config.Local {
		r.Key.Value = ""
	}
}

// print writes a result as JSON, or as text does.
func (o *liveOptions) print(std stdio, result any, text func() error) error {
	if o.format != "json" {
		return text()
	}
	enc := json.NewEncoder(std.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(result)
}

// liveEnvironment is the environment of apigen.yaml with the flags over it.
func (p *project) liveEnvironment(o *liveOptions) (*config.Environment, error) {
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

func (p *project) controlConfig(std stdio, o *liveOptions, env *config.Environment) (control.Config, error) {
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
		Mode: mode, AllowDelete: o.allowDelete, Force: o.force, Keep: o.keep,
		Stage: env.Stage, StageVariables: env.StageVariables, Key: env.Key, Limits: planLimits(env.UsagePlan),
		Settings: stageSettings(env.Settings, apigw.IsHTTP(doc)), Domain: env.Domain.Name, BasePath: env.Domain.BasePath, MakeDomain: env.Name == config.Local,
		BackupDir: filepath.Join(p.workDir(), "backup"),
		History:   control.History{Dir: filepath.Join(p.workDir(), "history")},
	}
	if env.Name == config.Local && apigw.IsHTTP(doc) {
		cfg.Key = "" // the default of the environment is of REST APIs
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
func (p *project) connect(ctx context.Context, std stdio, o *liveOptions, env *config.Environment) (*control.Control, func(), error) {
	if env.Name != config.Local || env.Endpoint != "" {
		live, err := control.Connect(ctx, control.Target{Region: env.Region, Profile: env.Profile, Endpoint: env.Endpoint})
		if err != nil {
			return nil, nil, fmt.Errorf("environment %s: %w", env.Name, err)
		}
		return live, func() {}, nil
	}
	// What the project's own apigen up serves comes first: at the default address
	// may be another project's.
	if own := strings.TrimPrefix(runningAt(p.workDir()), "http://"); own != "" && o.listen == defaultListen {
		o.listen = own
	}
	if localRunning(ctx, o.listen) {
		live, err := connectLocal(ctx, "http://"+o.listen, env.Region)
		return live, func() {}, err
	}
	gw, err := p.startLocal(ctx, std, localConfig{
		listen: freeIfTaken(ctx, std.err, o.listen), work: p.workDir(), data: filepath.Join(p.workDir(), "gateway"),
	})
	if err != nil {
		return nil, nil, err
	}
	fmt.Fprintf(std.err, "no local gateway is running: this works on the state in %s, which apigen local serves\n", filepath.Join(p.workDir(), "gateway"))
	live, err := connectLocal(ctx, gw.URL(), env.Region)
	if err != nil {
		gw.Close()
		return nil, nil, err
	}
	return live, func() { gw.Close() }, nil
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
