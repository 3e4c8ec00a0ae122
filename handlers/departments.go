package handlers

import (
	"context"
	"errors"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/handlers/store"
)

// ListDepartments implements api.Directory.
func (d *Directory) ListDepartments(ctx context.Context, req *api.ListDepartmentsRequest) (*api.DepartmentPage, error) {
	after, err := decodeCursor(departmentList, req.Cursor)
	if err != nil {
		return nil, err
	}
	page, err := d.store.Departments(ctx, store.DepartmentsQuery{Location: req.Location, After: after, Limit: limit(req.Limit, 20, 100)})
	if err != nil {
		return nil, err
	}
	return &api.DepartmentPage{Items: page.Items, Next: encodeCursor(departmentList, page.Next)}, nil
}

// CreateDepartment implements api.Directory.
func (d *Directory) CreateDepartment(ctx context.Context, req *api.CreateDepartmentRequest) (*api.CreateDepartmentResponse, error) {
	dep := d.newDepartment(d.newID(), req.Body)
	if err := d.store.CreateDepartment(ctx, dep); err != nil {
		return nil, answer(err, api.ErrDepartmentNotFound, dep.ID)
	}
	return &api.CreateDepartmentResponse{Location: "/departments/" + dep.ID, Body: dep}, nil
}

func (d *Directory) newDepartment(id string, body api.NewDepartment) api.Department {
	now := d.time()
	return api.Department{ID: id, NewDepartment: body, CreatedAt: now, UpdatedAt: now}
}

// GetDepartment implements api.Directory.
func (d *Directory) GetDepartment(ctx context.Context, req *api.GetDepartmentRequest) (*api.Department, error) {
	dep, err := d.store.Department(ctx, req.DepartmentID)
	if err != nil {
		return nil, answer(err, api.ErrDepartmentNotFound, req.DepartmentID)
	}
	return &dep, nil
}

// PutDepartment implements api.Directory.
func (d *Directory) PutDepartment(ctx context.Context, req *api.PutDepartmentRequest) (*api.PutDepartmentResponse, error) {
	dep, created, err := d.store.PutDepartment(ctx, d.newDepartment(req.DepartmentID, req.Body))
	switch {
	case err != nil:
		return nil, answer(err, api.ErrDepartmentNotFound, req.DepartmentID)
	case created:
		return &api.PutDepartmentResponse{Created: &dep}, nil
	}
	return &api.PutDepartmentResponse{Replaced: &dep}, nil
}

// UpdateDepartment implements api.Directory.
func (d *Directory) UpdateDepartment(ctx context.Context, req *api.UpdateDepartmentRequest) (*api.Department, error) {
	dep, err := d.store.UpdateDepartment(ctx, req.DepartmentID, func(dep *api.Department) error {
		set(&dep.Name, req.Body.Name)
		set(&dep.LocationID, req.Body.LocationID)
		set(&dep.CostCenter, req.Body.CostCenter)
		dep.UpdatedAt = d.time()
		return nil
	})
	if err != nil {
		return nil, answer(err, api.ErrDepartmentNotFound, req.DepartmentID)
	}
	return &dep, nil
}

// DeleteDepartment implements api.Directory.
func (d *Directory) DeleteDepartment(ctx context.Context, req *api.DeleteDepartmentRequest) error {
	err := d.store.DeleteDepartment(ctx, req.DepartmentID)
	if errors.Is(err, store.ErrInUse) {
		return api.ErrDepartmentInUse.WithDetail("people work in department %q", req.DepartmentID)
	}
	return answer(err, api.ErrDepartmentNotFound, req.DepartmentID)
}
