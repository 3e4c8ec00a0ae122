package controlplane

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// importAPIKeys makes keys of a file of comma-separated values. Its first line
// names the columns: name and key are needed; description, enabled and
// usageplanIds may be there. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html
func (s *Server) importAPIKeys(r *request) (answer, error) {
	if format := r.query().Get("format"); format != "csv" {
		return answer{}, badRequest("Invalid API Key import format: %s. Must be one of: [csv]", format)
	}
	rows, err := readKeys(r.body)
	if err != nil {
		return answer{}, badRequest("Invalid API Key file: %s", err)
	}
	ids, warnings := []string{}, []string{}
	err = s.Store.Update(func(d *state.Data) error {
		for i, row := range rows {
			id, err := s.importKey(d, row)
			if err != nil {
				warnings = append(warnings, fmt.Sprintf("Line %d: %s", i+2, err))
				continue
			}
			ids = append(ids, id)
		}
		if len(warnings) > 0 && r.query().Get("failonwarnings") == "true" {
			return badRequest("Warnings found during import:\n\t%s", strings.Join(warnings, "\n\t"))
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(map[string]any{"ids": ids, "warnings": warnings})
}

// readKeys gives the rows of a file by column.
func readKeys(text []byte) ([]map[string]string, error) {
	file := csv.NewReader(bytes.NewReader(text))
	file.FieldsPerRecord, file.TrimLeadingSpace = -1, true
	columns, err := file.Read()
	if err != nil {
		return nil, errors.New("it has no line that names the columns")
	}
	var rows []map[string]string
	for {
		values, err := file.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		row := map[string]string{}
		for i, value := range values {
			if i < len(columns) {
				row[strings.ToLower(strings.TrimSpace(columns[i]))] = strings.TrimSpace(value)
			}
		}
		rows = append(rows, row)
	}
}

func (s *Server) importKey(d *state.Data, row map[string]string) (id string, err error) {
	now := s.Now()
	k := &state.APIKey{
		ID: s.IDs.Key(), Name: row["name"], Value: row["key"], Description: row["description"],
		Enabled: !strings.EqualFold(row["enabled"], "false"), CreatedDate: now, LastUpdatedDate: now,
	}
	switch {
	case k.Name == "":
		return "", errors.New("the key has no name")
	case len(k.Value) < minKeyValue || len(k.Value) > maxKeyValue:
		return "", fmt.Errorf("the value of key %s has %d characters, want %d to %d", k.Name, len(k.Value), minKeyValue, maxKeyValue)
	case d.KeyByValue(k.Value) != nil:
		return "", errors.New("API Key already exists")
	}
	if err := checkKeyTexts(k.Name, k.Description); err != nil {
		return "", err
	}
	var plans []string
	for plan := range strings.FieldsFuncSeq(row["usageplanids"], func(c rune) bool { return c == ',' || c == ' ' }) {
		if d.UsagePlans[plan] == nil {
			return "", fmt.Errorf("no usage plan %s", plan)
		}
		plans = append(plans, plan)
	}
	d.APIKeys[k.ID] = k
	for _, plan := range plans {
		p := d.EditPlan(plan)
		p.KeyIDs = append(p.KeyIDs, k.ID)
	}
	return k.ID, nil
}
