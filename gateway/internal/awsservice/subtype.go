package awsservice

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/mapping"
)

// A Subtype is a first-class integration of an HTTP API: an action of a service
// and where its parameters come from. It does not change. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
type Subtype struct {
	name       string
	definition *subtype
	parameters []parameter
}

// A parameter is one of a subtype, in the order of its name.
type parameter struct {
	name  string
	value mapping.Expression
}

// A subtype is what an integrationSubtype calls.
type subtype struct {
	service            string
	required, optional []string
	request            func(arguments) (*Request, error)
}

// subtypes are all there are; every one takes Region besides.
var subtypes = map[string]*subtype{
	"EventBridge-PutEvents":            {"events", []string{"Detail", "DetailType", "Source"}, []string{"EventBusName", "Resources", "Time", "TraceHeader"}, putEvents},
	"SQS-SendMessage":                  {"sqs", []string{"MessageBody", "QueueUrl"}, []string{"DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId", "MessageSystemAttributes"}, queueAction("SendMessage")},
	"SQS-ReceiveMessage":               {"sqs", []string{"QueueUrl"}, []string{"AttributeNames", "MaxNumberOfMessages", "MessageAttributeNames", "ReceiveRequestAttemptId", "VisibilityTimeout", "WaitTimeSeconds"}, queueAction("ReceiveMessage")},
	"SQS-DeleteMessage":                {"sqs", []string{"QueueUrl", "ReceiptHandle"}, nil, queueAction("DeleteMessage")},
	"SQS-PurgeQueue":                   {"sqs", []string{"QueueUrl"}, nil, queueAction("PurgeQueue")},
	"AppConfig-GetConfiguration":       {"appconfig", []string{"Application", "ClientId", "Configuration", "Environment"}, []string{"ClientConfigurationVersion"}, getConfiguration},
	"Kinesis-PutRecord":                {"kinesis", []string{"Data", "PartitionKey", "StreamName"}, []string{"ExplicitHashKey", "SequenceNumberForOrdering"}, putRecord},
	"StepFunctions-StartExecution":     {"states", []string{"StateMachineArn"}, []string{"Input", "Name"}, stateMachineAction("StartExecution")},
	"StepFunctions-StartSyncExecution": {"states", []string{"StateMachineArn"}, []string{"Input", "Name", "TraceHeader"}, stateMachineAction("StartSyncExecution")},
	"StepFunctions-StopExecution":      {"states", []string{"ExecutionArn"}, []string{"Cause", "Error"}, stateMachineAction("StopExecution")},
}

// ParseSubtype reads the integrationSubtype and the requestParameters of an
// integration. The errors are [mapping.DefinitionError]s in the service's words,
// joined.
func ParseSubtype(name string, parameters map[string]string) (*Subtype, error) {
	definition := subtypes[name]
	if definition == nil {
		return nil, &mapping.DefinitionError{Text: "Operation: " + name + " is not supported.", Reason: errors.New("want one of " + strings.Join(SubtypeNames(), ", "))}
	}
	for _, required := range definition.required {
		if _, ok := parameters[required]; !ok {
			return nil, &mapping.DefinitionError{
				Text:   fmt.Sprintf("Operation: %s requires enabling passthrough, or defining all of the following parameters: [%s]", name, strings.Join(definition.required, ", ")),
				Reason: errors.New(required + " is missing"),
			}
		}
	}
	s := &Subtype{name: name, definition: definition}
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(parameters)) {
		if key != "Region" && !slices.Contains(definition.required, key) && !slices.Contains(definition.optional, key) {
			known := append(append([]string{"Region"}, definition.required...), definition.optional...)
			slices.Sort(known)
			errs = append(errs, &mapping.DefinitionError{
				Text:   fmt.Sprintf("Parameter: %s does not fit schema for Operation: %s.", key, name),
				Reason: errors.New("known are " + strings.Join(known, ", ")),
			})
			continue
		}
		value, err := mapping.ParseServiceParameter(key, parameters[key])
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.parameters = append(s.parameters, parameter{key, value})
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return s, nil
}

// SubtypeNames lists the subtypes there are, sorted.
func SubtypeNames() []string { return slices.Sorted(maps.Keys(subtypes)) }

// Name is the subtype's name.
func (s *Subtype) Name() string { return s.name }

// Service is the name the called service has among the endpoints.
func (s *Subtype) Service() string { return s.definition.service }

// Call calls the service for a request. What [Failure] makes of the error is
// what the caller gets; the error's text is $context.integrationErrorMessage.
func (s *Subtype) Call(ctx context.Context, c *Client, message *mapping.Message) (*Answer, error) {
	values := arguments{}
	for _, p := range s.parameters {
		value, ok, err := p.value.Value(message)
		if err != nil || !ok || value == "" {
			return nil, &UnresolvedError{p.name, p.value.String()}
		}
		values[p.name] = value
	}
	request, err := s.definition.request(values)
	if err != nil {
		return nil, err
	}
	request.Service, request.Region = s.definition.service, values["Region"]
	answer, err := c.Do(ctx, request)
	if err != nil {
		return nil, err
	}
	if answer.Status >= 300 {
		return nil, refusal(s.definition.service, answer)
	}
	return answer, nil
}

// An UnresolvedError is a parameter that has no value in a request, or an empty
// one. Optional ones need a value, too, when they are mapped (recorded,
// test_apigw_v2_http_kinesis_put_record_no_stream).
type UnresolvedError struct{ Parameter, Source string }

func (e *UnresolvedError) Error() string {
	return "Unable to resolve property " + e.Parameter + " from source " + e.Source +
		". Please make sure that the request to API Gateway contains all the necessary fields specified in request parameters."
}

// A ParameterError is a parameter whose value the service cannot be given.
type ParameterError struct {
	Parameter string
	Reason    error
}

func (e *ParameterError) Error() string { return "parameter " + e.Parameter + ": " + e.Reason.Error() }

func (e *ParameterError) Unwrap() error { return e.Reason }

// A RefusedError is an error a service answered with.
type RefusedError struct {
	Service, Code, Message string
	Answer                 *Answer
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s answered %d %s: %s", e.Service, e.Answer.Status, e.Code, e.Message)
}

// Failure is what the caller of an HTTP API gets for an error of
// [Subtype.Call]: 400 for a request that lacks something, 503 for a service that
// took too long, and 500 for the rest, what the service refused included
// (recorded, test_apigw_v2_http_kinesis_put_record_no_stream).
func Failure(err error) (status int, message string) {
	var unresolved *UnresolvedError
	var parameter *ParameterError
	switch {
	case errors.As(err, &unresolved), errors.As(err, &parameter):
		return http.StatusBadRequest, "Bad Request"
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "Service Unavailable"
	}
	return http.StatusInternalServerError, "Internal Server Error"
}
