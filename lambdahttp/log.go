package lambdahttp

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// LogHandler returns a handler that adds to each line logged with the context of
// a request what it takes to find the request elsewhere:
//
//	requestId         of the invocation, as in Lambda's own log lines
//	gatewayRequestId  of API Gateway, as in its access log
//
// In main, slog.SetDefault(slog.New(lambdahttp.LogHandler(handler))) is enough
// for slog.InfoContext and the like. Under slog's WithGroup the ids are part of
// the group.
func LogHandler(h slog.Handler) slog.Handler {
	if had, ok := h.(logHandler); ok {
		return had
	}
	return logHandler{h}
}

type logHandler struct{ slog.Handler }

func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	if ctx == nil {
		return h.Handler.Handle(ctx, record)
	}
	if invocation, ok := lambdacontext.FromContext(ctx); ok && invocation.AwsRequestID != "" {
		record = record.Clone()
		record.AddAttrs(slog.String("requestId", invocation.AwsRequestID))
	}
	if gateway, ok := RequestContext(ctx); ok && gateway.RequestID != "" {
		record = record.Clone()
		record.AddAttrs(slog.String("gatewayRequestId", gateway.RequestID))
	}
	return h.Handler.Handle(ctx, record)
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

func (h logHandler) WithGroup(name string) slog.Handler {
	return logHandler{h.Handler.WithGroup(name)}
}
