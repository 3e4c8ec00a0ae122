package handlers

import (
	"context"
	"errors"
	"strings"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/handlers/store"
)

func locationID(id string) string { return strings.ToLower(id) }

// ListLocations implements api.Directory.
func (d *Directory) ListLocations(ctx context.Context, req *api.ListLocationsRequest) (*api.LocationPage, error) {
	after, err := decodeCursor(locationList, req.Cursor)
	if err != nil {
		return nil, err
	}
	page, err := d.store.Locations(ctx, store.LocationsQuery{Country: req.Country, After: after, Limit: limit(req.Limit, 20, 100)})
	if err != nil {
		return nil, err
	}
	return &api.LocationPage{Items: page.Items, Next: encodeCursor(locationList, page.Next)}, nil
}

// CreateLocation implements api.Directory.
func (d *Directory) CreateLocation(ctx context.Context, req *api.CreateLocationRequest) (*api.CreateLocationResponse, error) {
	now := d.time()
	l := api.Location{ID: d.newID(), NewLocation: req.Body, CreatedAt: now, UpdatedAt: now}
	if err := d.store.CreateLocation(ctx, l); err != nil {
		return nil, answer(err, api.ErrLocationNotFound, l.ID)
	}
	return &api.CreateLocationResponse{Location: "/locations/" + l.ID, Body: l}, nil
}

// GetLocation implements api.Directory.
func (d *Directory) GetLocation(ctx context.Context, req *api.GetLocationRequest) (*api.Location, error) {
	l, err := d.store.Location(ctx, locationID(req.LocationID))
	if err != nil {
		return nil, answer(err, api.ErrLocationNotFound, req.LocationID)
	}
	return &l, nil
}

// ReplaceLocation implements api.Directory.
func (d *Directory) ReplaceLocation(ctx context.Context, req *api.ReplaceLocationRequest) (*api.Location, error) {
	return d.changeLocation(ctx, req.LocationID, func(l *api.Location) { l.NewLocation = req.Body })
}

// UpdateLocation implements api.Directory. The address and the position are
// replaced as a whole.
func (d *Directory) UpdateLocation(ctx context.Context, req *api.UpdateLocationRequest) (*api.Location, error) {
	return d.changeLocation(ctx, req.LocationID, func(l *api.Location) {
		set(&l.Name, req.Body.Name)
		set(&l.Address, req.Body.Address)
		if req.Body.Position != nil {
			l.Position = req.Body.Position
		}
	})
}

func (d *Directory) changeLocation(ctx context.Context, id string, change func(*api.Location)) (*api.Location, error) {
	l, err := d.store.UpdateLocation(ctx, locationID(id), func(l *api.Location) error {
		change(l)
		l.UpdatedAt = d.time()
		return nil
	})
	if err != nil {
		return nil, answer(err, api.ErrLocationNotFound, id)
	}
	return &l, nil
}

// DeleteLocation implements api.Directory.
func (d *Directory) DeleteLocation(ctx context.Context, req *api.DeleteLocationRequest) error {
	err := d.store.DeleteLocation(ctx, locationID(req.LocationID))
	if errors.Is(err, store.ErrInUse) {
		return api.ErrLocationInUse.WithDetail("departments are at location %q", req.LocationID)
	}
	return answer(err, api.ErrLocationNotFound, req.LocationID)
}
