package api

// ListBoatsRequest is the request of [BoatBookings.ListBoats].
type ListBoatsRequest struct {
	Kind  Kind     `query:"kind,omitempty"`
	Limit int      `query:"limit" format:"" minimum:"1" maximum:"50" default:"10"`
	Berth []string `query:"berth,omitempty,explode"`
}

// ListBoatsResponse is the answer of [BoatBookings.ListBoats].
type ListBoatsResponse struct {
	XTotal int `header:"X-Total,omitempty" format:""`
	// The boats
	Body BoatList
}

// AddBoatRequest is the request of [BoatBookings.AddBoat].
type AddBoatRequest struct {
	Body NewBoat
}

// AddBoatResponse is the answer of [BoatBookings.AddBoat].
type AddBoatResponse struct {
	// Where it is.
	Location string `header:"Location,omitempty"`
	// Added
	Body Boat `status:"201"`
}

// GetBoatRequest is the request of [BoatBookings.GetBoat].
type GetBoatRequest struct {
	// Which one.
	BoatID string `path:"boatId" maxLength:"36"`
}

// ScrapBoatRequest is the request of [BoatBookings.ScrapBoat].
type ScrapBoatRequest struct {
	// Which one.
	BoatID string `path:"boatId" maxLength:"36"`
}
