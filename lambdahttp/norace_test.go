//go:build !race

package lambdahttp

const raceEnabled = false
