package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/plan"
)

// upOptions are the flags of up and dev.
type upOptions struct {
	localConfig
	web        string // address of the front end
	parameters []string
	noGenerate bool
	follow     bool // generate, build and deploy again whenever something changes
}

func newUp(std stdio) *cobra.Command {
	var o upOptions
	command := &cobra.Command{
		Use:   "up",
		Short: "Generate, start the local gateway, import, deploy, and stay up until Ctrl-C",
		Long: `up does what a first look needs: it generates the document and the code, builds
the functions, starts a local gateway with nothing in it, imports and deploys
the API through the AWS SDK, and prints how to call it. The same facts stand in
.apigen/up.json and .apigen/up.env. Ctrl-C stops everything it started.

Functions are built anew when their sources change; apigen dev takes changes of
the contract into the gateway, too.`,
		Example: `  apigen up
  . .apigen/up.env && curl -H "Authorization: $TOKEN" -H "x-api-key: $API_KEY" "$INVOKE_URL/personnel"`,
	}
	command.Flags().BoolVar(&o.noGenerate, "no-generate", false, "take the document as it is")
	o.prepare(command, std)
	return command
}

// prepare adds the flags up and dev share, and what they do.
func (o *upOptions) prepare(command *cobra.Command, std stdio) {
	flags := command.Flags()
	flags.StringVar(&o.listen, "listen", defaultListen, "address to listen on; a free port is taken when it is the default and taken")
	flags.StringVar(&o.web, "web", defaultPage, "address to serve the front end on; a free port is taken when it is the default and taken; empty serves none")
	flags.StringVar(&o.work, "work", "", "folder for up.json, built functions and their data; .apigen when empty")
	o.backendFlags(flags)
	flags.StringArrayVar(&o.parameters, "param", nil, "NAME=VALUE: a value for ${NAME} in the document and in functions' environments; may be repeated")
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "log what the gateway does")
	configFile := configFlag(command)
	command.RunE = func(command *cobra.Command, _ []string) error {
		p, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		given, err := assignments(nil, "param", o.parameters)
		if err != nil {
			return err
		}
		for name, value := range given {
			p.setLocal(name, value)
		}
		if o.work == "" {
			o.work = p.workDir()
		}
		if at := runningAt(o.work); at != "" && localRunning(command.Context(), strings.TrimPrefix(at, "http://")) {
			return fmt.Errorf("apigen up or dev of this project is running already, at %s: stop it with Ctrl-C first, or give this one a folder of its own with --work", at)
		}
		if !command.Flags().Changed("listen") {
			o.listen = freeIfTaken(command.Context(), std.err, o.listen)
		}
		if !command.Flags().Changed("web") {
			o.web = freeIfTaken(command.Context(), io.Discard, o.web) // most projects have no front end
		}
		if err := checkListen(command.Context(), o.listen); err != nil {
			return err
		}
		return p.up(command.Context(), std, *o, *configFile)
	}
}

func (p *project) up(ctx context.Context, std stdio, o upOptions, configFile string) error {
	start := time.Now()
	if !o.noGenerate {
		if err := runGenerate(ctx, std, p, generateOptions{format: "text"}); err != nil {
			return err
		}
	}
	fresh, err := freshFolder(o.work)
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	o.keep, o.random = fresh, steadyIDs()
	o.docs = newDocsPage(p)
	front, err := p.openPage(ctx, o.web)
	if err != nil {
		return err
	}
	defer front.close()
	fmt.Fprintln(std.err, "building functions and starting the local gateway")
	var changes *follower
	if o.follow { // what changes from here on counts
		changes = newFollower(p, std, configFile)
	}
	gw, err := p.startLocal(ctx, std, o.localConfig)
	if err != nil {
		return err
	}
	defer gw.Close()
	if !o.follow {
		defer p.reload(ctx, std.err, watchPause)()
	}
	facts, result, err := p.deployLocal(ctx, std, gw, "")
	if err != nil {
		return err
	}
	o.docs.tryAt(facts.InvokeURL)
	if front != nil {
		p.serveFront(front, gw, &facts)
	}
	if err := facts.save(o.work); err != nil {
		return err
	}
	defer removeFacts(o.work)
	env, err := p.Environment(config.Local)
	if err != nil {
		return err
	}
	printUp(std.out, facts, result, time.Since(start))
	p.printTry(std.out, facts, env.Region, filepath.Join(o.work, "up.env"))
	if o.follow {
		changes.run(ctx, gw, o, facts)
	}
	<-ctx.Done()
	fmt.Fprintln(std.err, "\nstopping")
	return gw.Close()
}

// freshFolder makes an empty folder for what the functions of this run keep.
// Those of runs that were killed go away.
func freshFolder(work string) (string, error) {
	work, err := filepath.Abs(work)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(work, 0o755); err != nil {
		return "", err
	}
	left, err := filepath.Glob(filepath.Join(work, "up-*", "pid"))
	if err != nil {
		return "", err
	}
	for _, file := range left {
		if !alive(file) {
			if err := os.RemoveAll(filepath.Dir(file)); err != nil {
				return "", err
			}
		}
	}
	dir, err := os.MkdirTemp(work, "up-")
	if err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, "pid"), []byte(strconv.Itoa(os.Getpid())), 0o600)
}

// alive tells whether the process a file names is there.
func alive(file string) bool {
	data, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	pid, err := strconv.Atoi(string(data))
	if err != nil {
		return false
	}
	process, err := os.FindProcess(pid)
	return err == nil && process.Signal(syscall.Signal(0)) == nil
}

// steadyIDs gives the same ids at every start, so that the invoke URL of a
// project stays what it was. Nothing secret is made of them: keys of the local
// gateway open nothing but the local gateway.
func steadyIDs() io.Reader { return rand.NewChaCha8([32]byte{'a', 'p', 'i', 'g', 'e', 'n'}) }

// deployLocal imports the project's document into the gateway, over the API of
// that id, if any, and gathers how to call it.
func (p *project) deployLocal(ctx context.Context, std stdio, gw *gateway.Gateway, id string) (upFacts, *control.Result, error) {
	o := &liveOptions{env: config.Local, mode: string(plan.Overwrite), allowDelete: true}
	o.override.APIID = id
	env, err := p.liveEnvironment(o)
	if err != nil {
		return upFacts{}, nil, err
	}
	cfg, err := p.controlConfig(std, o, env)
	if err != nil {
		return upFacts{}, nil, err
	}
	cfg.Revision = gitRevision(ctx, p.root)
	cfg.History = control.History{} // this gateway forgets everything, too
	live, err := connectLocal(ctx, gw.URL(), env.Region)
	if err != nil {
		return upFacts{}, nil, err
	}
	live.Absent = p.absentFunction
	result, err := live.Import(ctx, cfg)
	if err != nil {
		return upFacts{}, nil, err
	}
	for _, w := range result.Warnings {
		fmt.Fprintf(std.err, "warning: %s\n", w)
	}
	facts := upFacts{
		InvokeURL: gw.InvokeURL(result.ID, result.Stage), DocsURL: gw.DocsURL(), InspectorURL: gw.InspectorURL(),
		Endpoint: gw.URL(), RestAPIID: result.ID, Stage: result.Stage, PID: os.Getpid(),
	}
	if result.Key != nil {
		facts.APIKey = result.Key.Value
	}
	request, err := p.localToken()
	switch {
	case errors.Is(err, errNoPool):
		return facts, result, nil
	case err != nil:
		return facts, nil, err
	}
	facts.Issuer = gw.Issuer(request.Pool)
	facts.Token, err = gw.Token(request)
	return facts, result, err
}

// absentFunction says what to do about a function that this machine does not have.
func (p *project) absentFunction(name string) string {
	var known []string
	for _, f := range p.Functions {
		known = append(known, f.Name)
	}
	if near := diag.Nearest(name, known); near != "" {
		return "did you mean " + near + ", which apigen.yaml has?"
	}
	return "its operations answer 500 until functions in apigen.yaml, or --function " + name + "=TARGET, says what runs it"
}

// localToken is the token `apigen up` gives out: it is of the use that the API
// takes, has every scope there is and is good for a working day.
func (p *project) localToken() (gateway.TokenRequest, error) {
	request := gateway.TokenRequest{Subject: "11111111-2222-4333-8444-555555555555", Username: "local", ValidFor: 12 * 60 * 60}
	err := p.completeToken(&request)
	return request, err
}

// serveFront serves the front end, told where the API is.
func (p *project) serveFront(front *page, gw *gateway.Gateway, facts *upFacts) {
	facts.WebURL = front.origin()
	var token func() (string, error)
	if facts.Token != "" {
		token = func() (string, error) {
			request, err := p.localToken()
			if err != nil {
				return "", err
			}
			return gw.Token(request)
		}
	}
	front.serve(pageConfig{BaseURL: facts.InvokeURL, APIKey: facts.APIKey, Issuer: facts.Issuer}, token)
}

func printUp(w io.Writer, f upFacts, r *control.Result, took time.Duration) {
	fmt.Fprintf(w, "\n%s is up, after %.1f s: %s\n\n", r.Name, took.Seconds(), r.Plan.Summary())
	for _, line := range []struct{ name, value string }{
		{"invoke URL", f.InvokeURL},
		{"front end", f.WebURL},
		{"API reference", f.DocsURL},
		{"inspector", f.InspectorURL},
		{"API key", f.APIKey},
		{"token", f.Token},
	} {
		if line.value != "" {
			fmt.Fprintf(w, "  %-14s %s\n", line.name, line.value)
		}
	}
}

// printTry says what to do next.
func (p *project) printTry(w io.Writer, f upFacts, region, envFile string) {
	line, note := p.tryLine(f, region)
	fmt.Fprintf(w, "\nThe same stands in %s for shells, and in up.json beside it for programs. ", envFile)
	if line == "" {
		fmt.Fprint(w, "Every operation needs values that only you know:\nthe API reference sends requests with them.\n\n")
	} else {
		fmt.Fprintf(w, "Try:\n\n  . %s\n  %s\n\n", envFile, line)
	}
	if note != "" {
		fmt.Fprintf(w, "%s\n\n", note)
	}
	if p.unanswered() {
		fmt.Fprint(w, "Operations that nobody has written yet in handlers answer 501.\n\n")
	}
	fmt.Fprint(w, "Ctrl-C stops everything.\n")
}
