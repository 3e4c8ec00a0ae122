package gen

// An Integration is the backend that answers an operation. It is a [Lambda].
type Integration interface{ integration() }

// Lambda sends the whole request to a Lambda function and returns what it
// answers (the aws_proxy integration).
type Lambda struct {
	// Function is the name or the ARN of the function. A [StageVariable] lets
	// every stage have its own.
	Function string
	// Alias is the alias or version that is called. Empty calls $LATEST.
	Alias string
	// Timeout is how many milliseconds API Gateway waits, 50 to 29000. Zero is
	// the service's default, 29000.
	Timeout int
}

func (Lambda) integration() {}
