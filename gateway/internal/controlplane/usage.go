package controlplane

import (
	"slices"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type usage struct {
	PlanID    string             `json:"usagePlanId"`
	StartDate string             `json:"startDate"`
	EndDate   string             `json:"endDate"`
	Items     map[string][][]int `json:"values"` // by key: used and left, a day each
	Position  string             `json:"position,omitempty"`
}

// maxUsageDays is how far back the service reports.
const maxUsageDays = 90

// getUsage gives how often the keys of a plan were used, day by day. The counts
// are those of this process: they begin with it.
func (s *Server) getUsage(r *request) (answer, error) {
	p, err := s.plan(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	q := r.query()
	from, errFrom := time.Parse(time.DateOnly, q.Get("startDate"))
	to, errTo := time.Parse(time.DateOnly, q.Get("endDate"))
	switch {
	case errFrom != nil || errTo != nil:
		return answer{}, badRequest("Usage dates must be specified as YYYY-MM-DD")
	case to.Before(from):
		return answer{}, badRequest("Start date must be before end date")
	case to.Sub(from) > maxUsageDays*24*time.Hour:
		return answer{}, badRequest("Usage is only available for up to %d days", maxUsageDays)
	}
	keys := p.KeyIDs
	if id := q.Get("keyId"); id != "" {
		if !slices.Contains(keys, id) {
			return answer{}, notFound("Invalid Usage Plan Key identifier specified")
		}
		keys = []string{id}
	}
	limit, first, last := window(r, len(keys))
	out := usage{PlanID: p.ID, StartDate: q.Get("startDate"), EndDate: q.Get("endDate"), Items: map[string][][]int{}}
	if last < len(keys) {
		out.Position = strconv.Itoa(first + limit)
	}
	for _, key := range keys[first:last] {
		out.Items[key] = s.days(p, key, from, to)
	}
	return ok(out)
}

func (s *Server) days(p *state.UsagePlan, key string, from, to time.Time) [][]int {
	days := [][]int{}
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		used, left := s.DataPlane.Usage(p, key, day)
		days = append(days, []int{used, left})
	}
	return days
}

// updateUsage changes what is left of the current period for a key.
func (s *Server) updateUsage(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	p, err := s.plan(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	key := r.PathValue("key")
	if !slices.Contains(p.KeyIDs, key) {
		return answer{}, notFound("Invalid Usage Plan Key identifier specified")
	}
	if p.Quota == nil {
		return answer{}, badRequest("Usage Plan %s does not have a quota", p.ID)
	}
	for _, op := range patches {
		if err := op.replaces("/remaining"); err != nil {
			return answer{}, err
		}
		left, err := strconv.Atoi(op.Value)
		if err != nil || left < 0 {
			return answer{}, badRequest("Invalid value %s for %s", op.Value, op.Path)
		}
		s.DataPlane.SetRemaining(p, key, left)
	}
	today := s.Now().UTC()
	day := today.Format(time.DateOnly)
	return ok(usage{PlanID: p.ID, StartDate: day, EndDate: day, Items: map[string][][]int{key: s.days(p, key, today, today)}})
}
