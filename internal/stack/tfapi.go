package stack

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/config"
)

// addAPI adds the API with its stage and access log.
func (t *terraform) addAPI() {
	if t.http != nil {
		t.addHTTP()
	} else {
		t.addREST()
	}
	if t.logTo == nil {
		b := t.resource("aws_cloudwatch_log_group", "access_log")
		b.set("name", `"/aws/vendedlogs/apigateway/`+slug(t.title())+`/${var.stage_name}"`)
		b.set("retention_in_days", strconv.Itoa(t.retention()))
	}
}

var noSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slug writes a title as a word of a name.
func slug(title string) string {
	return strings.Trim(noSlug.ReplaceAllString(strings.ToLower(title), "-"), "-")
}

func (t *terraform) accessLog(b tfBlock) {
	log := b.inner("access_log_settings")
	if t.logTo != nil {
		log.set("destination_arn", t.logTo.hcl())
	} else {
		log.set("destination_arn", "aws_cloudwatch_log_group.access_log.arn")
	}
	log.set("format", quoted(t.accessLogFormat()))
}

func (t *terraform) stageVariableMap() string {
	if len(t.variables) == 0 {
		return ""
	}
	var all [][2]string
	for _, v := range t.variables {
		all = append(all, [2]string{v.name, v.value.hcl()})
	}
	return object(all...)
}

// addREST adds a REST API. A new deployment is made whenever the document changes,
// and before the old one goes.
func (t *terraform) addREST() {
	api := t.resource("aws_api_gateway_rest_api", "api")
	api.set("name", quoted(t.title()))
	api.set("body", "local.document")
	api.set("put_rest_api_mode", quoted("overwrite"))
	api.set("fail_on_warnings", "true")
	endpoint := api.inner("endpoint_configuration")
	if t.private() {
		var ids []string
		for _, id := range apigw.VPCEndpoints(t.Document) {
			ids = append(ids, t.text(id).hcl())
		}
		endpoint.set("types", quotedList("PRIVATE"))
		endpoint.set("vpc_endpoint_ids", list(ids...))
	} else {
		endpoint.set("types", quotedList("REGIONAL"))
	}
	deployment := t.resource("aws_api_gateway_deployment", "api")
	deployment.set("rest_api_id", t.api()+".id")
	deployment.set("triggers", object([2]string{"document", "sha1(local.document)"}))
	deployment.inner("lifecycle").set("create_before_destroy", "true")
	stage := t.resource("aws_api_gateway_stage", "api")
	stage.set("rest_api_id", t.api()+".id")
	stage.set("deployment_id", "aws_api_gateway_deployment.api.id")
	stage.set("stage_name", "var.stage_name")
	stage.set("variables", t.stageVariableMap())
	if t.traced() {
		stage.set("xray_tracing_enabled", "true")
	}
	if size := t.cache(); size != "" {
		stage.set("cache_cluster_enabled", "true")
		stage.set("cache_cluster_size", quoted(size))
	}
	t.accessLog(stage)
	if t.Settings.Account == "on" {
		stage.body.AppendNewline()
		stage.set("depends_on", list("aws_api_gateway_account.account"))
		t.addAccount()
	} else {
		t.note("API Gateway writes logs with a role of the account; where none is set, account: on in stack sets one")
	}
	for _, set := range methodSettingsOf(t.Environment.Settings) {
		t.addMethodSetting(set)
	}
}

// addMethodSetting adds the settings of a method. Every slash of its path is
// written ~1, as the service itself names it.
func (t *terraform) addMethodSetting(set methodSetting) {
	name, path := "all", "*/*"
	if set.path != "*" {
		name, path = snake(t.id("Setting"+permissionID(set.verb+set.path))), strings.ReplaceAll(set.path, "/", "~1")+"/"+callVerb(set.verb)
	}
	b := t.resource("aws_api_gateway_method_settings", name)
	b.set("rest_api_id", t.api()+".id")
	b.set("stage_name", "aws_api_gateway_stage.api.stage_name")
	b.set("method_path", quoted(path))
	inner := b.inner("settings")
	inner.set("throttling_rate_limit", set.rate)
	inner.set("throttling_burst_limit", set.burst)
	inner.set("logging_level", quotedOrNone(set.logging))
	inner.set("metrics_enabled", set.metrics)
	inner.set("caching_enabled", set.caching)
	inner.set("cache_ttl_in_seconds", set.ttl)
}

func callVerb(verb string) string {
	if verb == "ANY" {
		return "*"
	}
	return verb
}

// addAccount sets the role with which API Gateway writes logs of REST APIs.
func (t *terraform) addAccount() {
	t.role("log", "apigateway.amazonaws.com", nil)
	b := t.resource("aws_iam_role_policy_attachment", "log")
	b.set("role", "aws_iam_role.log.name")
	b.set("policy_arn", `"arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"`)
	a := t.resource("aws_api_gateway_account", "account")
	a.set("cloudwatch_role_arn", "aws_iam_role.log.arn")
	a.body.AppendNewline()
	a.set("depends_on", list("aws_iam_role_policy_attachment.log"))
}

// addHTTP adds an HTTP API. The provider puts back what the document says of CORS,
// description, version and tags unless its arguments say the same.
func (t *terraform) addHTTP() {
	api := t.resource("aws_apigatewayv2_api", "api")
	api.set("name", quoted(t.title()))
	api.set("description", quotedOrNone(t.http.Description))
	api.set("version", quotedOrNone(t.http.Version))
	api.set("protocol_type", quoted("HTTP"))
	api.set("body", "local.document")
	api.set("fail_on_warnings", "true")
	if t.http.DisableExecuteAPIEndpoint {
		api.set("disable_execute_api_endpoint", "true")
	}
	if len(t.http.Tags) > 0 {
		var tags [][2]string
		for _, name := range sorted(t.http.Tags) {
			tags = append(tags, [2]string{name, t.text(t.http.Tags[name]).hcl()})
		}
		api.set("tags", object(tags...))
	}
	if c := t.http.CORS; c != nil {
		t.cors(api.inner("cors_configuration"), c)
	}
	stage := t.resource("aws_apigatewayv2_stage", "api")
	stage.set("api_id", t.api()+".id")
	stage.set("name", "var.stage_name")
	stage.set("auto_deploy", "true")
	stage.set("stage_variables", t.stageVariableMap())
	for _, set := range methodSettingsOf(t.Environment.Settings) {
		b := stage.inner(map[bool]string{true: "default_route_settings", false: "route_settings"}[set.path == "*"])
		if set.path != "*" {
			b.set("route_key", quoted(set.verb+" "+set.path))
		}
		b.set("throttling_rate_limit", set.rate)
		b.set("throttling_burst_limit", set.burst)
		b.set("detailed_metrics_enabled", set.metrics)
	}
	t.accessLog(stage)
}

func (t *terraform) cors(b tfBlock, c *apigw.CORS) {
	texts := func(all []string) string {
		if len(all) == 0 {
			return ""
		}
		var items []string
		for _, s := range all {
			items = append(items, t.text(s).hcl())
		}
		return list(items...)
	}
	b.set("allow_origins", texts(c.AllowOrigins))
	b.set("allow_methods", texts(c.AllowMethods))
	b.set("allow_headers", texts(c.AllowHeaders))
	b.set("expose_headers", texts(c.ExposeHeaders))
	if c.AllowCredentials {
		b.set("allow_credentials", "true")
	}
	if c.MaxAge != nil {
		b.set("max_age", strconv.Itoa(*c.MaxAge))
	}
}

// addKey adds an API key and a usage plan with the environment's limits.
func (t *terraform) addKey() {
	if !t.needsKey() {
		return
	}
	name := `"` + slug(t.title()) + `-${var.stage_name}"`
	if t.Environment.Key != "" && t.Environment.Name != config.Local {
		name = quoted(t.Environment.Key)
	}
	t.resource("aws_api_gateway_api_key", "key").set("name", name)
	plan := t.resource("aws_api_gateway_usage_plan", "plan")
	plan.set("name", name)
	stages := plan.inner("api_stages")
	stages.set("api_id", t.api()+".id")
	stages.set("stage", "aws_api_gateway_stage.api.stage_name")
	if rate, burst, ok := config.ParseThrottle(t.Environment.UsagePlan.Throttle); ok {
		b := plan.inner("throttle_settings")
		b.set("rate_limit", strconv.FormatFloat(rate, 'f', -1, 64))
		b.set("burst_limit", strconv.Itoa(burst))
	}
	if limit, period, ok := strings.Cut(t.Environment.UsagePlan.Quota, "/"); ok {
		b := plan.inner("quota_settings")
		b.set("limit", limit)
		b.set("period", quoted(period))
	}
	key := t.resource("aws_api_gateway_usage_plan_key", "key")
	key.set("key_id", "aws_api_gateway_api_key.key.id")
	key.set("key_type", quoted("API_KEY"))
	key.set("usage_plan_id", "aws_api_gateway_usage_plan.plan.id")
}

// addDomain leads the environment's domain to the stage, and makes the domain when
// there is a certificate for it.
func (t *terraform) addDomain() {
	if t.domainName == nil {
		return
	}
	name, v2, base := t.domainName.hcl(), t.newMapping(), quotedOrNone(t.Environment.Domain.BasePath)
	if t.certificate != nil {
		certificate := t.certificate.hcl()
		kind := "aws_api_gateway_domain_name"
		if v2 {
			kind = "aws_apigatewayv2_domain_name"
		}
		b := t.resource(kind, "domain")
		b.set("domain_name", name)
		if v2 {
			inner := b.inner("domain_name_configuration")
			inner.set("certificate_arn", certificate)
			inner.set("endpoint_type", quoted("REGIONAL"))
			inner.set("security_policy", quoted("TLS_1_2"))
		} else {
			b.set("regional_certificate_arn", certificate)
			b.set("security_policy", quoted("TLS_1_2"))
			b.inner("endpoint_configuration").set("types", quotedList("REGIONAL"))
		}
		name = kind + ".domain.domain_name"
	}
	stage := "aws_api_gateway_stage.api.stage_name"
	if t.http != nil {
		stage = "aws_apigatewayv2_stage.api.name"
	}
	if v2 {
		b := t.resource("aws_apigatewayv2_api_mapping", "domain")
		b.set("domain_name", name)
		b.set("api_id", t.api()+".id")
		b.set("stage", stage)
		b.set("api_mapping_key", base)
		return
	}
	b := t.resource("aws_api_gateway_base_path_mapping", "domain")
	b.set("domain_name", name)
	b.set("api_id", t.api()+".id")
	b.set("stage_name", stage)
	b.set("base_path", base)
}

func (t *terraform) outputs() {
	output := func(name, doc, value string) {
		b := t.block("output", name)
		b.set("description", quoted(doc))
		b.set("value", value)
	}
	output("api_id", "Id of the API", t.api()+".id")
	if !t.private() {
		stage := "aws_api_gateway_stage.api.invoke_url"
		if t.http != nil {
			stage = "aws_apigatewayv2_stage.api.invoke_url"
		}
		output("invoke_url", "Where the stage answers", stage)
	}
	if t.needsKey() {
		output("api_key_id", "Id of the API key, whose value aws apigateway get-api-key --include-value shows", "aws_api_gateway_api_key.key.id")
	}
	for _, p := range t.pools {
		output(snake(p.id)+"_id", "Id of the user pool", "aws_cognito_user_pool."+snake(p.id)+".id")
		output(snake(p.client)+"_id", "Id of the user pool's client", "aws_cognito_user_pool_client."+snake(p.id)+".id")
	}
	for _, f := range t.functions {
		output(f.hcl()+"_function_arn", "ARN of function "+f.Name, "aws_lambda_function."+f.hcl()+".arn")
	}
	if t.certificate != nil {
		if t.newMapping() {
			output("domain_target", "What the DNS record of the domain points to", "aws_apigatewayv2_domain_name.domain.domain_name_configuration[0].target_domain_name")
		} else {
			output("domain_target", "What the DNS record of the domain points to", "aws_api_gateway_domain_name.domain.regional_domain_name")
		}
	}
}
