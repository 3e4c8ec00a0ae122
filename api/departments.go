package api

import "time"

// Department is a part of the company, at one location.
type Department struct {
	// ID is given by the directory, or by the caller who stores the department.
	ID string `json:"id"`
	NewDepartment
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// NewDepartment is what a caller says of a department.
type NewDepartment struct {
	// Name is unique among the departments.
	Name string `json:"name" minLength:"1" maxLength:"80"`
	// LocationID is where the department sits.
	LocationID string `json:"locationId" minLength:"1" maxLength:"64"`
	// CostCenter is the number the department's costs are booked under.
	CostCenter int `json:"costCenter,omitempty" minimum:"1" maximum:"999999"`
}

// DepartmentPatch is a partial change of a department: what is absent stays as it is.
type DepartmentPatch struct {
	Name       *string `json:"name,omitempty" minLength:"1" maxLength:"80"`
	LocationID *string `json:"locationId,omitempty" minLength:"1" maxLength:"64"`
	CostCenter *int    `json:"costCenter,omitempty" minimum:"1" maximum:"999999"`
}

// DepartmentPage is one page of a list of departments.
type DepartmentPage struct {
	Items []Department `json:"items"`
	// Next is the cursor of the next page; it is absent on the last one.
	Next *string `json:"next,omitempty"`
}

type ListDepartmentsRequest struct {
	// Location keeps the departments at one location.
	Location string `query:"location,omitempty" maxLength:"64"`
	// Limit is the largest number of items on the page.
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
	// Cursor continues a list: it is the next of the page before.
	Cursor string `query:"cursor,omitempty" maxLength:"400"`
}

type CreateDepartmentRequest struct {
	Body NewDepartment
}

type CreateDepartmentResponse struct {
	// Location is the path of the new department.
	Location string     `header:"Location"`
	Body     Department `status:"201"`
}

type GetDepartmentRequest struct {
	DepartmentID string `path:"departmentId" maxLength:"64"`
}

type PutDepartmentRequest struct {
	DepartmentID string `path:"departmentId" pattern:"^[a-z0-9-]+$" maxLength:"64"`
	Body         NewDepartment
}

// PutDepartmentResponse holds one of its members: the department that was
// replaced, or the one that is new.
type PutDepartmentResponse struct {
	Replaced *Department `status:"200"`
	Created  *Department `status:"201"`
}

type UpdateDepartmentRequest struct {
	DepartmentID string `path:"departmentId" maxLength:"64"`
	Body         DepartmentPatch
}

type DeleteDepartmentRequest struct {
	DepartmentID string `path:"departmentId" maxLength:"64"`
}
