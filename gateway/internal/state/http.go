package state

import (
	"encoding/json"
	"maps"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
)

// An HTTPAPI is an HTTP API with its deployments and stages.
type HTTPAPI struct {
	Definition  *apigw.HTTPAPI // the working definition, which no stage serves
	CreatedDate time.Time
	ImportInfo  []string // of the latest import
	Warnings    []string

	Deployments map[string]*HTTPDeployment
	Stages      map[string]*HTTPStage
}

// An HTTPDeployment is an immutable snapshot of a definition.
type HTTPDeployment struct {
	ID           string
	Description  string
	AutoDeployed bool // made by a stage that deploys every change
	CreatedDate  time.Time
	Definition   *apigw.HTTPAPI
}

// An HTTPStage serves one deployment. The one called $default is served without
// a prefix.
type HTTPStage struct {
	Name                 string
	DeploymentID         string // empty until somebody deploys
	Description          string
	AutoDeploy           bool
	Managed              bool // made by a quick create
	ClientCertificateID  string
	Variables            map[string]string
	DefaultRouteSettings RouteSettings
	RouteSettings        map[string]RouteSettings // by route key
	AccessLog            *AccessLog               // nil has no format of its own
	Tags                 map[string]string
	DeploymentMessage    string // of the last automatic deployment
	CreatedDate          time.Time
	LastUpdatedDate      time.Time
}

// RouteSettings are what a stage sets for routes. Limits that are nil come from
// the stage, and in the end from the account.
type RouteSettings struct {
	DetailedMetrics bool
	BurstLimit      *int
	RateLimit       *float64
}

// A VPCLinkV2 leads HTTP APIs into a private network. Where it leads locally is
// the gateway's configuration.
type VPCLinkV2 struct {
	ID               string
	Name             string
	SecurityGroupIDs []string
	SubnetIDs        []string
	Tags             map[string]string
	CreatedDate      time.Time
}

// EditHTTP puts a copy of the HTTP API in its place and gives the copy, whose
// maps may be changed. It gives nil when there is no such API.
func (d *Data) EditHTTP(id string) *HTTPAPI {
	old, ok := d.HTTPAPIs[id]
	if !ok {
		return nil
	}
	a := *old
	a.Deployments = maps.Clone(old.Deployments)
	a.Stages = maps.Clone(old.Stages)
	d.HTTPAPIs[id] = &a
	return &a
}

// CloneHTTP copies a definition so that the copy may be changed.
func CloneHTTP(def *apigw.HTTPAPI) (*apigw.HTTPAPI, error) {
	b, err := json.Marshal(def)
	if err != nil {
		return nil, err
	}
	var out apigw.HTTPAPI
	return &out, json.Unmarshal(b, &out)
}
