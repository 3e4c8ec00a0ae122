package api

// CountVisitsRequest is the request of [VisitorCounter.CountVisits].
type CountVisitsRequest struct {
	Page string `path:"page"`
	Day  string `query:"day" format:"date"`
}

// CountVisitsResponse is the answer of [VisitorCounter.CountVisits].
type CountVisitsResponse struct {
	CacheControl string `header:"Cache-Control,omitempty"`
	// The count
	Body Count
}
