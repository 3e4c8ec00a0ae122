package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Migrations are numbered files, one folder for each database. A file that has
// been released never changes; the next one mends it. A statement ends with a
// semicolon at the end of a line.
//
//go:embed migrations
var migrationFiles embed.FS

type migration struct {
	version    int
	name       string
	statements []string
}

// migrations reads those of a database, in order, without a gap.
func migrations(dialect string) ([]migration, error) {
	dir := path.Join("migrations", dialect)
	files, err := fs.ReadDir(migrationFiles, dir) // sorted by name
	if err != nil {
		return nil, err
	}
	all := make([]migration, len(files))
	for i, f := range files {
		number, name, _ := strings.Cut(strings.TrimSuffix(f.Name(), ".sql"), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s: want number %04d", f.Name(), i+1)
		}
		text, err := fs.ReadFile(migrationFiles, path.Join(dir, f.Name()))
		if err != nil {
			return nil, err
		}
		all[i] = migration{version, name, statements(string(text))}
	}
	return all, nil
}

// statements splits a file and leaves comments away.
func statements(text string) []string {
	var (
		all []string
		b   strings.Builder
	)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "--") {
			continue
		}
		b.WriteString(line)
		b.WriteByte('\n')
		if strings.HasSuffix(line, ";") {
			all = append(all, strings.TrimSuffix(b.String(), ";\n"))
			b.Reset()
		}
	}
	return all
}

// An executor is a *sql.Tx or a *sql.Conn.
type executor interface {
	querier
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}

// apply runs the migrations that the database has not seen.
func apply(ctx context.Context, db executor, all []migration) error {
	const create = `CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL)`
	if _, err := db.ExecContext(ctx, create); err != nil {
		return err
	}
	have, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	if have > len(all) {
		return newerSchema(have, len(all))
	}
	for _, m := range all[have:] {
		for _, statement := range m.statements {
			if _, err := db.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("migration %d (%s): %w", m.version, m.name, err)
			}
		}
		if _, err := db.ExecContext(ctx, "INSERT INTO schema_versions (version, name) VALUES (?, ?)", m.version, m.name); err != nil {
			return fmt.Errorf("migration %d (%s): %w", m.version, m.name, err)
		}
	}
	return nil
}

func newerSchema(have, want int) error {
	return fmt.Errorf("the schema is at version %d, newer than this program's %d", have, want)
}

// schemaVersion is the number of the last migration that ran.
func schemaVersion(ctx context.Context, q querier) (int, error) {
	return row(ctx, q, scanInt, "SELECT COALESCE(MAX(version), 0) FROM schema_versions")
}

func scanInt(r *sql.Rows) (n int, err error) { return n, r.Scan(&n) }
