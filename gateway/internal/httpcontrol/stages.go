package httpcontrol

import (
	"maps"
	"regexp"

	"github.com/apigen-go/apigen/gateway/internal/httpapi"
	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/gateway/internal/state"
)

// defaultStage is served without a prefix.
const defaultStage = httpapi.DefaultStage

type stage struct {
	AccessLogSettings           *accessLog               `json:"accessLogSettings,omitempty"`
	APIGatewayManaged           bool                     `json:"apiGatewayManaged,omitempty"`
	AutoDeploy                  bool                     `json:"autoDeploy,omitempty"`
	ClientCertificateID         string                   `json:"clientCertificateId,omitempty"`
	CreatedDate                 string                   `json:"createdDate"`
	DefaultRouteSettings        routeSettings            `json:"defaultRouteSettings"`
	DeploymentID                string                   `json:"deploymentId,omitempty"`
	Description                 string                   `json:"description,omitempty"`
	LastDeploymentStatusMessage string                   `json:"lastDeploymentStatusMessage,omitempty"`
	LastUpdatedDate             string                   `json:"lastUpdatedDate"`
	RouteSettings               map[string]routeSettings `json:"routeSettings"`
	StageName                   string                   `json:"stageName"`
	StageVariables              map[string]string        `json:"stageVariables"`
	Tags                        map[string]string        `json:"tags"`
}

type accessLog struct {
	DestinationARN string `json:"destinationArn,omitempty"`
	Format         string `json:"format,omitempty"`
}

type routeSettings struct {
	DetailedMetricsEnabled bool     `json:"detailedMetricsEnabled"`
	ThrottlingBurstLimit   *int     `json:"throttlingBurstLimit,omitempty"`
	ThrottlingRateLimit    *float64 `json:"throttlingRateLimit,omitempty"`
}

func viewSettings(s state.RouteSettings) routeSettings {
	return routeSettings{s.DetailedMetrics, s.BurstLimit, s.RateLimit}
}

func viewStage(st *state.HTTPStage) stage {
	out := stage{
		APIGatewayManaged: st.Managed, AutoDeploy: st.AutoDeploy, ClientCertificateID: st.ClientCertificateID,
		CreatedDate: timestamp(st.CreatedDate), LastUpdatedDate: timestamp(st.LastUpdatedDate),
		DefaultRouteSettings: viewSettings(st.DefaultRouteSettings), RouteSettings: map[string]routeSettings{},
		DeploymentID: st.DeploymentID, Description: st.Description, LastDeploymentStatusMessage: st.DeploymentMessage,
		StageName: st.Name, StageVariables: mergedTags(st.Variables, nil), Tags: mergedTags(st.Tags, nil),
	}
	for key, s := range st.RouteSettings {
		out.RouteSettings[key] = viewSettings(s)
	}
	if st.AccessLog != nil {
		out.AccessLogSettings = &accessLog{st.AccessLog.DestinationARN, st.AccessLog.Format}
	}
	return out
}

// A stageInput is what CreateStage and UpdateStage take.
type stageInput struct {
	StageName            string                        `json:"stageName"`
	AccessLogSettings    *accessLog                    `json:"accessLogSettings"`
	AutoDeploy           *bool                         `json:"autoDeploy"`
	ClientCertificateID  *string                       `json:"clientCertificateId"`
	DefaultRouteSettings *routeSettingsInput           `json:"defaultRouteSettings"`
	DeploymentID         *string                       `json:"deploymentId"`
	Description          *string                       `json:"description"`
	RouteSettings        map[string]routeSettingsInput `json:"routeSettings"`
	StageVariables       map[string]string             `json:"stageVariables"`
	Tags                 map[string]string             `json:"tags"`
}

type routeSettingsInput struct {
	DataTraceEnabled       *bool    `json:"dataTraceEnabled"`
	DetailedMetricsEnabled *bool    `json:"detailedMetricsEnabled"`
	LoggingLevel           *string  `json:"loggingLevel"`
	ThrottlingBurstLimit   *int     `json:"throttlingBurstLimit"`
	ThrottlingRateLimit    *float64 `json:"throttlingRateLimit"`
}

func (in routeSettingsInput) apply(s state.RouteSettings) (state.RouteSettings, error) {
	if in.DataTraceEnabled != nil && *in.DataTraceEnabled || in.LoggingLevel != nil && *in.LoggingLevel != "OFF" {
		return s, restjson.BadRequest("Execution logs are not supported on protocol type HTTP")
	}
	set(&s.DetailedMetrics, in.DetailedMetricsEnabled)
	if in.ThrottlingBurstLimit != nil {
		s.BurstLimit = in.ThrottlingBurstLimit
	}
	if in.ThrottlingRateLimit != nil {
		s.RateLimit = in.ThrottlingRateLimit
	}
	if s.BurstLimit != nil && *s.BurstLimit < 0 || s.RateLimit != nil && *s.RateLimit < 0 {
		return s, restjson.BadRequest("Throttling limits must not be negative")
	}
	return s, nil
}

// Stage names and variables, as the developer guide limits them.
var (
	stageName     = regexp.MustCompile(`^([A-Za-z0-9_-]{1,128}|\$default)$`)
	variableName  = regexp.MustCompile(`^\w{1,64}$`)
	variableValue = regexp.MustCompile(`^[A-Za-z0-9\-._~:/?#&=,]{0,512}$`)
)

// apply puts what was given into a stage of the API.
func (in *stageInput) apply(a *state.HTTPAPI, st *state.HTTPStage) error {
	set(&st.AutoDeploy, in.AutoDeploy)
	set(&st.ClientCertificateID, in.ClientCertificateID)
	set(&st.Description, in.Description)
	if id := in.DeploymentID; id != nil {
		if a.Deployments[*id] == nil {
			return restjson.NotFound("Invalid Deployment identifier specified %s", *id)
		}
		st.DeploymentID = *id
	}
	for _, name := range sortedKeys(in.StageVariables) {
		if !variableName.MatchString(name) {
			return restjson.BadRequest("Invalid stage variable name: %s. Please use names with only word characters.", name)
		}
		if value := in.StageVariables[name]; !variableValue.MatchString(value) {
			return restjson.BadRequest("Invalid stage variable value: %s. Please use values with only characters A-Za-z0-9-._~:/?#&=,", value)
		}
	}
	st.Variables = merge(st.Variables, in.StageVariables)
	if in.AccessLogSettings != nil {
		if err := in.applyAccessLog(st); err != nil {
			return err
		}
	}
	var err error
	if in.DefaultRouteSettings != nil {
		if st.DefaultRouteSettings, err = in.DefaultRouteSettings.apply(st.DefaultRouteSettings); err != nil {
			return err
		}
	}
	settings := maps.Clone(st.RouteSettings)
	for _, key := range sortedKeys(in.RouteSettings) {
		if a.Definition.Route(key) == nil {
			return restjson.NotFound("Unable to find Route by key %s within the provided RouteSettings", key)
		}
		if settings == nil {
			settings = map[string]state.RouteSettings{}
		}
		if settings[key], err = in.RouteSettings[key].apply(settings[key]); err != nil {
			return err
		}
	}
	st.RouteSettings = settings
	return nil
}

func (in *stageInput) applyAccessLog(st *state.HTTPStage) error {
	log := state.AccessLog{}
	if st.AccessLog != nil {
		log = *st.AccessLog
	}
	if in.AccessLogSettings.DestinationARN != "" {
		log.DestinationARN = in.AccessLogSettings.DestinationARN
	}
	if in.AccessLogSettings.Format != "" {
		log.Format = in.AccessLogSettings.Format
	}
	if err := httpapi.CheckLogFormat(log.Format); err != nil {
		return restjson.BadRequest("%s", err)
	}
	st.AccessLog = &log
	return nil
}

func (s *Server) createStage(r *restjson.Request) (restjson.Answer, error) {
	var in stageInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	if !stageName.MatchString(in.StageName) {
		return restjson.Answer{}, restjson.BadRequest("Invalid stage name: %s. Stage names only allow a-zA-Z0-9_- and $default", in.StageName)
	}
	now := s.Now()
	made := &state.HTTPStage{Name: in.StageName, Tags: in.Tags, CreatedDate: now, LastUpdatedDate: now}
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		if a.Stages[made.Name] != nil {
			return restjson.Conflict("Stage already exists")
		}
		if err := in.apply(a, made); err != nil {
			return err
		}
		made = s.putStage(d.EditHTTP(a.Definition.ID), made)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(viewStage(made))
}

// putStage puts a stage into an API; one that deploys every change begins with
// the working definition. It gives the stage as it is then.
func (s *Server) putStage(a *state.HTTPAPI, st *state.HTTPStage) *state.HTTPStage {
	a.Stages[st.Name] = st
	if st.AutoDeploy {
		if served := a.Deployments[st.DeploymentID]; served == nil || served.Definition != a.Definition {
			s.autoDeploy(a)
		}
	}
	return a.Stages[st.Name]
}

func (s *Server) getStages(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	all := []stage{}
	for _, name := range sortedKeys(a.Stages) {
		all = append(all, viewStage(a.Stages[name]))
	}
	return page(r, all)
}

func (s *Server) stage(d *state.Data, r *restjson.Request) (*state.HTTPAPI, *state.HTTPStage, error) {
	a, err := s.api(d, r)
	if err != nil {
		return nil, nil, err
	}
	st := a.Stages[r.PathValue("stage")]
	if st == nil {
		return nil, nil, restjson.NotFound("Invalid stage identifier specified")
	}
	return a, st, nil
}

func (s *Server) getStage(r *restjson.Request) (restjson.Answer, error) {
	_, st, err := s.stage(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewStage(st))
}

// changeStage edits the stage a call is about.
func (s *Server) changeStage(r *restjson.Request, edit func(*state.HTTPAPI, *state.HTTPStage) error) (*state.HTTPStage, error) {
	var changed *state.HTTPStage
	err := s.Store.Update(func(d *state.Data) error {
		a, st, err := s.stage(d, r)
		if err != nil {
			return err
		}
		next := *st
		if err := edit(a, &next); err != nil {
			return err
		}
		next.LastUpdatedDate = s.Now()
		changed = s.putStage(d.EditHTTP(a.Definition.ID), &next)
		return nil
	})
	return changed, err
}

func (s *Server) updateStage(r *restjson.Request) (restjson.Answer, error) {
	var in stageInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	st, err := s.changeStage(r, in.apply)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewStage(st))
}

func (s *Server) deleteAccessLog(r *restjson.Request) (restjson.Answer, error) {
	_, err := s.changeStage(r, func(_ *state.HTTPAPI, st *state.HTTPStage) error { st.AccessLog = nil; return nil })
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}

func (s *Server) deleteRouteSettings(r *restjson.Request) (restjson.Answer, error) {
	_, err := s.changeStage(r, func(_ *state.HTTPAPI, st *state.HTTPStage) error {
		key := r.PathValue("route")
		if _, ok := st.RouteSettings[key]; !ok {
			return restjson.NotFound("Unable to find Route by key %s within the provided RouteSettings", key)
		}
		st.RouteSettings = maps.Clone(st.RouteSettings)
		delete(st.RouteSettings, key)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}

// resetAuthorizers empties the caches of a stage's Lambda authorizers.
func (s *Server) resetAuthorizers(r *restjson.Request) (restjson.Answer, error) {
	a, st, err := s.stage(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	s.DataPlane.ForgetDecisions(a.Definition.ID, st.Name)
	return restjson.NoContent()
}

func (s *Server) deleteStage(r *restjson.Request) (restjson.Answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		a, st, err := s.stage(d, r)
		if err != nil {
			return err
		}
		delete(d.EditHTTP(a.Definition.ID).Stages, st.Name)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}
