package control

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"
)

// A CallError is a call to AWS that could not be made, in words of what to do
// about it.
type CallError struct {
	Text string
	Err  error
}

func (e *CallError) Error() string { return e.Text }
func (e *CallError) Unwrap() error { return e.Err }

// Explain puts what is wrong with credentials, permissions or the connection into
// one sentence. Other errors stay as they are. A step's error keeps what was done.
func Explain(err error) error {
	if err == nil {
		return nil
	}
	text := explanation(err)
	if text == "" {
		return err
	}
	var step *StepError
	if errors.As(err, &step) {
		told := *step
		told.Err = &CallError{text, step.Err}
		return &told
	}
	return &CallError{text, err}
}

func explanation(err error) string {
	call := "a call"
	var operation *smithy.OperationError
	if errors.As(err, &operation) {
		call = operation.ServiceID + " " + operation.OperationName
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		switch code := api.ErrorCode(); code {
		case "ExpiredToken", "ExpiredTokenException", "RequestExpired":
			return "the AWS credentials have expired: sign in again, for instance with aws sso login"
		case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch":
			return fmt.Sprintf("AWS does not know these credentials (%s): check the profile of this environment, and the region", code)
		case "AccessDenied", "AccessDeniedException", "UnauthorizedException", "AuthorizationError":
			return fmt.Sprintf("the credentials do not allow %s (%s): apigen iam prints the policy they need", call, strings.TrimSuffix(api.ErrorMessage(), "."))
		case "TooManyRequestsException", "ThrottlingException", "LimitExceededException":
			return fmt.Sprintf("%s is throttled (%s): the control plane's rates are those of the whole account; try again in a minute", call, strings.TrimSuffix(api.ErrorMessage(), "."))
		}
		return ""
	}
	switch text := err.Error(); {
	case strings.Contains(text, "get credentials") || strings.Contains(text, "failed to refresh cached credentials"):
		return "there are no AWS credentials: set AWS_PROFILE, or profile in apigen.yaml"
	case strings.Contains(text, "no such host"):
		return call + ": the endpoint's name does not resolve: check region and endpoint"
	case strings.Contains(text, "connection refused"):
		return call + ": nothing answers at the endpoint"
	}
	return ""
}
