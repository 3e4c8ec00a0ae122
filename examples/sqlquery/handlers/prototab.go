// Package handlers answers method requests from a table of MySQL or MariaDB.
package handlers

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apigen-go/apigen/examples/sqlquery/api"
)

// An Event is a method request, as api/templates/request.vtl writes it.
type Event struct {
	Body   json.RawMessage `json:"body-json"`
	Params struct {
		Path        map[string]string `json:"path"`
		QueryString map[string]string `json:"querystring"`
		Header      map[string]string `json:"header"`
	} `json:"params"`
	StageVariables map[string]string `json:"stage-variables"`
	Context        struct {
		Method    string `json:"http-method"`
		Stage     string `json:"stage"`
		SourceIP  string `json:"source-ip"`
		RequestID string `json:"request-id"`
		User      string `json:"user"` // sub of the caller's token; empty while the API is open
	} `json:"context"`
}

// An invalid is a request no row can fit. The gateway answers 400 to errors that
// begin so.
type invalid string

func (e invalid) Error() string { return "400 " + string(e) }

const (
	maxText = 100 // of a column, in characters
	// defaultRows is how many rows there are at most, unless the stage variable
	// maxRows says otherwise.
	defaultRows = 1000
	// patience is for the database to answer in; the gateway waits 29 s.
	patience = 8 * time.Second
)

// A Table answers from the table prototab.
type Table struct{ DB *sql.DB }

// Serve answers a method request: with rows, with the row that was inserted, or
// with an error.
func (t *Table) Serve(ctx context.Context, e Event) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	log := slog.With("request", e.Context.RequestID, "stage", e.Context.Stage, "user", e.Context.User)
	answer, err := t.serve(ctx, e)
	if err != nil {
		log.ErrorContext(ctx, e.Context.Method, "error", err)
		return nil, err
	}
	log.InfoContext(ctx, e.Context.Method)
	return answer, nil
}

func (t *Table) serve(ctx context.Context, e Event) (any, error) {
	switch e.Context.Method {
	case http.MethodGet:
		limit, err := maxRows(e.StageVariables)
		if err != nil {
			return nil, err
		}
		return t.list(ctx, e.Params.QueryString, limit)
	case http.MethodPost:
		var row api.NewRow
		if err := json.Unmarshal(e.Body, &row); err != nil {
			return nil, invalid("the body is no row: " + err.Error())
		}
		return t.insert(ctx, row)
	}
	return nil, fmt.Errorf("unexpected method %q", e.Context.Method)
}

func maxRows(stage map[string]string) (int, error) {
	text, ok := stage["maxRows"]
	if !ok {
		return defaultRows, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("stage variable maxRows is %q, want a number above 0", text)
	}
	return n, nil
}

// list filters by the columns that the query names. Names of columns are
// constants, values are bound: nothing a caller sends becomes SQL.
func (t *Table) list(ctx context.Context, query map[string]string, limit int) ([]api.Row, error) {
	var conditions []string
	var values []any
	for name, column := range map[string]string{"proto1": "proto1 = ?", "proto2": "proto2 = ?"} {
		value, ok := query[name]
		if !ok {
			continue
		}
		if utf8.RuneCountInString(value) > maxText {
			return nil, invalid(fmt.Sprintf("%s is longer than %d characters", name, maxText))
		}
		conditions, values = append(conditions, column), append(values, value)
	}
	text := "SELECT protokey, proto1, proto2 FROM prototab"
	if len(conditions) > 0 {
		text += " WHERE " + strings.Join(conditions, " AND ")
	}
	rows, err := t.DB.QueryContext(ctx, text+" ORDER BY protokey LIMIT ?", append(values, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list rows: %w", err)
	}
	defer rows.Close()
	found := []api.Row{}
	for rows.Next() {
		var row api.Row
		if err := rows.Scan(&row.Protokey, &row.Proto1, &row.Proto2); err != nil {
			return nil, fmt.Errorf("read row: %w", err)
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

// insert relies on the gateway for the lengths of texts, and on the column
// beside it.
func (t *Table) insert(ctx context.Context, row api.NewRow) (*api.Row, error) {
	made, err := t.DB.ExecContext(ctx, "INSERT INTO prototab (proto1, proto2) VALUES (?, ?)", row.Proto1, row.Proto2)
	if err != nil {
		return nil, fmt.Errorf("insert row: %w", err)
	}
	key, err := made.LastInsertId()
	if err != nil {
		return nil, fmt.Errorf("insert row: %w", err)
	}
	return &api.Row{Protokey: key, Proto1: row.Proto1, Proto2: row.Proto2}, nil
}
