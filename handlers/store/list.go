package store

import (
	"context"
	"database/sql"
	"strings"
)

// A list is a SELECT under construction: conditions, an order, and where to go
// on. Columns and tables are ours, values are always bound.
type list struct {
	from  string // what to select, and from where
	where []string
	args  []any
	alias string // of the table with the columns id and sort column
	sort  string // the column to sort by
	desc  bool
	limit int
}

// keep adds a condition with its values.
func (l *list) keep(condition string, args ...any) {
	l.where = append(l.where, condition)
	l.args = append(l.args, args...)
}

// after goes on behind a record: with larger keys, or with the same and a
// larger id. Descending lists run the other way in both.
func (l *list) after(value any, id string) {
	column, cmp := l.alias+"."+l.sort, " > ?"
	if l.desc {
		cmp = " < ?"
	}
	l.keep("("+column+cmp+" OR ("+column+" = ? AND "+l.alias+".id"+cmp+"))", value, value, id)
}

// query is the SELECT. It asks for one record too many, to see whether more follow.
func (l *list) query() (string, []any) {
	q := l.from
	if len(l.where) > 0 {
		q += " WHERE " + strings.Join(l.where, " AND ")
	}
	dir := ""
	if l.desc {
		dir = " DESC"
	}
	q += " ORDER BY " + l.alias + "." + l.sort + dir + ", " + l.alias + ".id" + dir + " LIMIT ?"
	return q, append(l.args, l.limit+1)
}

// page reads one page of a list; key gives the place of an item in it.
func page[T any](ctx context.Context, s *Store, l *list, scan func(*sql.Rows) (T, error), key func(T) Key) (Page[T], error) {
	db, err := s.open(ctx)
	if err != nil {
		return Page[T]{}, err
	}
	query, args := l.query()
	items, err := rows(ctx, db, scan, query, args...)
	if err != nil {
		return Page[T]{}, err
	}
	if len(items) <= l.limit {
		return Page[T]{Items: items}, nil
	}
	items = items[:l.limit]
	next := key(items[len(items)-1])
	return Page[T]{Items: items, Next: &next}, nil
}
