// Package state keeps what the control plane made: REST APIs and HTTP APIs,
// deployments, stages, API keys, usage plans and function permissions.
//
// A snapshot of it ([Data]) never changes. A change works on a copy that
// replaces the snapshot once it is safe on disk, so readers need no lock and a
// change that fails leaves nothing behind.
package state

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
)

// Data is one snapshot. Nothing in it may be changed outside of
// [Store.Update], and there only by putting new values in place of old ones.
type Data struct {
	FormatVersion int
	APIs          map[string]*API
	HTTPAPIs      map[string]*HTTPAPI
	VPCLinksV2    map[string]*VPCLinkV2
	APIKeys       map[string]*APIKey
	UsagePlans    map[string]*UsagePlan
	// Policies holds the resource policy of each function: its permissions in
	// the order they were added.
	Policies map[string][]Permission

	Account            Account
	DomainNames        map[string]*DomainName // by name
	VPCLinks           map[string]*VPCLink
	ClientCertificates map[string]*ClientCertificate
}

// An API is a REST API with its deployments and stages.
type API struct {
	Definition     *apigw.RestAPI // the working definition, which no stage serves
	CreatedDate    time.Time
	EndpointTypes  []string
	IPAddressType  string
	RootResourceID string
	Tags           map[string]string
	Warnings       []string // of the latest import

	Deployments map[string]*Deployment
	Stages      map[string]*Stage

	DocumentationVersions map[string]*DocumentationVersion
}

// A Deployment is an immutable snapshot of a definition.
type Deployment struct {
	ID          string
	Description string
	CreatedDate time.Time
	Definition  *apigw.RestAPI
}

// An APIKey meters a caller.
type APIKey struct {
	ID              string
	Value           string
	Name            string
	Description     string
	CustomerID      string
	Enabled         bool
	Tags            map[string]string
	CreatedDate     time.Time
	LastUpdatedDate time.Time
}

// A UsagePlan lets API keys use stages, within limits.
type UsagePlan struct {
	ID          string
	Name        string
	Description string
	ProductCode string
	Stages      []PlanStage
	Throttle    *Throttle // nil does not throttle
	Quota       *Quota    // nil sets no quota
	KeyIDs      []string  // in the order they were added
	Tags        map[string]string
}

// A PlanStage is a stage a usage plan opens. Throttle overrides the plan's by
// "/path/METHOD".
type PlanStage struct {
	APIID    string
	Stage    string
	Throttle map[string]Throttle
}

// A Throttle is a token bucket.
type Throttle struct {
	RateLimit  float64 // tokens per second
	BurstLimit int     // size of the bucket
}

// A Quota limits the requests of a period.
type Quota struct {
	Limit  int
	Offset int    // requests taken off the first period
	Period string // DAY, WEEK or MONTH
}

// A Permission is one statement of a function's resource policy.
type Permission struct {
	StatementID   string
	Qualifier     string // alias or version; empty is the function itself
	Action        string
	Principal     string
	SourceARN     string
	SourceAccount string
}

func newData() *Data {
	return &Data{
		FormatVersion: formatVersion,
		APIs:          map[string]*API{},
		HTTPAPIs:      map[string]*HTTPAPI{},
		VPCLinksV2:    map[string]*VPCLinkV2{},
		APIKeys:       map[string]*APIKey{},
		UsagePlans:    map[string]*UsagePlan{},
		Policies:      map[string][]Permission{},

		DomainNames:        map[string]*DomainName{},
		VPCLinks:           map[string]*VPCLink{},
		ClientCertificates: map[string]*ClientCertificate{},
	}
}

// Clone copies the maps of the snapshot, not what they hold.
func (d *Data) Clone() *Data {
	return &Data{
		FormatVersion: d.FormatVersion,
		APIs:          maps.Clone(d.APIs),
		HTTPAPIs:      maps.Clone(d.HTTPAPIs),
		VPCLinksV2:    maps.Clone(d.VPCLinksV2),
		APIKeys:       maps.Clone(d.APIKeys),
		UsagePlans:    maps.Clone(d.UsagePlans),
		Policies:      maps.Clone(d.Policies),

		Account:            d.Account,
		DomainNames:        maps.Clone(d.DomainNames),
		VPCLinks:           maps.Clone(d.VPCLinks),
		ClientCertificates: maps.Clone(d.ClientCertificates),
	}
}

// Edit puts a copy of the API in its place and gives the copy, whose maps may
// be changed. It gives nil when there is no such API.
func (d *Data) Edit(id string) *API {
	old, ok := d.APIs[id]
	if !ok {
		return nil
	}
	a := *old
	a.Deployments = maps.Clone(old.Deployments)
	a.Stages = maps.Clone(old.Stages)
	a.Tags = maps.Clone(old.Tags)
	a.DocumentationVersions = maps.Clone(old.DocumentationVersions)
	d.APIs[id] = &a
	return &a
}

// EditPlan does for usage plans what [Data.Edit] does for APIs.
func (d *Data) EditPlan(id string) *UsagePlan {
	old, ok := d.UsagePlans[id]
	if !ok {
		return nil
	}
	p := *old
	p.Stages = slices.Clone(old.Stages)
	p.KeyIDs = slices.Clone(old.KeyIDs)
	p.Tags = maps.Clone(old.Tags)
	d.UsagePlans[id] = &p
	return &p
}

// KeyByValue finds an API key by its secret, or gives nil.
func (d *Data) KeyByValue(value string) *APIKey {
	for _, k := range d.APIKeys {
		if k.Value == value {
			return k
		}
	}
	return nil
}

// PlanFor gives the usage plan that lets the key use the stage, or nil. Of
// several it takes the one with the smallest id.
func (d *Data) PlanFor(keyID, apiID, stage string) *UsagePlan {
	var found *UsagePlan
	for _, p := range d.UsagePlans {
		if !slices.Contains(p.KeyIDs, keyID) || (found != nil && found.ID < p.ID) {
			continue
		}
		for _, s := range p.Stages {
			if s.APIID == apiID && s.Stage == stage {
				found = p
			}
		}
	}
	return found
}

// CloneDefinition copies a definition so that the copy may be changed.
func CloneDefinition(def *apigw.RestAPI) (*apigw.RestAPI, error) {
	b, err := json.Marshal(def)
	if err != nil {
		return nil, err
	}
	var out apigw.RestAPI
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, err
	}
	normalise(&out)
	return &out, nil
}

// normalise undoes what JSON does to absent raw messages: nil comes back as the
// text null.
func normalise(def *apigw.RestAPI) {
	if string(def.Policy) == "null" {
		def.Policy = nil
	}
	for _, m := range def.Models {
		if string(m.Schema) == "null" {
			m.Schema = nil
		}
	}
}
