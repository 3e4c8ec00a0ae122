package api

import "time"

// Person is somebody who works here, or did.
type Person struct {
	// ID is given by the directory.
	ID string `json:"id" format:"uuid"`
	NewPerson
	// HasPhoto tells whether a photo can be fetched.
	HasPhoto bool `json:"hasPhoto"`
	// CreatedAt is when the person was added.
	CreatedAt time.Time `json:"createdAt"`
	// UpdatedAt is when the person was last changed.
	UpdatedAt time.Time `json:"updatedAt"`
}

// NewPerson is what a caller says of a person.
type NewPerson struct {
	FirstName string `json:"firstName" minLength:"1" maxLength:"80"`
	LastName  string `json:"lastName" minLength:"1" maxLength:"80"`
	// Email is unique among all people.
	Email    string `json:"email" format:"email" minLength:"3" maxLength:"254" pattern:"^[^@ ]+@[^@ ]+$"`
	JobTitle string `json:"jobTitle,omitempty" maxLength:"120"`
	// DepartmentID is the department the person works in.
	DepartmentID string `json:"departmentId" minLength:"1" maxLength:"64"`
	// ManagerID is the person this person reports to.
	ManagerID *string `json:"managerId,omitempty" format:"uuid"`
	Status    Status  `json:"status"`
	// Skills are free words colleagues may search for.
	Skills []string `json:"skills,omitempty" maxItems:"50"`
	// Phones are numbers by kind, such as "office" or "mobile".
	Phones map[string]string `json:"phones,omitempty"`
}

// Status tells whether a person works here now.
type Status string

const (
	// Active people are on the payroll.
	Active Status = "active"
	// OnLeave people are away and come back.
	OnLeave Status = "on-leave"
	// Left people are no longer with us.
	Left Status = "left"
)

// PersonPatch is a partial change of a person: what is absent stays as it is.
type PersonPatch struct {
	FirstName    *string           `json:"firstName,omitempty" minLength:"1" maxLength:"80"`
	LastName     *string           `json:"lastName,omitempty" minLength:"1" maxLength:"80"`
	Email        *string           `json:"email,omitempty" format:"email" minLength:"3" maxLength:"254" pattern:"^[^@ ]+@[^@ ]+$"`
	JobTitle     *string           `json:"jobTitle,omitempty" maxLength:"120"`
	DepartmentID *string           `json:"departmentId,omitempty" minLength:"1" maxLength:"64"`
	ManagerID    *string           `json:"managerId,omitempty" format:"uuid"`
	Status       *Status           `json:"status,omitempty"`
	Skills       []string          `json:"skills,omitempty" maxItems:"50"`
	Phones       map[string]string `json:"phones,omitempty"`
}

// PersonPage is one page of a list of people.
type PersonPage struct {
	Items []Person `json:"items"`
	// Next is the cursor of the next page; it is absent on the last one.
	Next *string `json:"next,omitempty"`
}

// PersonSort is an order of people.
type PersonSort string

const (
	ByLastName      PersonSort = "lastName"
	ByLastNameDesc  PersonSort = "-lastName"
	ByCreatedAt     PersonSort = "createdAt"
	ByCreatedAtDesc PersonSort = "-createdAt"
)

type ListPersonnelRequest struct {
	// Department keeps the people of one department.
	Department string `query:"department,omitempty" maxLength:"64"`
	// Location keeps the people whose department is at one location.
	Location string `query:"location,omitempty" maxLength:"64"`
	// Status keeps the people of one status.
	Status Status `query:"status,omitempty"`
	// Q keeps the people whose name, e-mail address or skills contain it.
	Q string `query:"q,omitempty" maxLength:"100"`
	// Sort is the order of the list.
	Sort PersonSort `query:"sort" default:"lastName"`
	// Limit is the largest number of items on the page.
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
	// Cursor continues a list: it is the next of the page before.
	Cursor string `query:"cursor,omitempty" maxLength:"400"`
}

type CreatePersonRequest struct {
	Body NewPerson
}

type CreatePersonResponse struct {
	// Location is the path of the new person.
	Location string `header:"Location"`
	Body     Person `status:"201"`
}

type GetPersonRequest struct {
	PersonID string `path:"personId" format:"uuid"`
}

type ReplacePersonRequest struct {
	PersonID string `path:"personId" format:"uuid"`
	Body     NewPerson
}

type UpdatePersonRequest struct {
	PersonID string `path:"personId" format:"uuid"`
	Body     PersonPatch
}

type DeletePersonRequest struct {
	PersonID string `path:"personId" format:"uuid"`
}

type GetPhotoRequest struct {
	PersonID string `path:"personId" format:"uuid"`
}

type GetPhotoResponse struct {
	ContentType string `header:"Content-Type"`
	// ETag changes with the photo.
	ETag string `header:"ETag"`
	Body []byte `contentType:"image/jpeg,image/png,image/webp"`
}

type PutPhotoRequest struct {
	PersonID    string `path:"personId" format:"uuid"`
	ContentType string `header:"Content-Type"`
	Body        []byte `contentType:"image/jpeg,image/png,image/webp"`
}

type DeletePhotoRequest struct {
	PersonID string `path:"personId" format:"uuid"`
}
