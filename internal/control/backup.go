package control

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

// defaultBackupDir is where backups go, below the working folder.
const defaultBackupDir = ".apigen/backup"

// backupName is how the files of a backup begin.
func backupName(cfg Config, id string) string {
	dir := cfg.BackupDir
	if dir == "" {
		dir = defaultBackupDir
	}
	return filepath.Join(dir, id+"-"+time.Now().UTC().Format("20060102T150405.000Z"))
}

// backup writes the live definition to files: what the stage serves as a document
// that can be imported again (an export), and the whole working definition as it
// was read, because an export is lossy and shows the deployment only. The first
// file is the better one to go back with.
func (p restPlane) backup(ctx context.Context, cfg Config, name string, of definition, stage *stageState) (files, warnings []string, err error) {
	live := restOf(of)
	if stage != nil {
		out, err := p.Gateway.GetExport(ctx, &apigateway.GetExportInput{
			RestApiId: &live.ID, StageName: &cfg.Stage, ExportType: aws.String("oas30"),
			Accepts: aws.String("application/json"), Parameters: map[string]string{"extensions": "apigateway"},
		})
		switch {
		case err != nil && unsupported(err):
			warnings = append(warnings, "the endpoint has no exports, so the backup holds the definition as it was read only")
		case err != nil:
			return nil, nil, fmt.Errorf("export stage %s of REST API %s: %w", cfg.Stage, live.ID, err)
		default:
			if err := writeFile(name+".oas30.json", out.Body); err != nil {
				return nil, nil, err
			}
			files = append(files, name+".oas30.json")
		}
	}
	model, err := json.MarshalIndent(live, "", "  ")
	if err != nil {
		return nil, nil, fmt.Errorf("write the live definition: %w", err)
	}
	if err := writeFile(name+".definition.json", append(model, '\n')); err != nil {
		return nil, nil, err
	}
	return append(files, name+".definition.json"), warnings, nil
}

// writeFile writes a file as a whole or not at all. Definitions hold account ids
// and ARNs, so only the owner reads them.
func writeFile(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("make the backup folder: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(file), ".backup-*")
	if err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	defer os.Remove(temp.Name()) // gone after the rename; left over otherwise
	if _, err := temp.Write(data); err != nil {
		temp.Close()
		return fmt.Errorf("write the backup: %w", err)
	}
	if err := temp.Close(); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	if err := os.Rename(temp.Name(), file); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return nil
}
