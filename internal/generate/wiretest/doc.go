// Package wiretest holds the tests of what generated servers and clients say to
// each other over HTTP. The code under test is what package bind's tests keep
// in its testdata.
package wiretest
