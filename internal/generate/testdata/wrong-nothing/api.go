// Package wrongnothing has no contract.
package wrongnothing
