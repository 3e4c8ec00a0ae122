// Package bench measures apigen beside other tools. Benchmarks are named
// BenchmarkTable/case/contender with apigen as the first contender; make bench
// turns them into docs/benchmarks.md.
package bench
