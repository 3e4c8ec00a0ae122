package main

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/control"
)

// accessLogFormat has what most people look for; HTTP APIs have routes in place
// of resources.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
const accessLogFormat = `{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime",` +
	`"httpMethod":"$context.httpMethod","resourcePath":"$context.resourcePath","status":"$context.status","protocol":"$context.protocol",` +
	`"responseLength":"$context.responseLength","error":"$context.error.message","integrationError":"$context.integrationErrorMessage"}`

// usualLogFormat is the access log's where an environment has none.
func usualLogFormat(http bool) string {
	if http {
		return strings.Replace(accessLogFormat, `"resourcePath":"$context.resourcePath"`, `"routeKey":"$context.routeKey"`, 1)
	}
	return accessLogFormat
}

// stageSettings puts the settings of an environment into the form of UpdateStage.
func stageSettings(s config.StageSettings, http bool) []control.StageSetting {
	var out []control.StageSetting
	add := func(path, value string) {
		if value != "" {
			out = append(out, control.StageSetting{Path: path, Value: value})
		}
	}
	method := func(path string, m config.MethodSettings) {
		if rate, burst, ok := config.ParseThrottle(m.Throttle); ok {
			add(path+"/throttling/rateLimit", strconv.FormatFloat(rate, 'f', -1, 64))
			add(path+"/throttling/burstLimit", strconv.Itoa(burst))
		}
		add(path+"/logging/loglevel", m.Logging)
		add(path+"/metrics/enabled", flag(m.Metrics))
		if m.CacheTTL != "" {
			add(path+"/caching/enabled", strconv.FormatBool(m.CacheTTL != "0"))
			add(path+"/caching/ttlInSeconds", m.CacheTTL)
		}
	}
	for _, m := range s.All() {
		verb, path, _ := strings.Cut(m.Method, " ")
		method(control.MethodPath(verb, path), m)
	}
	if s.Cache != "" {
		add("/cacheClusterEnabled", strconv.FormatBool(s.Cache != "off"))
	}
	if s.Cache != "off" {
		add("/cacheClusterSize", s.Cache)
	}
	add("/tracingEnabled", flag(s.Tracing))
	add("/autoDeploy", flag(s.Auto))
	if s.LogTo != "" {
		add("/accessLogSettings/destinationArn", s.LogTo)
		add("/accessLogSettings/format", cmp.Or(s.LogFormat, usualLogFormat(http)))
	}
	return out
}

// flag gives true or false for on or off, and nothing for nothing.
func flag(s string) string {
	if s == "" {
		return ""
	}
	return strconv.FormatBool(s == "on")
}

// planLimits puts the limits of a usage plan into the form of UpdateUsagePlan.
func planLimits(p config.UsagePlan) control.PlanLimits {
	var l control.PlanLimits
	if rate, burst, ok := config.ParseThrottle(p.Throttle); ok {
		l.Rate, l.Burst = strconv.FormatFloat(rate, 'f', -1, 64), strconv.Itoa(burst)
	}
	l.Quota, l.Period, _ = strings.Cut(p.Quota, "/")
	return l
}
