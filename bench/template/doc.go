// Package template measures mapping templates beside the other engines that
// render them: Apache Velocity in a warm JVM, and two of npm.
package template
