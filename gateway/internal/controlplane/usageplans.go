package controlplane

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type usagePlan struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty"`
	ProductCode string            `json:"productCode,omitempty"`
	APIStages   []apiStage        `json:"apiStages"`
	Throttle    *throttle         `json:"throttle,omitempty"`
	Quota       *quota            `json:"quota,omitempty"`
	Tags        map[string]string `json:"tags,omitempty"`
}

type apiStage struct {
	APIID    string              `json:"apiId"`
	Stage    string              `json:"stage"`
	Throttle map[string]throttle `json:"throttle,omitempty"`
}

type throttle struct {
	BurstLimit int     `json:"burstLimit"`
	RateLimit  float64 `json:"rateLimit"`
}

type quota struct {
	Limit  int    `json:"limit"`
	Offset int    `json:"offset"`
	Period string `json:"period"`
}

func viewPlan(p *state.UsagePlan) usagePlan {
	out := usagePlan{
		ID: p.ID, Name: p.Name, Description: p.Description, ProductCode: p.ProductCode,
		APIStages: []apiStage{}, Tags: p.Tags,
	}
	for _, st := range p.Stages {
		v := apiStage{APIID: st.APIID, Stage: st.Stage}
		for key, t := range st.Throttle {
			if v.Throttle == nil {
				v.Throttle = map[string]throttle{}
			}
			v.Throttle[key] = throttle{t.BurstLimit, t.RateLimit}
		}
		out.APIStages = append(out.APIStages, v)
	}
	if t := p.Throttle; t != nil {
		out.Throttle = &throttle{t.BurstLimit, t.RateLimit}
	}
	if q := p.Quota; q != nil {
		out.Quota = &quota{q.Limit, q.Offset, q.Period}
	}
	return out
}

func (s *Server) createUsagePlan(r *request) (answer, error) {
	var in usagePlan
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Name == "" {
		return answer{}, badRequest("Usage plan name cannot be blank.")
	}
	p := &state.UsagePlan{ID: s.IDs.Short(), Name: in.Name, Description: in.Description, ProductCode: in.ProductCode, Tags: in.Tags}
	if in.Throttle != nil {
		p.Throttle = &state.Throttle{RateLimit: in.Throttle.RateLimit, BurstLimit: in.Throttle.BurstLimit}
	}
	if in.Quota != nil {
		p.Quota = &state.Quota{Limit: in.Quota.Limit, Offset: in.Quota.Offset, Period: in.Quota.Period}
	}
	if err := checkQuota(p.Quota); err != nil {
		return answer{}, err
	}
	err := s.Store.Update(func(d *state.Data) error {
		for _, st := range in.APIStages {
			if err := addStage(d, p, st.APIID, st.Stage); err != nil {
				return err
			}
			added := &p.Stages[len(p.Stages)-1]
			for key, t := range st.Throttle {
				if added.Throttle == nil {
					added.Throttle = map[string]state.Throttle{}
				}
				added.Throttle[key] = state.Throttle{RateLimit: t.RateLimit, BurstLimit: t.BurstLimit}
			}
		}
		d.UsagePlans[p.ID] = p
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewPlan(p))
}

func checkQuota(q *state.Quota) error {
	if q == nil {
		return nil
	}
	if !slices.Contains([]string{"DAY", "WEEK", "MONTH"}, q.Period) {
		return badRequest("Quota period must be one of: [DAY, WEEK, MONTH]")
	}
	if q.Limit < 0 || q.Offset < 0 {
		return badRequest("Quota limit and offset cannot be negative")
	}
	return nil
}

func addStage(d *state.Data, p *state.UsagePlan, apiID, stage string) error {
	a := d.APIs[apiID]
	if a == nil || a.Stages[stage] == nil {
		return notFound("Invalid API Stage {api: %s, stage: %s} specified for usageplan %s", apiID, stage, p.ID)
	}
	if slices.ContainsFunc(p.Stages, func(s state.PlanStage) bool { return s.APIID == apiID && s.Stage == stage }) {
		return conflict("API Stage {api: %s, stage: %s} is already in usageplan %s", apiID, stage, p.ID)
	}
	p.Stages = append(p.Stages, state.PlanStage{APIID: apiID, Stage: stage})
	return nil
}

func (s *Server) plan(d *state.Data, r *request) (*state.UsagePlan, error) {
	if p := d.UsagePlans[r.PathValue("plan")]; p != nil {
		return p, nil
	}
	return nil, notFound("Invalid Usage Plan ID specified")
}

func (s *Server) getUsagePlan(r *request) (answer, error) {
	p, err := s.plan(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewPlan(p))
}

func (s *Server) getUsagePlans(r *request) (answer, error) {
	d := s.Store.Load()
	key := r.query().Get("keyId")
	all := []usagePlan{}
	for _, id := range sortedKeys(d.UsagePlans) {
		if p := d.UsagePlans[id]; key == "" || slices.Contains(p.KeyIDs, key) {
			all = append(all, viewPlan(p))
		}
	}
	return page(r, all)
}

func (s *Server) updateUsagePlan(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated *state.UsagePlan
	err = s.Store.Update(func(d *state.Data) error {
		p, err := s.plan(d, r)
		if err != nil {
			return err
		}
		updated = d.EditPlan(p.ID)
		for _, op := range patches {
			if err := patchPlan(d, updated, op); err != nil {
				return err
			}
		}
		return checkQuota(updated.Quota)
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewPlan(updated))
}

func patchPlan(d *state.Data, p *state.UsagePlan, op patch) error {
	switch {
	case op.Path == "/apiStages":
		return patchPlanStages(d, p, op)
	case strings.HasPrefix(op.Path, "/apiStages/"):
		return patchStageThrottle(p, op)
	case op.Path == "/throttle" && op.Op == "remove":
		p.Throttle = nil
		return nil
	case op.Path == "/quota" && op.Op == "remove":
		p.Quota = nil
		return nil
	case op.Op != "replace" && op.Op != "add":
		return badRequest("Invalid patch operation specified. Must be one of: [add, remove, replace]")
	case strings.HasPrefix(op.Path, "/throttle/"):
		return patchThrottle(p, op)
	case strings.HasPrefix(op.Path, "/quota/"):
		return patchQuota(p, op)
	}
	switch op.Path {
	case "/name":
		p.Name = op.Value
	case "/description":
		p.Description = op.Value
	case "/productCode":
		p.ProductCode = op.Value
	default:
		return op.noPath()
	}
	return nil
}

// patchStageThrottle changes the limits of a method within a stage, at
// /apiStages/API:STAGE/throttle/PATH/METHOD/rateLimit or .../burstLimit; the
// slashes of the path may be escaped. Removing the throttle, or one method of it,
// lifts them.
func patchStageThrottle(p *state.UsagePlan, op patch) error {
	name, rest, _ := strings.Cut(strings.TrimPrefix(op.Path, "/apiStages/"), "/")
	rest, isThrottle := strings.CutPrefix(rest, "throttle")
	if !isThrottle {
		return op.noPath()
	}
	i := slices.IndexFunc(p.Stages, func(s state.PlanStage) bool { return s.APIID+":"+s.Stage == name })
	if i < 0 {
		apiID, stage, _ := strings.Cut(name, ":")
		return notFound("Invalid API Stage {api: %s, stage: %s} specified for usageplan %s", apiID, stage, p.ID)
	}
	limits := maps.Clone(p.Stages[i].Throttle)
	if limits == nil {
		limits = map[string]state.Throttle{}
	}
	key := unescape(strings.TrimPrefix(rest, "/"))
	key, isRate := strings.CutSuffix(key, "/rateLimit")
	key, isBurst := strings.CutSuffix(key, "/burstLimit")
	if key != "" && !strings.HasPrefix(key, "/") {
		key = "/" + key
	}
	switch {
	case op.Op == "remove" && key == "":
		limits = nil
	case op.Op == "remove":
		delete(limits, key)
	case op.Op != "replace" && op.Op != "add":
		return op.only("add", "remove", "replace")
	case isRate != isBurst && key != "":
		t := limits[key]
		if err := setLimit(&t, isRate, op); err != nil {
			return err
		}
		limits[key] = t
	default:
		return op.noPath()
	}
	p.Stages[i].Throttle = limits
	return nil
}

func setLimit(t *state.Throttle, rate bool, op patch) (err error) {
	if rate {
		t.RateLimit, err = strconv.ParseFloat(op.Value, 64)
	} else {
		t.BurstLimit, err = strconv.Atoi(op.Value)
	}
	if err != nil {
		return badRequest("Invalid value %s for %s", op.Value, op.Path)
	}
	return nil
}

// patchPlanStages adds or removes a stage, which is written API:STAGE.
func patchPlanStages(d *state.Data, p *state.UsagePlan, op patch) error {
	apiID, stage, found := strings.Cut(op.Value, ":")
	if !found || apiID == "" || stage == "" {
		return badRequest("Invalid API Stage specified")
	}
	switch op.Op {
	case "add":
		return addStage(d, p, apiID, stage)
	case "remove":
		i := slices.IndexFunc(p.Stages, func(s state.PlanStage) bool { return s.APIID == apiID && s.Stage == stage })
		if i < 0 {
			return notFound("Invalid API Stage {api: %s, stage: %s} specified for usageplan %s", apiID, stage, p.ID)
		}
		p.Stages = slices.Delete(p.Stages, i, i+1)
		return nil
	}
	return badRequest("Invalid patch operation specified. Must be one of: [add, remove]")
}

func patchThrottle(p *state.UsagePlan, op patch) error {
	t := state.Throttle{}
	if p.Throttle != nil {
		t = *p.Throttle
	}
	if op.Path != "/throttle/rateLimit" && op.Path != "/throttle/burstLimit" {
		return op.noPath()
	}
	if err := setLimit(&t, op.Path == "/throttle/rateLimit", op); err != nil {
		return err
	}
	p.Throttle = &t
	return nil
}

func patchQuota(p *state.UsagePlan, op patch) error {
	q := state.Quota{Period: "DAY"}
	if p.Quota != nil {
		q = *p.Quota
	}
	var err error
	switch op.Path {
	case "/quota/limit":
		q.Limit, err = strconv.Atoi(op.Value)
	case "/quota/offset":
		q.Offset, err = strconv.Atoi(op.Value)
	case "/quota/period":
		q.Period = op.Value
	default:
		return badRequest("Invalid patch path %s", op.Path)
	}
	if err != nil {
		return badRequest("Invalid value %s for %s", op.Value, op.Path)
	}
	p.Quota = &q
	return nil
}

func (s *Server) deleteUsagePlan(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		p, err := s.plan(d, r)
		if err != nil {
			return err
		}
		if len(p.Stages) > 0 {
			return badRequest("Usage plan %s has API stages; remove them first", p.ID)
		}
		delete(d.UsagePlans, p.ID)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}

type usagePlanKey struct {
	ID    string `json:"id"`
	Type  string `json:"type"`
	Value string `json:"value,omitempty"`
	Name  string `json:"name,omitempty"`
}

func (s *Server) createUsagePlanKey(r *request) (answer, error) {
	var in struct {
		KeyID   string `json:"keyId"`
		KeyType string `json:"keyType"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.KeyType != "API_KEY" {
		return answer{}, badRequest("Invalid Key type specified: %s", in.KeyType)
	}
	var k *state.APIKey
	err := s.Store.Update(func(d *state.Data) error {
		p, err := s.plan(d, r)
		if err != nil {
			return err
		}
		if k = d.APIKeys[in.KeyID]; k == nil {
			return notFound("Invalid API Key identifier specified")
		}
		if slices.Contains(p.KeyIDs, k.ID) {
			return conflict("API Key %s is already in usage plan %s", k.ID, p.ID)
		}
		for _, st := range p.Stages {
			if other := d.PlanFor(k.ID, st.APIID, st.Stage); other != nil {
				return conflict("API Key %s already has usage plan %s for API Stage {api: %s, stage: %s}", k.ID, other.ID, st.APIID, st.Stage)
			}
		}
		edited := d.EditPlan(p.ID)
		edited.KeyIDs = append(edited.KeyIDs, k.ID)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(usagePlanKey{k.ID, "API_KEY", k.Value, k.Name})
}

// planKeys lists the keys of a plan; an unknown plan has none (recorded).
func (s *Server) planKeys(r *request) []usagePlanKey {
	d := s.Store.Load()
	all := []usagePlanKey{}
	p, err := s.plan(d, r)
	if err != nil {
		return all
	}
	for _, id := range p.KeyIDs {
		if k := d.APIKeys[id]; k != nil {
			all = append(all, usagePlanKey{k.ID, "API_KEY", k.Value, k.Name})
		}
	}
	return all
}

func (s *Server) getUsagePlanKeys(r *request) (answer, error) {
	name := r.query().Get("name")
	return page(r, slices.DeleteFunc(s.planKeys(r), func(k usagePlanKey) bool { return !strings.HasPrefix(k.Name, name) }))
}

func (s *Server) getUsagePlanKey(r *request) (answer, error) {
	for _, k := range s.planKeys(r) {
		if k.ID == r.PathValue("key") {
			return ok(k)
		}
	}
	return answer{}, notFound("Invalid Usage Plan Key identifier specified")
}

func (s *Server) deleteUsagePlanKey(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		p, err := s.plan(d, r)
		if err != nil {
			return err
		}
		i := slices.Index(p.KeyIDs, r.PathValue("key"))
		if i < 0 {
			return notFound("Invalid Usage Plan Key identifier specified")
		}
		edited := d.EditPlan(p.ID)
		edited.KeyIDs = slices.Delete(edited.KeyIDs, i, i+1)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
