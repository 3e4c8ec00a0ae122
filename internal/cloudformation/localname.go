package cloudformation

import (
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A naming says what Ref and Fn::GetAtt give for a type of resource. NAME stands
// for the resource's name, ID for the name in letters and digits.
type naming struct {
	property   string // that holds the name
	ref        string
	attributes map[string]string
}

func arn(service, rest string) string {
	return "arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:" + rest
}

// namings are the types whose names follow from the template. See the section
// "Return values" of each type in
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
var namings = map[string]naming{
	"AWS::DynamoDB::Table":                 {"TableName", "NAME", map[string]string{"Arn": arn("dynamodb", "table/NAME")}},
	"AWS::DynamoDB::GlobalTable":           {"TableName", "NAME", map[string]string{"Arn": arn("dynamodb", "table/NAME")}},
	"AWS::Serverless::SimpleTable":         {"TableName", "NAME", map[string]string{"Arn": arn("dynamodb", "table/NAME")}},
	"AWS::SQS::Queue":                      {"QueueName", "https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/NAME", map[string]string{"Arn": arn("sqs", "NAME"), "QueueName": "NAME", "QueueUrl": "https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/NAME"}},
	"AWS::SNS::Topic":                      {"TopicName", arn("sns", "NAME"), map[string]string{"TopicArn": arn("sns", "NAME"), "TopicName": "NAME"}},
	"AWS::Kinesis::Stream":                 {"Name", "NAME", map[string]string{"Arn": arn("kinesis", "stream/NAME")}},
	"AWS::KinesisFirehose::DeliveryStream": {"DeliveryStreamName", "NAME", map[string]string{"Arn": arn("firehose", "deliverystream/NAME")}},
	"AWS::StepFunctions::StateMachine":     {"StateMachineName", arn("states", "stateMachine:NAME"), map[string]string{"Arn": arn("states", "stateMachine:NAME"), "Name": "NAME"}},
	"AWS::Serverless::StateMachine":        {"Name", arn("states", "stateMachine:NAME"), map[string]string{"Arn": arn("states", "stateMachine:NAME"), "Name": "NAME"}},
	"AWS::Lambda::Function":                {"FunctionName", "NAME", map[string]string{"Arn": arn("lambda", "function:NAME")}},
	"AWS::Serverless::Function":            {"FunctionName", "NAME", map[string]string{"Arn": arn("lambda", "function:NAME")}},
	"AWS::IAM::Role":                       {"RoleName", "NAME", map[string]string{"Arn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/NAME"}},
	"AWS::S3::Bucket":                      {"BucketName", "NAME", map[string]string{"Arn": "arn:${AWS::Partition}:s3:::NAME"}},
	"AWS::Events::EventBus":                {"Name", "NAME", map[string]string{"Arn": arn("events", "event-bus/NAME"), "Name": "NAME"}},
	"AWS::Cognito::UserPool":               {"", "${AWS::Region}_ID", map[string]string{"Arn": arn("cognito-idp", "userpool/${AWS::Region}_ID"), "UserPoolId": "${AWS::Region}_ID", "ProviderName": "cognito-idp.${AWS::Region}.amazonaws.com/${AWS::Region}_ID", "ProviderURL": "https://cognito-idp.${AWS::Region}.amazonaws.com/${AWS::Region}_ID"}},
	"AWS::Cognito::UserPoolClient":         {"", "ID", nil},
	"AWS::SSM::Parameter":                  {"Name", "NAME", nil},
}

var notAlphanumeric = regexp.MustCompile(`[^A-Za-z0-9]`)

// localName gives what a resource of the template, or its attribute, is called in
// an account of its own: after the property that names it, else after its
// logical id, which CloudFormation would add random letters to.
func (r *resolver) localName(reference string) (string, bool) {
	id, attribute, isAttribute := strings.Cut(reference, ".")
	resource := r.Template.section("Resources").Get(id)
	n, ok := namings[scalar(resource.Get("Type"))]
	if !ok {
		return "", false
	}
	form := n.ref
	if isAttribute {
		if form, ok = n.attributes[attribute]; !ok {
			return "", false
		}
	}
	name := id
	if scalar(resource.Get("Type")) == "AWS::S3::Bucket" {
		name = strings.ToLower(id)
	}
	if property := resource.At("Properties", n.property); property != nil {
		inner := &resolver{Values: r.Values}
		inner.Local = false // names of resources are not made of each other here
		v := inner.node(property, place{})
		if len(inner.left) > 0 || !v.Is(openapi.String) {
			return "", false
		}
		name = v.Text
	}
	return strings.NewReplacer("NAME", name, "ID", notAlphanumeric.ReplaceAllString(name, "")).Replace(form), true
}
