// Package control reads and changes live REST and HTTP APIs: what apigen plan and apigen
// import do against Amazon API Gateway, and, by nothing but another endpoint,
// against the local gateway or a mock of AWS.
//
// An import shows its plan before it changes anything, refuses deletions that
// were not asked for, backs the live definition up, and may be repeated after
// any failure. See [Control.Import].
package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Gateway is the part of the API Gateway control plane that this package uses;
// *apigateway.Client has it.
type Gateway interface {
	GetRestApis(context.Context, *apigateway.GetRestApisInput, ...func(*apigateway.Options)) (*apigateway.GetRestApisOutput, error)
	GetRestApi(context.Context, *apigateway.GetRestApiInput, ...func(*apigateway.Options)) (*apigateway.GetRestApiOutput, error)
	GetResources(context.Context, *apigateway.GetResourcesInput, ...func(*apigateway.Options)) (*apigateway.GetResourcesOutput, error)
	GetModels(context.Context, *apigateway.GetModelsInput, ...func(*apigateway.Options)) (*apigateway.GetModelsOutput, error)
	GetAuthorizers(context.Context, *apigateway.GetAuthorizersInput, ...func(*apigateway.Options)) (*apigateway.GetAuthorizersOutput, error)
	GetRequestValidators(context.Context, *apigateway.GetRequestValidatorsInput, ...func(*apigateway.Options)) (*apigateway.GetRequestValidatorsOutput, error)
	GetGatewayResponses(context.Context, *apigateway.GetGatewayResponsesInput, ...func(*apigateway.Options)) (*apigateway.GetGatewayResponsesOutput, error)
	ImportRestApi(context.Context, *apigateway.ImportRestApiInput, ...func(*apigateway.Options)) (*apigateway.ImportRestApiOutput, error)
	PutRestApi(context.Context, *apigateway.PutRestApiInput, ...func(*apigateway.Options)) (*apigateway.PutRestApiOutput, error)
	GetExport(context.Context, *apigateway.GetExportInput, ...func(*apigateway.Options)) (*apigateway.GetExportOutput, error)
	GetStage(context.Context, *apigateway.GetStageInput, ...func(*apigateway.Options)) (*apigateway.GetStageOutput, error)
	UpdateStage(context.Context, *apigateway.UpdateStageInput, ...func(*apigateway.Options)) (*apigateway.UpdateStageOutput, error)
	GetStages(context.Context, *apigateway.GetStagesInput, ...func(*apigateway.Options)) (*apigateway.GetStagesOutput, error)
	GetDeployments(context.Context, *apigateway.GetDeploymentsInput, ...func(*apigateway.Options)) (*apigateway.GetDeploymentsOutput, error)
	DeleteDeployment(context.Context, *apigateway.DeleteDeploymentInput, ...func(*apigateway.Options)) (*apigateway.DeleteDeploymentOutput, error)
	CreateDeployment(context.Context, *apigateway.CreateDeploymentInput, ...func(*apigateway.Options)) (*apigateway.CreateDeploymentOutput, error)
	GetBasePathMapping(context.Context, *apigateway.GetBasePathMappingInput, ...func(*apigateway.Options)) (*apigateway.GetBasePathMappingOutput, error)
	CreateBasePathMapping(context.Context, *apigateway.CreateBasePathMappingInput, ...func(*apigateway.Options)) (*apigateway.CreateBasePathMappingOutput, error)
	CreateDomainName(context.Context, *apigateway.CreateDomainNameInput, ...func(*apigateway.Options)) (*apigateway.CreateDomainNameOutput, error)
	UpdateBasePathMapping(context.Context, *apigateway.UpdateBasePathMappingInput, ...func(*apigateway.Options)) (*apigateway.UpdateBasePathMappingOutput, error)
	GetApiKeys(context.Context, *apigateway.GetApiKeysInput, ...func(*apigateway.Options)) (*apigateway.GetApiKeysOutput, error)
	CreateApiKey(context.Context, *apigateway.CreateApiKeyInput, ...func(*apigateway.Options)) (*apigateway.CreateApiKeyOutput, error)
	GetUsagePlans(context.Context, *apigateway.GetUsagePlansInput, ...func(*apigateway.Options)) (*apigateway.GetUsagePlansOutput, error)
	CreateUsagePlan(context.Context, *apigateway.CreateUsagePlanInput, ...func(*apigateway.Options)) (*apigateway.CreateUsagePlanOutput, error)
	UpdateUsagePlan(context.Context, *apigateway.UpdateUsagePlanInput, ...func(*apigateway.Options)) (*apigateway.UpdateUsagePlanOutput, error)
	GetUsagePlanKeys(context.Context, *apigateway.GetUsagePlanKeysInput, ...func(*apigateway.Options)) (*apigateway.GetUsagePlanKeysOutput, error)
	CreateUsagePlanKey(context.Context, *apigateway.CreateUsagePlanKeyInput, ...func(*apigateway.Options)) (*apigateway.CreateUsagePlanKeyOutput, error)
}

// Functions is the part of Lambda that this package uses.
type Functions interface {
	GetPolicy(context.Context, *lambda.GetPolicyInput, ...func(*lambda.Options)) (*lambda.GetPolicyOutput, error)
	AddPermission(context.Context, *lambda.AddPermissionInput, ...func(*lambda.Options)) (*lambda.AddPermissionOutput, error)
	RemovePermission(context.Context, *lambda.RemovePermissionInput, ...func(*lambda.Options)) (*lambda.RemovePermissionOutput, error)
}

// Identity tells whose credentials are in use.
type Identity interface {
	GetCallerIdentity(context.Context, *sts.GetCallerIdentityInput, ...func(*sts.Options)) (*sts.GetCallerIdentityOutput, error)
}

// A Control works on the APIs of one account and region.
type Control struct {
	Gateway     Gateway
	HTTPGateway HTTPGateway
	Functions   Functions
	Identity    Identity
	Region      string
	// Endpoint is the custom endpoint the clients use; empty is AWS itself.
	Endpoint string
	// StageURL gives the URL of a stage. Nil is the one of AWS, or for a custom
	// endpoint the by-path form of the local gateway,
	// ENDPOINT/_gateway/API/STAGE.
	StageURL func(api, stage string) string
	// Absent says what to do about a function that does not exist. Nil is to import
	// again when it does.
	Absent func(function string) string
	// HTTP asks the stage whether it answers. Nil is a client with a time-out
	// of ten seconds.
	HTTP *http.Client
}

// A Target says where to connect to. Empty fields are taken from the AWS
// configuration files and environment variables, as every AWS tool does.
type Target struct {
	Region   string
	Profile  string
	Endpoint string // custom endpoint of all services
}

// maxAttempts is how often a call is made until it is not throttled. Importing
// is limited to one call in three seconds, deploying to one in five, for the
// whole account; the delays of these attempts add up to about two minutes.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const maxAttempts = 10

// callTimeout is how long one attempt of a call may take. The service itself ends
// an import after half a minute.
const callTimeout = 90 * time.Second

func patient(o *retry.StandardOptions) {
	o.MaxAttempts = maxAttempts
	o.MaxBackoff = 30 * time.Second
}

// once is for calls that create: they are repeated when they were throttled,
// which means that nothing happened, but not after a failure that leaves open
// whether something did. Two APIs of one name are worse than an error.
func once(o *apigateway.Options) { o.Retryer = throttledOnly{o.Retryer} }

// throttledOnly retries as another retryer does, but throttled calls alone.
type throttledOnly struct{ aws.Retryer }

func (throttledOnly) IsErrorRetryable(err error) bool {
	return retry.RetryableErrorCode{Codes: retry.DefaultThrottleErrorCodes}.IsErrorRetryable(err).Bool()
}

// Connect loads the AWS configuration, sees that there are credentials, and makes the
// clients. It calls no service but the one that gives the credentials, if any.
func Connect(ctx context.Context, target Target) (*Control, error) {
	options := []func(*awsconfig.LoadOptions) error{
		awsconfig.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(callTimeout)),
		awsconfig.WithRetryer(func() aws.Retryer { return retry.NewStandard(patient) }),
	}
	if target.Region != "" {
		options = append(options, awsconfig.WithRegion(target.Region))
	}
	if target.Profile != "" {
		options = append(options, awsconfig.WithSharedConfigProfile(target.Profile))
	}
	if target.Endpoint != "" {
		options = append(options, awsconfig.WithBaseEndpoint(target.Endpoint))
	}
	cfg, err := awsconfig.LoadDefaultConfig(ctx, options...)
	var absent awsconfig.SharedConfigProfileNotExistError
	switch {
	case errors.As(err, &absent):
		return nil, &CallError{noProfile(absent.Profile), err}
	case err != nil:
		return nil, fmt.Errorf("load AWS configuration: %w", err)
	}
	if cfg.Region == "" {
		return nil, fmt.Errorf("no AWS region: set it in apigen.yaml, with --region or in AWS_REGION")
	}
	if err := getCredentials(ctx, &cfg, target); err != nil {
		return nil, err
	}
	c := &Control{
		Gateway:     apigateway.NewFromConfig(cfg),
		HTTPGateway: apigatewayv2.NewFromConfig(cfg),
		Functions:   lambda.NewFromConfig(cfg),
		Identity:    sts.NewFromConfig(cfg),
		Region:      cfg.Region,
	}
	if cfg.BaseEndpoint != nil {
		c.Endpoint = strings.TrimSuffix(*cfg.BaseEndpoint, "/")
	}
	return c, nil
}

// stageURL gives the URL that callers of a stage use, without a slash at its
// end.
func (c *Control) stageURL(api, stage string) string {
	switch {
	case c.StageURL != nil:
		return strings.TrimSuffix(c.StageURL(api, stage), "/")
	case c.Endpoint != "":
		return c.Endpoint + "/_gateway/" + api + "/" + stage
	}
	domain := "amazonaws.com"
	if strings.HasPrefix(c.Region, "cn-") {
		domain = "amazonaws.com.cn"
	}
	return "https://" + api + ".execute-api." + c.Region + "." + domain + "/" + stage
}

// An account is whose APIs are worked on.
type account struct {
	id, partition string
}

// whoami finds the account out. At an endpoint without STS the wanted account
// is taken at its word.
func (c *Control) whoami(ctx context.Context, wanted string) (account, error) {
	out, err := c.Identity.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	switch {
	case err != nil && unsupported(err) && wanted != "":
		return account{wanted, "aws"}, nil
	case err != nil:
		return account{}, fmt.Errorf("find out the AWS account: %w", err)
	}
	got := account{aws.ToString(out.Account), "aws"}
	if parts := strings.Split(aws.ToString(out.Arn), ":"); len(parts) > 1 && parts[1] != "" {
		got.partition = parts[1]
	}
	if wanted != "" && wanted != got.id {
		return account{}, fmt.Errorf("credentials are of account %s, want %s: check the profile of this environment", got.id, wanted)
	}
	return got, nil
}
