// The benchmarks are a module of their own, so that the peers they run beside
// never enter the go.mod of the project.
module github.com/apigen-go/apigen/bench

go 1.26.0

replace github.com/apigen-go/apigen => ../

require (
	github.com/akrylysov/algnhsa v1.1.0 // indirect
	github.com/aws/aws-lambda-go v1.43.0 // indirect
	github.com/awslabs/aws-lambda-go-api-proxy v0.16.2 // indirect
)
