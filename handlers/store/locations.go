package store

import (
	"context"
	"database/sql"

	"github.com/apigen-go/apigen/api"
)

const selectLocations = `SELECT l.id, l.name, l.street, l.postal_code, l.city, l.country, l.latitude, l.longitude, l.created_at, l.updated_at
	FROM locations l`

func scanLocation(r *sql.Rows) (api.Location, error) {
	var (
		l                   api.Location
		latitude, longitude sql.NullFloat64
		created, updated    int64
	)
	err := r.Scan(&l.ID, &l.Name, &l.Address.Street, &l.Address.PostalCode, &l.Address.City, &l.Address.Country,
		&latitude, &longitude, &created, &updated)
	if latitude.Valid && longitude.Valid {
		l.Position = &api.Position{Latitude: latitude.Float64, Longitude: longitude.Float64}
	}
	l.CreatedAt, l.UpdatedAt = fromMicros(created), fromMicros(updated)
	return l, err
}

func locationKey(l api.Location) Key { return Key{Text: sortKey(l.Name), ID: l.ID} }

// A LocationsQuery chooses locations. Empty members choose all.
type LocationsQuery struct {
	Country string // ISO 3166-1 alpha-2
	After   *Key
	Limit   int
}

// Locations lists locations by name.
func (s *Store) Locations(ctx context.Context, q LocationsQuery) (Page[api.Location], error) {
	l := list{from: selectLocations, alias: "l", sort: "sort_key", limit: q.Limit}
	if q.Country != "" {
		l.keep("l.country = ?", q.Country)
	}
	if q.After != nil {
		l.after(q.After.Text, q.After.ID)
	}
	return page(ctx, s, &l, scanLocation, locationKey)
}

// Location returns one location, or ErrNotFound.
func (s *Store) Location(ctx context.Context, id string) (api.Location, error) {
	db, err := s.open(ctx)
	if err != nil {
		return api.Location{}, err
	}
	return row(ctx, db, scanLocation, selectLocations+" WHERE l.id = ?", id)
}

// CreateLocation adds a location. It returns a [*DuplicateError] when the name
// is taken.
func (s *Store) CreateLocation(ctx context.Context, l api.Location) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO locations (name, name_key, sort_key, street, postal_code, city, country, latitude, longitude,
			updated_at, created_at, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(locationArgs(l), micros(l.CreatedAt), l.ID)...)
		return s.locationError(err, l)
	})
}

// UpdateLocation reads a location, lets change alter it, and stores what it
// left. It fails as [Store.CreateLocation] does, with ErrNotFound, or with the
// error of change.
func (s *Store) UpdateLocation(ctx context.Context, id string, change func(*api.Location) error) (l api.Location, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		l, err = row(ctx, tx, scanLocation, selectLocations+" WHERE l.id = ?"+s.dialect.forUpdate(), id)
		if err != nil {
			return err
		}
		if err := change(&l); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE locations SET name = ?, name_key = ?, sort_key = ?, street = ?, postal_code = ?, city = ?, country = ?,
			latitude = ?, longitude = ?, updated_at = ? WHERE id = ?`, append(locationArgs(l), id)...)
		return s.locationError(err, l)
	})
	if err != nil {
		return api.Location{}, err
	}
	return l, nil
}

// locationArgs are the values of the columns that may change.
func locationArgs(l api.Location) []any {
	var latitude, longitude sql.NullFloat64
	if l.Position != nil {
		latitude = sql.NullFloat64{Float64: l.Position.Latitude, Valid: true}
		longitude = sql.NullFloat64{Float64: l.Position.Longitude, Valid: true}
	}
	return []any{
		l.Name, fold(l.Name), sortKey(l.Name), l.Address.Street, l.Address.PostalCode, l.Address.City, l.Address.Country,
		latitude, longitude, micros(l.UpdatedAt),
	}
}

func (s *Store) locationError(err error, l api.Location) error {
	if err != nil && s.dialect.duplicate(err) {
		return &DuplicateError{"name", l.Name}
	}
	return err
}

// DeleteLocation removes a location. It returns ErrInUse when departments are
// there, ErrNotFound when there is none.
func (s *Store) DeleteLocation(ctx context.Context, id string) error {
	return s.delete(ctx, "DELETE FROM locations WHERE id = ?", id)
}
