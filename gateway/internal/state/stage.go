package state

import "time"

// A Stage serves one deployment.
type Stage struct {
	Name         string
	DeploymentID string
	Description  string
	Variables    map[string]string
	Tags         map[string]string
	// DocumentationVersion is the snapshot of the documentation that exports have.
	DocumentationVersion string
	CacheClusterEnabled  bool
	CacheClusterSize     string // GB, as the service writes it: 0.5
	ClientCertificateID  string
	TracingEnabled       bool
	AccessLog            *AccessLog // nil writes none
	// MethodSettings are settings of methods, by */* for all of them or by the
	// resource's path and the verb as the caller wrote them: pets/GET, ~1pets~1{id}/GET.
	MethodSettings  map[string]MethodSetting
	Canary          *Canary // nil when there is none
	CreatedDate     time.Time
	LastUpdatedDate time.Time
}

// An AccessLog says what is written for each request.
type AccessLog struct {
	DestinationARN string
	Format         string // with $context variables
}

// A MethodSetting is how a stage treats a method.
type MethodSetting struct {
	MetricsEnabled                         bool
	LoggingLevel                           string // OFF, ERROR or INFO; empty is OFF
	DataTraceEnabled                       bool
	ThrottlingBurstLimit                   int
	ThrottlingRateLimit                    float64
	CachingEnabled                         bool
	CacheTTLInSeconds                      int
	CacheDataEncrypted                     bool
	RequireAuthorizationForCacheControl    bool
	UnauthorizedCacheControlHeaderStrategy string
}

// What to do with a caller who may not invalidate the cache.
const (
	FailWith403                  = "FAIL_WITH_403"
	SucceedWithResponseHeader    = "SUCCEED_WITH_RESPONSE_HEADER"
	SucceedWithoutResponseHeader = "SUCCEED_WITHOUT_RESPONSE_HEADER"
)

// NewMethodSetting gives a setting as the service makes it (recorded,
// test_create_update_stages).
func NewMethodSetting() MethodSetting {
	return MethodSetting{
		ThrottlingBurstLimit: 5000, ThrottlingRateLimit: 10000, CacheTTLInSeconds: 300,
		RequireAuthorizationForCacheControl: true, UnauthorizedCacheControlHeaderStrategy: SucceedWithResponseHeader,
	}
}

// A Canary takes a part of a stage's requests to another deployment.
type Canary struct {
	DeploymentID           string
	PercentTraffic         float64 // 0 to 100
	StageVariableOverrides map[string]string
	UseStageCache          bool
}
