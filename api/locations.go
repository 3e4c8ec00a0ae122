package api

import "time"

// Location is a place where the company works.
type Location struct {
	// ID is given by the directory.
	ID string `json:"id" format:"uuid"`
	NewLocation
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// NewLocation is what a caller says of a location.
type NewLocation struct {
	// Name is unique among the locations.
	Name    string  `json:"name" minLength:"1" maxLength:"80"`
	Address Address `json:"address"`
	// Position is where the location is on the globe.
	Position *Position `json:"position,omitempty"`
}

// Address is a postal address.
type Address struct {
	Street     string `json:"street" minLength:"1" maxLength:"120"`
	PostalCode string `json:"postalCode,omitempty" maxLength:"16"`
	City       string `json:"city" minLength:"1" maxLength:"80"`
	// Country is an ISO 3166-1 alpha-2 code.
	Country string `json:"country" pattern:"^[A-Z]{2}$"`
}

// Position is a point on the globe, in degrees.
type Position struct {
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90"`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180"`
}

// LocationPatch is a partial change of a location: what is absent stays as it is.
type LocationPatch struct {
	Name     *string   `json:"name,omitempty" minLength:"1" maxLength:"80"`
	Address  *Address  `json:"address,omitempty"`
	Position *Position `json:"position,omitempty"`
}

// LocationPage is one page of a list of locations.
type LocationPage struct {
	Items []Location `json:"items"`
	// Next is the cursor of the next page; it is absent on the last one.
	Next *string `json:"next,omitempty"`
}

type ListLocationsRequest struct {
	// Country keeps the locations in one country.
	Country string `query:"country,omitempty" pattern:"^[A-Z]{2}$"`
	// Limit is the largest number of items on the page.
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
	// Cursor continues a list: it is the next of the page before.
	Cursor string `query:"cursor,omitempty" maxLength:"400"`
}

type CreateLocationRequest struct {
	Body NewLocation
}

type CreateLocationResponse struct {
	// Location is the path of the new location.
	Location string   `header:"Location"`
	Body     Location `status:"201"`
}

type GetLocationRequest struct {
	LocationID string `path:"locationId" format:"uuid"`
}

type ReplaceLocationRequest struct {
	LocationID string `path:"locationId" format:"uuid"`
	Body       NewLocation
}

type UpdateLocationRequest struct {
	LocationID string `path:"locationId" format:"uuid"`
	Body       LocationPatch
}

type DeleteLocationRequest struct {
	LocationID string `path:"locationId" format:"uuid"`
}
