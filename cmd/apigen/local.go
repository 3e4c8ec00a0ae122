package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"
)

func newLocal(std stdio) *cobra.Command {
	var c localConfig
	var f fileDeployment
	var accessLog, executionLog string
	command := &cobra.Command{
		Use:   "local [FILE...]",
		Short: "Run the local gateway until Ctrl-C, with the APIs of files in it",
		Long: `local is an API Gateway on this machine. It accepts the calls the AWS SDKs
make to import, deploy and change REST APIs and HTTP APIs, and answers requests
to deployed stages as API Gateway does. Its state is kept in .apigen/gateway.

FILEs are imported and deployed at the start, and their addresses printed: an
OpenAPI or Swagger document, or a CloudFormation or SAM template that holds one.
A document with extensions of HTTP APIs, such as payloadFormatVersion: "2.0", is
an HTTP API, served at its own address; --http says so of others.
Their intrinsic functions (Ref, Fn::Sub, Fn::GetAtt, Fn::If, ...) are decided by
--param, then by the template, whose resources are called after their names or
logical ids. Every function may be invoked by them.

Point any AWS SDK or the AWS CLI at it: AWS_ENDPOINT_URL=http://` + defaultListen + `

A function's TARGET is a main package (./cmd/lambda), a bootstrap executable, the
address of an HTTP server, or of a Lambda invoke endpoint (.../invocations). A
main package is built, and built anew whenever its sources change.

Integrations with other AWS services call the endpoints that --service names: an
emulator, or a server of your own. The requests are signed with credentials that
open nothing.`,
		Example: `  apigen local
  apigen local --lambda directory=./cmd/lambda
  apigen local --function directory=http://127.0.0.1:8080
  apigen local --service dynamodb=http://127.0.0.1:8000
  apigen local --users users.yaml --access-log access.log --execution-log -
  apigen local api.yaml --param Table=links --param Role.Arn=arn:aws:iam::123456789012:role/links
  apigen local template.yaml --param Name=links --stage dev
  apigen local http.yaml --issuer https://login.example.com/=us-east-1_staff
  apigen local --data "" --listen 127.0.0.1:0`,
	}
	flags := command.Flags()
	flags.StringVar(&c.listen, "listen", defaultListen, "address to listen on")
	flags.StringVar(&c.data, "data", filepath.Join(".apigen", "gateway"), "folder the state is kept in; empty keeps it in memory")
	c.backendFlags(flags)
	f.addFlags(flags)
	flags.StringVar(&accessLog, "access-log", "-", "file the access log is appended to; - is the standard output, empty none")
	flags.StringVar(&executionLog, "execution-log", "", "file the execution logs are appended to that stages ask for; - is the standard output")
	flags.BoolVarP(&c.verbose, "verbose", "v", false, "log what the gateway does")
	configFile := configFlag(command)
	command.Args = cobra.ArbitraryArgs
	command.RunE = func(command *cobra.Command, files []string) error {
		ctx := command.Context()
		p, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		if err := checkListen(ctx, c.listen); err != nil {
			return err
		}
		c.work = p.workDir()
		var closeAccess, closeExecution func() error
		if c.accessLog, closeAccess, err = openLog(accessLog, std.out); err != nil {
			return err
		}
		defer func() { _ = closeAccess() }()
		if c.execution, closeExecution, err = openLog(executionLog, std.out); err != nil {
			return err
		}
		defer func() { _ = closeExecution() }()
		if c.data != "" && !command.Flags().Changed("data") {
			c.data = filepath.Join(p.workDir(), "gateway")
		}
		documents, err := p.readFiles(&f, files)
		if err != nil {
			return err
		}
		if len(documents) > 0 {
			c.openFunctions, c.docs = true, newDocsPage(p)
			c.docs.show(documents[0].document)
		}
		gw, err := p.startLocal(ctx, std, c)
		if err != nil {
			return err
		}
		defer gw.Close()
		defer p.reload(ctx, std.err, watchPause)()
		if err := p.deployFiles(ctx, std, gw, &f, documents, c.docs); err != nil {
			return err
		}
		if len(documents) > 0 {
			defer p.followFiles(ctx, std, gw, &f, files, c.docs)()
		}
		fmt.Fprintf(std.err, "local gateway   %s\ninspector       %s\napi reference   %s\n\nCtrl-C stops it.\n", gw.URL(), gw.InspectorURL(), gw.DocsURL())
		<-ctx.Done()
		return gw.Close()
	}
	return command
}
