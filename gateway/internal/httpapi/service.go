package httpapi

import (
	"context"
	"errors"

	"github.com/apigen-go/apigen/gateway/internal/awsservice"
)

// A serviceBackend calls an AWS service: a first-class integration
// (integrationSubtype).
type serviceBackend struct{ subtype *awsservice.Subtype }

func (b *serviceBackend) call(x *exchange, in *integration, _ *outgoing) (*answer, *failure) {
	ctx, cancel := context.WithTimeout(x.r.Context(), in.timeout)
	defer cancel()
	got, err := b.subtype.Call(ctx, x.server.services, x.requestMessage())
	if err != nil {
		status, message := awsservice.Failure(err)
		kind := "INTEGRATION_FAILURE"
		if errors.Is(err, context.DeadlineExceeded) {
			kind = "INTEGRATION_TIMEOUT"
		}
		return nil, &failure{status: status, message: message, kind: kind, cause: err.Error()}
	}
	x.integrationID = got.Header.Get("X-Amzn-Requestid")
	return &answer{status: got.Status, header: passed(got.Header), body: got.Body}, nil
}
