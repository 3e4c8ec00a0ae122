//go:build race

package lambdahttp

const raceEnabled = true
