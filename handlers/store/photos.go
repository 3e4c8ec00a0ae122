package store

import (
	"context"
	"database/sql"
	"errors"
)

// A Photo is the photo of a person.
type Photo struct {
	ContentType string
	ETag        string // quoted, as in the header
	Content     []byte
}

func scanPhoto(r *sql.Rows) (p Photo, err error) {
	return p, r.Scan(&p.ContentType, &p.ETag, &p.Content)
}

// Photo returns the photo of a person, ErrNoPhoto when there is none, or
// ErrNotFound when there is no such person.
func (s *Store) Photo(ctx context.Context, personID string) (Photo, error) {
	db, err := s.open(ctx)
	if err != nil {
		return Photo{}, err
	}
	p, err := row(ctx, db, scanPhoto, "SELECT content_type, etag, content FROM photos WHERE person_id = ?", personID)
	if errors.Is(err, ErrNotFound) {
		err = noPhoto(ctx, db, personID)
	}
	return p, err
}

// noPhoto tells a person without a photo from no person.
func noPhoto(ctx context.Context, q querier, personID string) error {
	ok, err := exists(ctx, q, "people", personID)
	switch {
	case err != nil:
		return err
	case ok:
		return ErrNoPhoto
	}
	return ErrNotFound
}

// PutPhoto stores the photo of a person in place of an earlier one. It returns
// ErrNotFound when there is no such person.
func (s *Store) PutPhoto(ctx context.Context, personID string, p Photo) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		// The lock keeps two first uploads apart.
		if _, err := row(ctx, tx, scanNothing, "SELECT 1 FROM people WHERE id = ?"+s.dialect.forUpdate(), personID); err != nil {
			return err
		}
		err := changed(tx.ExecContext(ctx, "UPDATE photos SET content_type = ?, etag = ?, content = ? WHERE person_id = ?",
			p.ContentType, p.ETag, p.Content, personID))
		if errors.Is(err, ErrNotFound) {
			_, err = tx.ExecContext(ctx, "INSERT INTO photos (content_type, etag, content, person_id) VALUES (?, ?, ?, ?)",
				p.ContentType, p.ETag, p.Content, personID)
		}
		return err
	})
}

// DeletePhoto removes the photo of a person, and fails as [Store.Photo] does.
func (s *Store) DeletePhoto(ctx context.Context, personID string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		err := changed(tx.ExecContext(ctx, "DELETE FROM photos WHERE person_id = ?", personID))
		if errors.Is(err, ErrNotFound) {
			err = noPhoto(ctx, tx, personID)
		}
		return err
	})
}
