package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path/filepath"
	"time"
)

// watchPause is how long a watcher waits between two looks. Editors save a file
// in several steps; a change counts when it has stood still for one pause.
const watchPause = 300 * time.Millisecond

// watch runs work at once and again after every change below dir, until ctx
// ends. What work reports does not end it; a folder that cannot be read does.
func watch(ctx context.Context, dir string, pause time.Duration, work func() error) error {
	seen, err := fingerprint(dir)
	if err != nil {
		return err
	}
	if err := work(); err != nil && !errors.Is(err, errFindings) {
		return err
	}
	tick := time.NewTicker(pause)
	defer tick.Stop()
	last := seen
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now, err := fingerprint(dir)
		if err != nil {
			return err
		}
		if now != seen && now == last {
			if err := work(); err != nil && !errors.Is(err, errFindings) {
				return err
			}
			// What work itself wrote is no change.
			if seen, err = fingerprint(dir); err != nil {
				return err
			}
			now = seen
		}
		last = now
	}
}

// fingerprint is a number that changes when a file below dir does.
func fingerprint(dir string) (uint64, error) {
	h := fnv.New64a()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it went away meanwhile
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("watch %s: %w", dir, err)
	}
	return h.Sum64(), nil
}
