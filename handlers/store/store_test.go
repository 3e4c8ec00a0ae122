package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/apigen-go/apigen/handlers/store/mysqltest"
)

// The same suite runs over every database; open gives each test an empty one.
var suite = []struct {
	name string
	test func(*testing.T, *Store)
}{
	{"people", testPeople},
	{"people that cannot be stored", testPersonErrors},
	{"a manager leaves", testManagerLeaves},
	{"filters", testFilters},
	{"text is data", testTextIsData},
	{"pages", testPages},
	{"pages of long names", testLongNames},
	{"pages under change", testPagesUnderChange},
	{"photos", testPhotos},
	{"departments", testDepartments},
	{"put department", testPutDepartment},
	{"locations", testLocations},
	{"search", testSearch},
	{"concurrent changes", testConcurrentChanges},
	{"migrations", testMigrations},
}

func runSuite(t *testing.T, open func(*testing.T) *Store) {
	for _, s := range suite {
		t.Run(s.name, func(t *testing.T) {
			st := open(t)
			t.Cleanup(func() {
				if err := st.Close(); err != nil {
					t.Error(err)
				}
			})
			if err := st.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.test(t, st)
		})
	}
}

func TestSQLiteInMemory(t *testing.T) {
	t.Parallel()
	runSuite(t, func(t *testing.T) *Store { return openSQLite(t, Memory) })
}

func TestSQLiteFile(t *testing.T) {
	t.Parallel()
	runSuite(t, func(t *testing.T) *Store { return openSQLite(t, filepath.Join(t.TempDir(), "new folder", "100%?#.db")) })
}

func openSQLite(t *testing.T, file string) *Store {
	t.Helper()
	s, err := OpenSQLite(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMySQL(t *testing.T) {
	t.Parallel()
	server := mysqltest.Start(t)
	runSuite(t, func(t *testing.T) *Store {
		s := openMySQL(t, server.Config(t))
		if err := s.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "the schema is at version 0, this program needs 1: migrate it first") {
			t.Errorf("a database without a schema: %v", err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func openMySQL(t *testing.T, cfg *mysql.Config) *Store {
	t.Helper()
	MySQLConfig(cfg)
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return OpenMySQL(connector, CheckSchema)
}

// What one program stored, the next one finds.
func TestSQLiteFileOutlivesTheStore(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "directory.db")
	first := openSQLite(t, file)
	loc := newLocation("Berlin")
	if err := first.CreateLocation(t.Context(), loc); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := openSQLite(t, file)
	defer second.Close()
	if _, err := second.Location(t.Context(), loc.ID); err != nil {
		t.Error(err)
	}
}

// The local gateway runs a function in several processes at once, on one file.
func TestSQLiteFileIsShared(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "directory.db")
	var wg sync.WaitGroup
	const programs = 4
	for i := range programs {
		wg.Go(func() {
			s, err := OpenSQLite(file)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			for j := range 5 {
				if err := s.CreateLocation(t.Context(), newLocation(fmt.Sprintf("%d of %d", j, i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s := openSQLite(t, file)
	defer s.Close()
	page, err := s.Locations(t.Context(), LocationsQuery{Limit: 100})
	if err != nil || len(page.Items) != programs*5 {
		t.Errorf("%d locations, %v", len(page.Items), err)
	}
}

func TestUnusableFile(t *testing.T) {
	t.Parallel()
	s := openSQLite(t, t.TempDir()) // a folder
	defer s.Close()
	if err := s.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "open the sqlite database") {
		t.Errorf("got %v", err)
	}
	if _, err := s.Location(t.Context(), "x"); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func testMigrations(t *testing.T, s *Store) {
	for range 2 { // nothing is left to do
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.db.ExecContext(t.Context(), "INSERT INTO schema_versions (version, name) VALUES (1000, 'to come')"); err != nil {
		t.Fatal(err)
	}
	const want = "the schema is at version 1000, newer than this program's 1"
	if err := s.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Migrate: %v, want %s", err, want)
	}
	s.usable.Store(false) // as at the next start
	if err := s.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Ready: %v, want %s", err, want)
	}
}

func TestMigrationFiles(t *testing.T) {
	t.Parallel()
	lite, err := migrations("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	my, err := migrations("mysql")
	if err != nil {
		t.Fatal(err)
	}
	if len(lite) != len(my) {
		t.Fatalf("%d migrations for SQLite, %d for MySQL", len(lite), len(my))
	}
	for i, m := range my {
		if m.name != lite[i].name {
			t.Errorf("migration %d is %s for MySQL, %s for SQLite", m.version, m.name, lite[i].name)
		}
		for _, statement := range m.statements {
			if strings.HasPrefix(statement, "CREATE TABLE ") && !strings.Contains(statement, "IF NOT EXISTS") {
				t.Errorf("MySQL commits every statement by itself, so each must be able to run again: %.60s", statement)
			}
		}
	}
}

// A program that breaks off in the middle of a MySQL migration has left tables.
func TestMySQLMigrationRunsAgain(t *testing.T) {
	t.Parallel()
	s := openMySQL(t, mysqltest.Start(t).Config(t))
	defer s.Close()
	all, err := migrations("mysql")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range all[0].statements[:2] {
		if _, err := s.db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSortKey(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		less, more []string
	}{
		{"a shorter last name comes first", []string{"Li", "Zoe"}, []string{"Lia", "Ada"}},
		{"case does not matter", []string{"de la Cruz", "A"}, []string{"De La Cruz", "B"}},
		{"nor does white space", []string{" De\tla  Cruz", "A"}, []string{"de la cruz", "B"}},
	} {
		if a, b := sortKey(tt.less...), sortKey(tt.more...); a >= b {
			t.Errorf("%s: %q is not before %q", tt.name, a, b)
		}
	}
	long := sortKey(strings.Repeat("x", maxSortKey-1)+"λ", "y")
	if want := strings.Repeat("x", maxSortKey-1); long != want {
		t.Errorf("a key was cut within a character: %q", long)
	}
}
