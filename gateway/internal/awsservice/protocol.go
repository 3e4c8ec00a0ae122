package awsservice

// A JSONProtocol says how the actions of a service that speaks JSON are named.
type JSONProtocol struct{ target, ContentType string }

// Target is the value of X-Amz-Target for an action.
func (p JSONProtocol) Target(action string) string { return p.target + "." + action }

// jsonProtocols are the services that speak JSON.
var jsonProtocols = map[string]JSONProtocol{
	"dynamodb": {"DynamoDB_20120810", "application/x-amz-json-1.0"},
	"kinesis":  {"Kinesis_20131202", "application/x-amz-json-1.1"},
	"firehose": {"Firehose_20150804", "application/x-amz-json-1.1"},
	"states":   {"AWSStepFunctions", "application/x-amz-json-1.0"},
	"events":   {"AWSEvents", "application/x-amz-json-1.1"},
	"logs":     {"Logs_20140328", "application/x-amz-json-1.1"},
}

// JSONProtocolOf gives the protocol of a service that speaks JSON.
func JSONProtocolOf(service string) (p JSONProtocol, ok bool) {
	p, ok = jsonProtocols[service]
	return p, ok
}

// queryVersions are the services of the Query protocol, with the version of
// their actions.
var queryVersions = map[string]string{
	"sqs": "2012-11-05", "sns": "2010-03-31", "ssm": "2014-11-06", "iam": "2010-05-08", "sts": "2011-06-15",
	"monitoring": "2010-08-01", "ec2": "2016-11-15", "email": "2010-12-01",
}

// QueryVersion is the version of the actions of a service of the Query protocol;
// empty for the others.
func QueryVersion(service string) string { return queryVersions[service] }
