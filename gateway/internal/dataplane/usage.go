package dataplane

import (
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// Usage gives how often a key of a plan was used on a day, and what is left of
// the quota of the period the day is in; without a quota nothing is.
func (s *Server) Usage(p *state.UsagePlan, key string, day time.Time) (used, left int) {
	l := &s.limits
	l.mu.Lock()
	defer l.mu.Unlock()
	used = l.daily[quotaKey{p.ID, key, periodStart("DAY", day)}]
	if q := p.Quota; q != nil {
		left = max(q.Limit-q.Offset-l.used[quotaKey{p.ID, key, periodStart(q.Period, day)}], 0)
	}
	return used, left
}

// SetRemaining changes what is left for a key in the current period of the
// plan's quota. It may be more than the quota.
func (s *Server) SetRemaining(p *state.UsagePlan, key string, left int) {
	if p.Quota == nil {
		return
	}
	l := &s.limits
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.used == nil {
		l.used = map[quotaKey]int{}
	}
	l.used[quotaKey{p.ID, key, periodStart(p.Quota.Period, s.Now())}] = p.Quota.Limit - p.Quota.Offset - left
}

// note counts a request of a key.
func (l *limits) note(plan, key string, now time.Time) {
	if l.daily == nil {
		l.daily = map[quotaKey]int{}
	}
	l.daily[quotaKey{plan, key, periodStart("DAY", now)}]++
}
