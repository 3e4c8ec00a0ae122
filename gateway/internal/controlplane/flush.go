package controlplane

// flushCache takes back what the gateway remembers for a stage: its cache, or
// what its authorizers have decided.
func (s *Server) flushCache(r *request) (answer, error) {
	if _, _, err := s.stage(s.Store.Load(), r); err != nil {
		return answer{}, err
	}
	return accepted()
}
