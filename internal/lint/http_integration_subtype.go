package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var httpIntegrationSubtype = &Rule{
	ID:       "http-integration-subtype",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an integration asks a service for what HTTP APIs cannot ask

Each integrationSubtype has parameters that must be there. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html`,
	Check: func(s *Subject, report Report) {
		for _, in := range s.HTTP.Integrations {
			if in.Subtype == "" || apigw.HasPlaceholder(in.Subtype) {
				continue
			}
			want, known := serviceActions[in.Subtype]
			if !known {
				hint := "known are " + strings.Join(slices.Sorted(maps.Keys(serviceActions)), ", ")
				report(in.Pointer+"/integrationSubtype", "import fails: Operation: "+in.Subtype+" is not supported.", hint)
				continue
			}
			var missing []string
			for _, name := range want {
				if _, ok := in.RequestParameters[name]; !ok {
					missing = append(missing, name)
				}
			}
			if len(missing) > 0 {
				report(in.Pointer, "import fails: Operation: "+in.Subtype+" requires enabling passthrough, or defining all of the following parameters",
					"add "+strings.Join(missing, ", ")+" to requestParameters")
			}
		}
	},
}

// serviceActions are the actions of services that an integration may name, with
// the parameters each needs.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
var serviceActions = map[string][]string{
	"EventBridge-PutEvents":            {"Detail", "DetailType", "Source"},
	"SQS-SendMessage":                  {"QueueUrl", "MessageBody"},
	"SQS-ReceiveMessage":               {"QueueUrl"},
	"SQS-DeleteMessage":                {"ReceiptHandle", "QueueUrl"},
	"SQS-PurgeQueue":                   {"QueueUrl"},
	"AppConfig-GetConfiguration":       {"Application", "Environment", "Configuration", "ClientId"},
	"Kinesis-PutRecord":                {"StreamName", "Data", "PartitionKey"},
	"StepFunctions-StartExecution":     {"StateMachineArn"},
	"StepFunctions-StartSyncExecution": {"StateMachineArn"},
	"StepFunctions-StopExecution":      {"ExecutionArn"},
}
