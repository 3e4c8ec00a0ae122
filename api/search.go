package api

type SearchAllRequest struct {
	// Q is what the names are to contain.
	Q string `query:"q" minLength:"1" maxLength:"100"`
	// Limit is the largest number of hits of each kind.
	Limit int `query:"limit" minimum:"1" maximum:"50" default:"10"`
}

// SearchResult holds what a search found, by kind.
type SearchResult struct {
	Personnel   []Person     `json:"personnel"`
	Departments []Department `json:"departments"`
	Locations   []Location   `json:"locations"`
}
