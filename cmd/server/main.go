// Command server is the company directory as a process of its own. Without API
// Gateway before it nobody checks tokens or API keys, and nothing is known of
// callers. Behind the local gateway or the AWS Lambda Web Adapter,
// -trust-gateway has it know of a caller what the function in Lambda knows.
//
//	server [-addr HOST:PORT] [-trust-gateway] [-migrate]
//
// Its configuration is that of package handlers/service; without
// DIRECTORY_DATABASE the directory is kept in .apigen/directory.db. The log goes
// to standard error, a JSON object a line. On SIGINT or SIGTERM it lets requests
// finish and exits with 0; a second signal ends it at once. GET /healthz is
// answered with 200 while the database can be used.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"github.com/apigen-go/apigen/generated/server"
	"github.com/apigen-go/apigen/handlers/listen"
	"github.com/apigen-go/apigen/handlers/secret"
	"github.com/apigen-go/apigen/handlers/service"
	"github.com/apigen-go/apigen/serve"
)

// defaultDatabase is beside what the local gateway keeps.
const defaultDatabase = "sqlite:.apigen/directory.db"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the next signal is not caught
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stderr))
}

// run is the program: 0 when it did what it was asked to, 2 when it could not.
func run(ctx context.Context, args []string, getenv func(string) string, stderr io.Writer) int {
	logger := slog.New(slog.NewJSONHandler(stderr, nil))
	slog.SetDefault(logger)
	config, err := service.FromEnv(getenv)
	if err != nil {
		fmt.Fprintln(stderr, "server:", err)
		return 2
	}
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&config.Addr, "addr", config.Addr, "where to listen, `HOST:PORT` (DIRECTORY_ADDR)")
	flags.BoolVar(&config.Trust, "trust-gateway", config.Trust, "believe what a gateway before the server says of callers; on a loopback address alone (DIRECTORY_TRUST_GATEWAY)")
	migrate := flags.Bool("migrate", false, "bring the schema of the database up to date and exit")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "server: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	if err := start(ctx, config, *migrate, logger); err != nil {
		fmt.Fprintln(stderr, "server:", err)
		return 2
	}
	return 0
}

func start(ctx context.Context, config service.Config, migrate bool, logger *slog.Logger) (err error) {
	if config.Database == "" {
		config.Database = defaultDatabase
	}
	config.Secrets = new(secret.Manager)
	directory, err := service.New(config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, directory.Close()) }()
	if migrate {
		return directory.Migrate(ctx)
	}
	if err := directory.Ready(ctx); err != nil { // say so now, not in every answer
		return err
	}
	ln, err := net.Listen("tcp", config.Addr)
	if err != nil {
		return err
	}
	logger.Info("listening", "url", "http://"+ln.Addr().String())
	return listen.Run(ctx, ln, listen.Config{
		Handler: server.New(directory, serve.Params(config.Params())), TrustGateway: config.Trust, Ready: directory.Ready, Logger: logger,
	})
}
