package stack

import (
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/openapi"
)

// addAPI adds the API with its stage and access log.
func (s *sam) addAPI() {
	if s.logTo == nil {
		// Under this prefix the service needs no resource policy of CloudWatch for
		// every log group, which holds ten of them:
		// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
		s.resource("AccessLog", "AWS::Logs::LogGroup",
			openapi.M("LogGroupName", substitute("/aws/vendedlogs/apigateway/${AWS::StackName}")),
			openapi.M("RetentionInDays", openapi.Int(s.retention())))
	}
	if s.http != nil {
		s.addHTTP()
	} else {
		s.addREST()
	}
	s.output("ApiId", "Id of the API", refTo("Api"))
	if !s.private() {
		url := "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
		if s.Environment.Stage != "$default" { // which has no place in the path
			url += "/${StageName}"
		}
		s.output("InvokeUrl", "Where the stage answers", substitute(url))
	}
}

func (s *sam) logDestination() *openapi.Node {
	if s.logTo != nil {
		return s.logTo.node()
	}
	return getAtt("AccessLog", "Arn")
}

func (s *sam) stageVariableNode() *openapi.Node {
	if len(s.variables) == 0 {
		return nil
	}
	n := openapi.Obj()
	for _, v := range s.variables {
		n.Set(v.name, v.value.node())
	}
	return n
}

// addREST adds a REST API.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
func (s *sam) addREST() {
	body := s.body()
	endpoint := openapi.Obj(openapi.M("Type", openapi.Str("REGIONAL")))
	if s.private() {
		ids := openapi.Arr()
		for _, id := range apigw.VPCEndpoints(s.Document) {
			ids.Items = append(ids.Items, s.text(id).node())
		}
		endpoint = openapi.Obj(openapi.M("Type", openapi.Str("PRIVATE")), openapi.M("VPCEndpointIds", ids))
	}
	// SAM names the deployment after the body's text, so a value that a parameter
	// changes would not be deployed without this.
	var always, tracing, cached *openapi.Node
	if s.cache() != "" {
		cached = openapi.Boolean(true)
	}
	if refers(body) {
		always = openapi.Boolean(true)
	}
	if s.traced() {
		tracing = openapi.Boolean(true)
	}
	r := s.resource("Api", "AWS::Serverless::Api",
		openapi.M("Name", textOrNil(s.Environment.APIName)),
		openapi.M("StageName", refTo("StageName")),
		openapi.M("OpenApiVersion", openapi.Str("3.0.1")), // without it SAM makes a second stage
		openapi.M("AlwaysDeploy", always),
		openapi.M("FailOnWarnings", openapi.Boolean(true)),
		openapi.M("Mode", openapi.Str("overwrite")),
		openapi.M("EndpointConfiguration", endpoint),
		openapi.M("TracingEnabled", tracing),
		openapi.M("CacheClusterEnabled", cached),
		openapi.M("CacheClusterSize", textOrNil(s.cache())),
		openapi.M("Variables", s.stageVariableNode()),
		openapi.M("MethodSettings", s.methodSettings()),
		openapi.M("AccessLogSetting", openapi.Obj(
			openapi.M("DestinationArn", s.logDestination()),
			openapi.M("Format", openapi.Str(s.accessLogFormat())))),
		openapi.M("DefinitionBody", body))
	if s.Settings.Account == "on" {
		s.addAccount()
		r.Set("DependsOn", openapi.Str("GatewayAccount"))
	} else {
		s.note("API Gateway writes logs with a role of the account; where none is set, account: on in stack sets one")
	}
}

// addAccount sets the role with which API Gateway writes logs of REST APIs. It
// stays when the stack goes, because other APIs use it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
func (s *sam) addAccount() {
	s.resource("LogRole", "AWS::IAM::Role",
		openapi.M("AssumeRolePolicyDocument", assumedBy("apigateway.amazonaws.com")),
		openapi.M("ManagedPolicyArns", openapi.Arr(substitute("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")))).
		Set("DeletionPolicy", openapi.Str("Retain"))
	s.resources.Get("LogRole").Set("UpdateReplacePolicy", openapi.Str("Retain"))
	s.resource("GatewayAccount", "AWS::ApiGateway::Account", openapi.M("CloudWatchRoleArn", getAtt("LogRole", "Arn")))
}

// A methodSetting is those of one method of the stage, or of all.
type methodSetting struct {
	verb, path  string // both * for all
	rate, burst string
	logging     string
	metrics     string // true, false or nothing
	caching     string // true, false or nothing
	ttl         string // seconds
}

// methodSettingsOf lists the settings of the stage, those for all methods first.
func methodSettingsOf(s config.StageSettings) []methodSetting {
	var all []methodSetting
	for _, m := range s.All() {
		set := methodSetting{verb: "*", path: "*", logging: m.Logging, ttl: m.CacheTTL}
		if m.Method != "" {
			set.verb, set.path, _ = strings.Cut(m.Method, " ")
		}
		if rate, burst, ok := config.ParseThrottle(m.Throttle); ok {
			set.rate, set.burst = strconv.FormatFloat(rate, 'f', -1, 64), strconv.Itoa(burst)
		}
		if m.Metrics != "" {
			set.metrics = strconv.FormatBool(m.Metrics == "on")
		}
		if m.CacheTTL != "" {
			set.caching = strconv.FormatBool(m.CacheTTL != "0")
		}
		all = append(all, set)
	}
	return all
}

func flagOrNil(s string) *openapi.Node {
	if s == "" {
		return nil
	}
	return openapi.Boolean(s == "true")
}

// methodSettings are those of a REST API. The first slash of a path stands, the
// others are written ~1:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-stage-methodsetting.html
func (s *sam) methodSettings() *openapi.Node {
	list := openapi.Arr()
	for _, set := range methodSettingsOf(s.Environment.Settings) {
		path, verb := "/*", "*"
		if set.path != "*" {
			if path = "/"; set.path != "/" {
				path += strings.ReplaceAll(set.path, "/", "~1")
			}
			if verb = set.verb; verb == "ANY" {
				verb = "*"
			}
		}
		list.Items = append(list.Items, openapi.Obj(
			openapi.M("ResourcePath", openapi.Str(path)), openapi.M("HttpMethod", openapi.Str(verb)),
			openapi.M("ThrottlingRateLimit", number(set.rate)), openapi.M("ThrottlingBurstLimit", number(set.burst)),
			openapi.M("LoggingLevel", textOrNil(set.logging)), openapi.M("MetricsEnabled", flagOrNil(set.metrics)),
			openapi.M("CachingEnabled", flagOrNil(set.caching)), openapi.M("CacheTtlInSeconds", number(set.ttl))))
	}
	if len(list.Items) == 0 {
		return nil
	}
	return list
}

// addHTTP adds an HTTP API.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
func (s *sam) addHTTP() {
	var usual *openapi.Node
	routes := openapi.Obj()
	for _, set := range methodSettingsOf(s.Environment.Settings) {
		n := openapi.Obj(
			openapi.M("ThrottlingRateLimit", number(set.rate)), openapi.M("ThrottlingBurstLimit", number(set.burst)),
			openapi.M("DetailedMetricsEnabled", flagOrNil(set.metrics)))
		switch {
		case len(n.Members) == 0:
		case set.path == "*":
			usual = n
		default:
			routes.Set(set.verb+" "+set.path, n)
		}
	}
	if len(routes.Members) == 0 {
		routes = nil
	}
	s.resource("Api", "AWS::Serverless::HttpApi",
		openapi.M("Name", textOrNil(s.Environment.APIName)),
		openapi.M("StageName", refTo("StageName")),
		openapi.M("FailOnWarnings", openapi.Boolean(true)),
		openapi.M("StageVariables", s.stageVariableNode()),
		openapi.M("DefaultRouteSettings", usual),
		openapi.M("RouteSettings", routes),
		openapi.M("AccessLogSettings", openapi.Obj(
			openapi.M("DestinationArn", s.logDestination()),
			openapi.M("Format", openapi.Str(s.accessLogFormat())))),
		openapi.M("DefinitionBody", s.body()))
}

// addKey adds an API key and a usage plan with the environment's limits.
func (s *sam) addKey() {
	if !s.needsKey() {
		return
	}
	name := substitute("${AWS::StackName}")
	if s.Environment.Key != "" && s.Environment.Name != config.Local {
		name = openapi.Str(s.Environment.Key)
	}
	var throttle, quota *openapi.Node
	if rate, burst, ok := config.ParseThrottle(s.Environment.UsagePlan.Throttle); ok {
		throttle = openapi.Obj(openapi.M("RateLimit", openapi.Num(strconv.FormatFloat(rate, 'f', -1, 64))), openapi.M("BurstLimit", openapi.Int(burst)))
	}
	if limit, period, ok := strings.Cut(s.Environment.UsagePlan.Quota, "/"); ok {
		quota = openapi.Obj(openapi.M("Limit", number(limit)), openapi.M("Period", openapi.Str(period)))
	}
	s.resource("ApiKey", "AWS::ApiGateway::ApiKey", openapi.M("Name", name), openapi.M("Enabled", openapi.Boolean(true)))
	s.resource("UsagePlan", "AWS::ApiGateway::UsagePlan",
		openapi.M("UsagePlanName", name),
		openapi.M("ApiStages", openapi.Arr(openapi.Obj(openapi.M("ApiId", refTo("Api")), openapi.M("Stage", refTo("Api.Stage"))))),
		openapi.M("Throttle", throttle), openapi.M("Quota", quota))
	s.resource("UsagePlanKey", "AWS::ApiGateway::UsagePlanKey",
		openapi.M("KeyId", refTo("ApiKey")), openapi.M("KeyType", openapi.Str("API_KEY")), openapi.M("UsagePlanId", refTo("UsagePlan")))
	s.output("ApiKeyId", "Id of the API key, whose value aws apigateway get-api-key --include-value shows", refTo("ApiKey"))
}

// addDomain leads the environment's domain to the stage, and makes the domain when
// there is a certificate for it.
func (s *sam) addDomain() {
	if s.domainName == nil {
		return
	}
	name, base := s.domainName.node(), textOrNil(s.Environment.Domain.BasePath)
	if s.certificate != nil {
		certificate := s.certificate.node()
		if s.newMapping() {
			s.resource("DomainName", "AWS::ApiGatewayV2::DomainName", openapi.M("DomainName", name),
				openapi.M("DomainNameConfigurations", openapi.Arr(openapi.Obj(
					openapi.M("EndpointType", openapi.Str("REGIONAL")), openapi.M("CertificateArn", certificate), openapi.M("SecurityPolicy", openapi.Str("TLS_1_2"))))))
		} else {
			s.resource("DomainName", "AWS::ApiGateway::DomainName", openapi.M("DomainName", name),
				openapi.M("RegionalCertificateArn", certificate),
				openapi.M("EndpointConfiguration", openapi.Obj(openapi.M("Types", openapi.Strs("REGIONAL")))),
				openapi.M("SecurityPolicy", openapi.Str("TLS_1_2")))
		}
		name = refTo("DomainName")
		s.output("DomainTarget", "What the DNS record of the domain points to", getAtt("DomainName", "RegionalDomainName"))
	}
	if s.newMapping() {
		s.resource("DomainMapping", "AWS::ApiGatewayV2::ApiMapping", openapi.M("DomainName", name),
			openapi.M("ApiId", refTo("Api")), openapi.M("Stage", s.stageRef()), openapi.M("ApiMappingKey", base))
		return
	}
	s.resource("DomainMapping", "AWS::ApiGateway::BasePathMapping", openapi.M("DomainName", name),
		openapi.M("RestApiId", refTo("Api")), openapi.M("Stage", s.stageRef()), openapi.M("BasePath", base))
}

// stageRef waits for the stage that SAM makes.
func (s *sam) stageRef() *openapi.Node { return refTo("Api.Stage") }
