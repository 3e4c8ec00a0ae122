// Command lambda is the company directory as an AWS Lambda function behind
// Amazon API Gateway. Its configuration is that of package handlers/service;
// DIRECTORY_DATABASE must be set, since what a function keeps in its own files
// is lost with it.
package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/apigen-go/apigen/generated/server"
	"github.com/apigen-go/apigen/handlers/secret"
	"github.com/apigen-go/apigen/handlers/service"
	"github.com/apigen-go/apigen/lambdahttp"
	"github.com/apigen-go/apigen/serve"
)

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	slog.SetDefault(logger)
	config, err := service.FromEnv(os.Getenv)
	if err != nil {
		fail(logger, err)
	}
	config.Secrets = new(secret.Manager)
	directory, err := service.New(config)
	if err != nil {
		fail(logger, err)
	}
	// The start of a function is the time with the most processor to itself:
	// connect now, while the runtime fetches the first event.
	go connect(logger, directory)
	lambdahttp.Start(server.Handler(directory, serve.Params(config.Params())), lambdahttp.Options{Logger: logger})
}

// connect opens the database. When it fails, the first request tries again and
// answers with what comes of it.
func connect(logger *slog.Logger, directory *service.Service) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := directory.Ready(ctx); err != nil {
		logger.Error("connect to the database", "error", err)
	}
}

func fail(logger *slog.Logger, err error) {
	logger.Error("start", "error", err)
	os.Exit(1)
}
