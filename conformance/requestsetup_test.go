package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/gateway"
)

// An arena is a gateway with the API of a case, and the backends behind it.
type arena struct {
	t        *testing.T
	gateway  *gateway.Gateway
	api      *apigateway.Client
	backends *recorder
	apiID    string
	match    *matcher
	log      *strings.Builder // of the gateway, for reports
}

func newArena(t *testing.T, c *requestCase) (*arena, error) {
	a := &arena{t: t, backends: newRecorder(t, c.Setup.Backends), match: &matcher{bound: map[string]string{}}, log: &strings.Builder{}}
	var functions []gateway.FunctionConfig
	services := map[string]string{}
	for _, b := range c.Setup.Backends {
		switch b.Kind {
		case "lambda":
			functions = append(functions, gateway.FunctionConfig{Name: b.Function, Target: a.backends.functions().URL + functionPath + b.Function + "/invocations"})
		case "aws":
			services[b.Service] = a.backends.service(b.Service).URL
		case "http":
			a.match.bound["<backend-host>"] = strings.TrimPrefix(a.backends.host(recordedHost.FindString(b.URL)).URL, "http://")
		default:
			return nil, fmt.Errorf("a backend of kind %q is not known to the runner", b.Kind)
		}
	}
	var err error
	a.gateway, err = gateway.Open(t.Context(), gateway.Config{
		Functions: functions, Services: services, OpenFunctions: true, AccountID: "111111111111",
		Log: slog.New(slog.NewTextHandler(a.log, nil)),
	})
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		if err := a.gateway.Close(); err != nil {
			t.Error(err)
		}
	})
	a.api = apigateway.NewFromConfig(aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(a.gateway.URL()), HTTPClient: client, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	if err := a.setUp(&c.Setup); err != nil {
		return nil, fmt.Errorf("set up: %w", err)
	}
	a.match.bound["<api-host>"] = a.apiID + ".execute-api.localhost"
	a.match.bound["<rest-api-id:1>"] = a.apiID
	return a, nil
}

func (a *arena) setUp(s *requestSetup) error {
	make := a.importAPI
	if len(s.Calls) > 0 {
		make = func(s *requestSetup) error { return a.replay(s.Calls) }
	}
	if err := make(s); err != nil {
		return err
	}
	if s.Stage.Name == "" {
		return nil
	}
	if err := a.deploy(s); err != nil {
		return err
	}
	for _, p := range s.UsagePlans {
		if err := a.usagePlan(p); err != nil {
			return err
		}
	}
	return nil
}

// importAPI makes the API of the case's document: imported, or put over an empty
// one when the test did so.
func (a *arena) importAPI(s *requestSetup) error {
	params := map[string]string{}
	if s.EndpointType != "" {
		params["endpointConfigurationTypes"] = s.EndpointType
	}
	mode := "import"
	if s.Import != nil {
		if s.Import.Mode != "" {
			mode = s.Import.Mode
		}
		maps.Copy(params, s.Import.Params)
	}
	doc := a.backends.redirect(s.OpenAPI)
	put, isPut := map[string]types.PutMode{"put-merge": types.PutModeMerge, "put-overwrite": types.PutModeOverwrite}[mode]
	switch {
	case isPut:
		in := &apigateway.CreateRestApiInput{Name: aws.String("recorded")}
		if s.EndpointType != "" {
			in.EndpointConfiguration = &types.EndpointConfiguration{Types: []types.EndpointType{types.EndpointType(s.EndpointType)}}
		}
		api, err := a.api.CreateRestApi(a.t.Context(), in)
		if err != nil {
			return err
		}
		a.apiID = *api.Id
		delete(params, "endpointConfigurationTypes")
		_, err = a.api.PutRestApi(a.t.Context(), &apigateway.PutRestApiInput{RestApiId: api.Id, Body: doc, Mode: put, Parameters: params})
		return err
	case mode == "import":
		api, err := a.api.ImportRestApi(a.t.Context(), &apigateway.ImportRestApiInput{Body: doc, Parameters: params})
		if err == nil {
			a.apiID = *api.Id
		}
		return err
	}
	return fmt.Errorf("mode %q of an import is not known to the runner", mode)
}

// deploy makes the case's stage, unless its calls did, and the stage's canary.
func (a *arena) deploy(s *requestSetup) error {
	_, err := a.api.GetStage(a.t.Context(), &apigateway.GetStageInput{RestApiId: &a.apiID, StageName: &s.Stage.Name})
	var absent *types.NotFoundException
	if errors.As(err, &absent) {
		_, err = a.api.CreateDeployment(a.t.Context(), &apigateway.CreateDeploymentInput{
			RestApiId: &a.apiID, StageName: &s.Stage.Name, Variables: s.Stage.Variables,
		})
	}
	c := s.Stage.Canary
	if err != nil || c == nil {
		return err
	}
	if len(c.OpenAPI) > 0 {
		_, err := a.api.PutRestApi(a.t.Context(), &apigateway.PutRestApiInput{RestApiId: &a.apiID, Body: a.backends.redirect(c.OpenAPI), Mode: types.PutModeOverwrite})
		if err != nil {
			return fmt.Errorf("canary: %w", err)
		}
	}
	_, err = a.api.CreateDeployment(a.t.Context(), &apigateway.CreateDeploymentInput{
		RestApiId: &a.apiID, StageName: &s.Stage.Name,
		CanarySettings: &types.DeploymentCanarySettings{
			PercentTraffic: c.PercentTraffic, StageVariableOverrides: c.StageVariableOverrides, UseStageCache: c.UseStageCache,
		},
	})
	if err != nil {
		return fmt.Errorf("canary: %w", err)
	}
	return nil
}

func (a *arena) usagePlan(p usagePlan) error {
	in := &apigateway.CreateUsagePlanInput{Name: aws.String("recorded")}
	for _, stage := range p.Stages {
		in.ApiStages = append(in.ApiStages, types.ApiStage{ApiId: &a.apiID, Stage: aws.String(stage)})
	}
	if q := p.Quota; q != nil {
		in.Quota = &types.QuotaSettings{Limit: q.Limit, Offset: q.Offset, Period: types.QuotaPeriodType(q.Period)}
	}
	if th := p.Throttle; th != nil {
		in.Throttle = &types.ThrottleSettings{BurstLimit: th.BurstLimit, RateLimit: th.RateLimit}
	}
	plan, err := a.api.CreateUsagePlan(a.t.Context(), in)
	if err != nil {
		return err
	}
	for i, k := range p.Keys {
		key, err := a.api.CreateApiKey(a.t.Context(), &apigateway.CreateApiKeyInput{Name: aws.String(fmt.Sprint("key", i)), Value: &k.Value, Enabled: k.Enabled})
		if err != nil {
			return err
		}
		_, err = a.api.CreateUsagePlanKey(a.t.Context(), &apigateway.CreateUsagePlanKeyInput{KeyId: key.Id, KeyType: aws.String("API_KEY"), UsagePlanId: plan.Id})
		if err != nil {
			return err
		}
	}
	return nil
}

// replay makes recorded calls of the control plane. Ids that a call returned
// then stand for those it returns now.
func (a *arena) replay(calls []setupCall) error {
	ids := strings.NewReplacer()
	var pairs []string
	for _, c := range calls {
		method := reflect.ValueOf(a.api).MethodByName(c.Call)
		if !method.IsValid() {
			return fmt.Errorf("the SDK has no call %s", c.Call)
		}
		input := reflect.New(method.Type().In(1).Elem())
		// Members of the SDK's inputs have the names of the API, but for their case.
		if err := json.Unmarshal([]byte(ids.Replace(string(a.backends.redirect(c.Input)))), input.Interface()); err != nil {
			return fmt.Errorf("%s: %w", c.Call, err)
		}
		results := method.Call([]reflect.Value{reflect.ValueOf(a.t.Context()), input})
		if err, _ := results[1].Interface().(error); err != nil {
			return fmt.Errorf("%s: %w", c.Call, err)
		}
		for member, recorded := range c.Result {
			value := results[0].Elem().FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, member) })
			text, ok := value.Interface().(*string)
			if name, isText := recorded.(string); ok && isText && text != nil {
				pairs = append(pairs, name, *text)
				a.match.bound[name] = *text
			}
			if c.Call == "CreateRestApi" && member == "id" {
				a.apiID = *text
			}
		}
		ids = strings.NewReplacer(pairs...)
	}
	return nil
}
