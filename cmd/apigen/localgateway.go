package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/control"
)

// defaultListen is where the local gateway is, so that invoke URLs stay the same.
const defaultListen = "127.0.0.1:8790"

// A localConfig says how a local gateway is started for a project.
type localConfig struct {
	listen    string
	work      string    // folder of built functions
	keep      string    // folder of what functions keep; empty is data in work
	data      string    // folder of the gateway's state; empty keeps it in memory
	functions []string  // NAME=TARGET, of --function
	lambdas   []string  // the same, of --lambda
	services  []string  // NAME=URL
	vpcLinks  []string  // ID=URL
	issuers   []string  // ISSUER=POOL
	random    io.Reader // of ids; nil is the operating system's
	verbose   bool
	accessLog io.Writer
	execution io.Writer // of execution logs
	users     string    // file of the users who may sign in
	docs      *docsPage // nil is the project's document

	openFunctions bool // every API may invoke every function
}

// backendFlags adds the flags that say what is behind a local gateway.
func (c *localConfig) backendFlags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&c.functions, "function", nil, "NAME=TARGET: what runs a function; may be repeated")
	flags.StringArrayVar(&c.lambdas, "lambda", nil, "NAME=TARGET: the same as --function")
	flags.StringArrayVar(&c.services, "service", nil, "NAME=URL: endpoint of an AWS service integrations call, e.g. dynamodb=http://127.0.0.1:8000; may be repeated")
	flags.StringVar(&c.users, "users", "", "FILE: who may sign in at the local identity provider (YAML: username, password, email, groups); without it anybody may")
	flags.StringArrayVar(&c.vpcLinks, "vpc-link", nil, "ID=URL: where a VPC link leads; may be repeated")
	flags.StringArrayVar(&c.issuers, "issuer", nil, "ISSUER=POOL: an issuer of JWT authorizers that the local identity provider stands in for, and the pool whose tokens are taken; may be repeated")
}

// startLocal starts the gateway with the project's functions and its docs page.
func (p *project) startLocal(ctx context.Context, std stdio, c localConfig) (*gateway.Gateway, error) {
	work, err := filepath.Abs(c.work)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(work, 0o755); err != nil {
		return nil, err
	}
	keep := filepath.Join(work, "data")
	if c.keep != "" {
		keep = c.keep
	}
	if err := os.MkdirAll(keep, 0o755); err != nil {
		return nil, err
	}
	functions, err := p.functions(ctx, slices.Concat(c.functions, c.lambdas), work, keep)
	if err != nil {
		return nil, err
	}
	services, err := assignments(p.Services, "service", c.services)
	if err != nil {
		return nil, err
	}
	vpcLinks, err := assignments(p.VPCLinks, "vpc-link", c.vpcLinks)
	if err != nil {
		return nil, err
	}
	issuers, err := pools(c.issuers)
	if err != nil {
		return nil, err
	}
	usersFile := c.users
	if usersFile == "" {
		usersFile = p.Users
	}
	users, err := readUsers(usersFile)
	if err != nil {
		return nil, err
	}
	level := slog.LevelWarn
	if c.verbose {
		level = slog.LevelDebug
	}
	if c.docs == nil {
		c.docs = newDocsPage(p)
	}
	env, err := p.Environment(config.Local)
	if err != nil {
		return nil, err
	}
	gw, err := gateway.New(gateway.Config{
		Region:    env.Region,
		Functions: functions, OpenFunctions: c.openFunctions,
		Services:  services,
		VPCLinks:  vpcLinks,
		Issuers:   issuers,
		Dir:       c.data,
		Docs:      c.docs,
		Notice:    c.docs.notice,
		Log:       slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: level})),
		AccessLog: c.accessLog, ExecutionLog: c.execution, Users: users,
		Random: c.random,
	})
	if err != nil {
		return nil, err
	}
	if err := gw.Start(ctx, c.listen); err != nil {
		gw.Close()
		return nil, wrongListen(c.listen, err)
	}
	return gw, nil
}

// pools reads ISSUER=POOL; an issuer may have an equals sign in it, a pool has
// none.
func pools(flags []string) (map[string]string, error) {
	all := map[string]string{}
	for _, flag := range flags {
		i := strings.LastIndexByte(flag, '=')
		if i <= 0 || i == len(flag)-1 {
			return nil, usageError{"apigen local", fmt.Errorf("--issuer %s: want ISSUER=POOL, e.g. https://login.example.com/=us-east-1_staff", flag)}
		}
		all[flag[:i]] = flag[i+1:]
	}
	return all, nil
}

// connectLocal makes a control for a gateway of this machine. It takes any
// credentials, so none are looked for.
func connectLocal(ctx context.Context, endpoint, region string) (*control.Control, error) {
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"} {
		if os.Getenv(name) == "" {
			if err := os.Setenv(name, value); err != nil {
				return nil, err
			}
		}
	}
	local, err := control.Connect(ctx, control.Target{Region: region, Endpoint: endpoint})
	if err != nil {
		return nil, err
	}
	local.HTTP = &http.Client{Timeout: 10 * time.Second, Transport: probing{}}
	return local, nil
}

// probing says of requests that they only ask whether a stage answers. Users of the
// inspector look for their own requests.
type probing struct{}

func (probing) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", gateway.ProbeAgent)
	return http.DefaultTransport.RoundTrip(r)
}

// localRunning reports whether a local gateway listens at the address.
func localRunning(ctx context.Context, address string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/restapis", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// checkListen reports what keeps the local gateway from listening at an address,
// before anything is built for it.
func checkListen(ctx context.Context, address string) error {
	l, err := listenAt(ctx, address)
	if err != nil {
		return wrongListen(address, err)
	}
	return l.Close()
}

// listenAt listens as the gateway does: an address without a host is of 127.0.0.1,
// an empty one any free port of it.
func listenAt(ctx context.Context, address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(cmp.Or(address, ":0"))
	if err != nil {
		return nil, err
	}
	var listen net.ListenConfig
	return listen.Listen(ctx, "tcp", net.JoinHostPort(cmp.Or(host, "127.0.0.1"), port))
}

// wrongListen says what to do about an address that nobody can listen at.
func wrongListen(address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("--listen %s: something else listens there: give another address, or 127.0.0.1:0 for any free port", address)
	}
	var malformed *net.AddrError
	if !errors.As(err, &malformed) {
		return fmt.Errorf("--listen %s: %w", address, err)
	}
	example := defaultListen
	if _, notNumber := strconv.ParseUint(address, 10, 16); notNumber == nil {
		example = "127.0.0.1:" + address
	}
	return fmt.Errorf("--listen %s: %s: want HOST:PORT, e.g. %s", address, malformed.Err, example)
}

// freeIfTaken gives the address, or a free port of its host when something
// else listens there, and says so.
func freeIfTaken(ctx context.Context, w io.Writer, address string) string {
	l, err := listenAt(ctx, address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		host, _, _ := net.SplitHostPort(address) // somebody listens there, so it has one
		fmt.Fprintf(w, "something listens on %s already: a free port is taken\n", address)
		return net.JoinHostPort(host, "0")
	case err == nil:
		l.Close()
	}
	return address
}

// pools gives the ids of the user pools a document's authorizers name.
func poolIDs(arns []string) []string {
	var ids []string
	for _, arn := range arns {
		if _, id, ok := strings.Cut(arn, ":userpool/"); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

var errNoPool = fmt.Errorf("the document has no authorizer of a Cognito user pool, so there is nothing to have a token for; --pool names one")
