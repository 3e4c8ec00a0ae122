package apigw

import (
	"strings"
	"testing"
)

// Actions and ARNs are those of the Service Authorization Reference,
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
func TestAccesses(t *testing.T) {
	t.Parallel()
	const here = "arn:aws:apigateway:${AWS::Region}:"
	json := func(template string) map[string]string { return map[string]string{"application/json": template} }
	for _, tt := range []struct {
		name string
		in   Integration
		want string // actions, then the resource without its beginning
	}{
		{"table by stage variable", Integration{URI: here + "dynamodb:action/GetItem", RequestTemplates: json(`{"TableName": "$stageVariables.table"}`)},
			"dynamodb:GetItem arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${stageVariables.table}"},
		{"index", Integration{URI: here + "dynamodb:action/Query", RequestTemplates: json(`{"IndexName":"ByOwner","TableName":"links"}`)},
			"dynamodb:Query arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/links/index/ByOwner"},
		{"table by parameter", Integration{URI: here + "dynamodb:action/PutItem", RequestTemplates: json(`{"TableName":"${Table}"}`)},
			"dynamodb:PutItem arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}"},
		{"table by request", Integration{URI: here + "dynamodb:action/Scan", RequestTemplates: json(`{"TableName":"$input.params('t')"}`)}, "dynamodb:Scan "},
		{"queue by path", Integration{URI: here + "sqs:path/${AWS::AccountId}/jobs", RequestTemplates: json("Action=SendMessage&MessageBody=$input.body")},
			"sqs:SendMessage arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs"},
		{"queue by request", Integration{URI: here + "sqs:path/1/{queue}", RequestTemplates: json("Action=ReceiveMessage")}, "sqs:ReceiveMessage "},
		{"topic", Integration{URI: here + "sns:action/Publish", RequestParameters: map[string]string{"integration.request.querystring.TopicArn": "'${Topic}'"}}, "sns:Publish ${Topic}"},
		{"stream", Integration{URI: here + "kinesis:action/PutRecord", RequestTemplates: json(`{"StreamName": "s", "Data": "$util.base64Encode($input.body)"}`)},
			"kinesis:PutRecord arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/s"},
		{"delivery stream", Integration{URI: here + "firehose:action/PutRecord", RequestTemplates: json(`{"DeliveryStreamName": "d"}`)},
			"firehose:PutRecord arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/d"},
		{"state machine", Integration{URI: here + "states:action/StartExecution", RequestTemplates: json(`{"stateMachineArn": "${Machine}"}`)}, "states:StartExecution ${Machine}"},
		{"usual event bus", Integration{URI: here + "events:action/PutEvents"}, "events:PutEvents arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"},
		{"object", Integration{URI: here + "s3:path/files/{key}", HTTPMethod: "GET"}, "s3:GetObject arn:${AWS::Partition}:s3:::files/*"},
		{"put of an object", Integration{URI: here + "s3:path/files/a/{key}", HTTPMethod: "PUT"}, "s3:PutObject arn:${AWS::Partition}:s3:::files/a/*"},
		{"bucket", Integration{URI: here + "s3:path/files", HTTPMethod: "GET"}, "s3:ListBucket arn:${AWS::Partition}:s3:::files"},
		{"bucket by request", Integration{URI: here + "s3:path/{bucket}/{key}", HTTPMethod: "GET"}, "s3:GetObject "},
		{"things", Integration{URI: here + "prefix-ats.iotdata:path/topics/robot/action", HTTPMethod: "POST"}, "iot:Publish arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:topic/robot/action"},
		{"model", Integration{URI: here + "runtime.sagemaker:path/endpoints/digits/invocations", HTTPMethod: "POST"},
			"sagemaker:InvokeEndpoint arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:endpoint/digits"},
		{"function", Integration{URI: here + "lambda:path/2015-03-31/functions/arn:aws:lambda:r:1:function:f:live/invocations"}, "lambda:InvokeFunction arn:aws:lambda:r:1:function:f:live"},
		{"another service", Integration{URI: here + "translate:action/TranslateText"}, "translate:TranslateText "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := tt.in
			in.Type, in.Credentials = IntegrationAWS, "${Role}"
			api := &RestAPI{Resources: []*Resource{{Path: "/", Methods: []*Method{{HTTPMethod: "GET", Integration: &in}}}}}
			all := api.Accesses()
			if len(all) != 1 {
				t.Fatalf("got %+v, want one", all)
			}
			if got := strings.Join(all[0].Actions, ",") + " " + all[0].Resource; got != tt.want || all[0].Role != "${Role}" {
				t.Errorf("got %s of %s, want %s", got, all[0].Role, tt.want)
			}
		})
	}
}

func TestAccessesStandTogether(t *testing.T) {
	t.Parallel()
	call := func(action, role string) *Method {
		return &Method{Integration: &Integration{Credentials: role, URI: "arn:aws:apigateway:r:dynamodb:action/" + action,
			RequestTemplates: map[string]string{"a/b": `{"TableName":"t"}`}}}
	}
	api := &RestAPI{
		Resources: []*Resource{{Methods: []*Method{
			call("GetItem", "a"), call("PutItem", "b"), call("Scan", "a"), call("GetItem", "a"), call("Query", ""), call("Query", callerIdentity),
		}}},
		Authorizers: []*Authorizer{{Credentials: "b", URI: "arn:aws:apigateway:r:lambda:path/2015-03-31/functions/arn:aws:lambda:r:1:function:f/invocations"}},
	}
	var got []string
	for _, a := range api.Accesses() {
		got = append(got, a.Role+" "+strings.Join(a.Actions, ","))
	}
	if text := strings.Join(got, "; "); text != "a dynamodb:GetItem,dynamodb:Scan; b dynamodb:PutItem; b lambda:InvokeFunction" {
		t.Errorf("got %s", text)
	}
}

func TestHTTPAccesses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		subtype    string
		parameters map[string]string
		want       string
	}{
		{"SQS-SendMessage", map[string]string{"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/jobs", "MessageBody": "$request.body"}, "sqs:SendMessage arn:${AWS::Partition}:sqs:${AWS::Region}:1:jobs"},
		{"SQS-SendMessage", map[string]string{"QueueUrl": "${QueueUrl}"}, "sqs:SendMessage "},
		{"EventBridge-PutEvents", map[string]string{"Detail": "$request.body"}, "events:PutEvents arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"},
		{"Kinesis-PutRecord", map[string]string{"StreamName": "$stageVariables.s"}, "kinesis:PutRecord arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/${stageVariables.s}"},
		{"StepFunctions-StartSyncExecution", map[string]string{"StateMachineArn": "${Machine}"}, "states:StartSyncExecution ${Machine}"},
		{"StepFunctions-StopExecution", map[string]string{"ExecutionArn": "$request.body.arn"}, "states:StopExecution "},
	} {
		api := &HTTPAPI{Integrations: []*HTTPIntegration{{Subtype: tt.subtype, Credentials: "r", RequestParameters: tt.parameters}}}
		all := api.Accesses()
		if len(all) != 1 {
			t.Fatalf("got %+v, want one", all)
		}
		if got := strings.Join(all[0].Actions, ",") + " " + all[0].Resource; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.subtype, got, tt.want)
		}
	}
}
