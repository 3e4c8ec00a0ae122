// Package validatetest holds the tests of generated validators: what they refuse
// and why, and that they agree with the schemas of the document. The code under
// test is what package validate's tests keep in its testdata, and the validators
// of the reference contract.
package validatetest
