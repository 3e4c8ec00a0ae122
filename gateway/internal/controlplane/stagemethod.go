package controlplane

import (
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type stageMethod struct {
	MetricsEnabled                         bool    `json:"metricsEnabled"`
	LoggingLevel                           string  `json:"loggingLevel,omitempty"`
	DataTraceEnabled                       bool    `json:"dataTraceEnabled"`
	ThrottlingBurstLimit                   int     `json:"throttlingBurstLimit"`
	ThrottlingRateLimit                    float64 `json:"throttlingRateLimit"`
	CachingEnabled                         bool    `json:"cachingEnabled"`
	CacheTTLInSeconds                      int     `json:"cacheTtlInSeconds"`
	CacheDataEncrypted                     bool    `json:"cacheDataEncrypted"`
	RequireAuthorizationForCacheControl    bool    `json:"requireAuthorizationForCacheControl"`
	UnauthorizedCacheControlHeaderStrategy string  `json:"unauthorizedCacheControlHeaderStrategy"`
}

func viewStageMethod(m state.MethodSetting) stageMethod { return stageMethod(m) }

// noStagePath is the service's answer to a path UpdateStage does not know,
// commas missing where they are missing there (recorded).
func noStagePath(p patch) error {
	return badRequest("Invalid method setting path: %s. Must be one of: [/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, "+
		"/{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, "+
		"/*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]", p.Path)
}

// patchStageMethod changes a setting: /PATH/VERB/GROUP/NAME, where slashes in
// PATH may be written ~1.
func patchStageMethod(st *state.Stage, p patch) error {
	parts := strings.Split(strings.TrimPrefix(p.Path, "/"), "/")
	if len(parts) < 4 {
		return noStagePath(p)
	}
	n := len(parts)
	key, name := strings.Join(parts[:n-2], "/"), parts[n-2]+"/"+parts[n-1]
	setting, found := st.MethodSettings[key]
	if !found {
		setting = state.NewMethodSetting()
	}
	if err := setStageMethod(&setting, p, name); err != nil {
		return err
	}
	if st.MethodSettings == nil {
		st.MethodSettings = map[string]state.MethodSetting{}
	}
	st.MethodSettings[key] = setting
	return nil
}

func setStageMethod(m *state.MethodSetting, p patch, name string) error {
	switch name {
	case "metrics/enabled":
		m.MetricsEnabled = isTrue(p.Value)
	case "logging/dataTrace":
		m.DataTraceEnabled = isTrue(p.Value)
	case "logging/loglevel":
		return oneOf(&m.LoggingLevel, p, "OFF", "ERROR", "INFO")
	case "throttling/burstLimit":
		return number(&m.ThrottlingBurstLimit, p, 0, 1<<31-1)
	case "throttling/rateLimit":
		rate, err := strconv.ParseFloat(p.Value, 64)
		if err != nil || rate < 0 {
			return badRequest("Invalid value for %s: %s", p.Path, p.Value)
		}
		m.ThrottlingRateLimit = rate
	case "caching/enabled":
		m.CachingEnabled = isTrue(p.Value)
	case "caching/ttlInSeconds":
		return number(&m.CacheTTLInSeconds, p, 0, 3600)
	case "caching/dataEncrypted":
		m.CacheDataEncrypted = isTrue(p.Value)
	case "caching/requireAuthorizationForCacheControl":
		m.RequireAuthorizationForCacheControl = isTrue(p.Value)
	case "caching/unauthorizedCacheControlHeaderStrategy":
		return oneOf(&m.UnauthorizedCacheControlHeaderStrategy, p, state.FailWith403, state.SucceedWithResponseHeader, state.SucceedWithoutResponseHeader)
	default:
		return noStagePath(p)
	}
	return nil
}

func oneOf(to *string, p patch, values ...string) error {
	for _, v := range values {
		if v == p.Value {
			*to = v
			return nil
		}
	}
	return badRequest("Invalid value for %s: %s. Must be one of: [%s]", p.Path, p.Value, strings.Join(values, ", "))
}

func number(to *int, p patch, least, most int) error {
	n, err := strconv.Atoi(p.Value)
	if err != nil || n < least || n > most {
		return badRequest("Invalid value for %s: %s. Must be a number from %d to %d", p.Path, p.Value, least, most)
	}
	*to = n
	return nil
}
