// Package conformance holds what the real API Gateway was recorded to answer
// against what apigen answers. It has tests only:
//
//	go test ./conformance -run VTL -v -args -corpus DIR
//
// DIR holds recordings as JSON Lines, one file per subject. Without -corpus the
// project's own cases in testdata run, and a folder of recordings beside the
// project, ../../shared/parity, where it exists.
package conformance
