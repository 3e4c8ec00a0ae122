package controlplane

type sdkType struct {
	ID           string        `json:"id"`
	FriendlyName string        `json:"friendlyName"`
	Description  string        `json:"description"`
	Properties   []sdkProperty `json:"configurationProperties,omitempty"`
}

type sdkProperty struct {
	Name         string `json:"name"`
	FriendlyName string `json:"friendlyName"`
	Description  string `json:"description"`
	Required     bool   `json:"required"`
}

// sdkTypes are the SDKs the service generates. GetSdk itself is refused: the
// service's generators are its own.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-generate-sdk.html
var sdkTypes = []sdkType{
	{"android", "Android", "Generates an Android client", []sdkProperty{
		{"groupId", "Group Id", "The Maven group id of the generated project", true},
		{"artifactId", "Artifact Id", "The Maven artifact id of the generated project", true},
		{"artifactVersion", "Artifact Version", "The Maven version of the generated project", true},
		{"invokerPackage", "Invoker Package", "The Java package of the generated client", true},
	}},
	{"java", "Java", "Generates a Java client", []sdkProperty{
		{"serviceName", "Service Name", "The name of the generated service interface", true},
		{"javaPackageName", "Java Package Name", "The Java package of the generated client", true},
	}},
	{"javascript", "JavaScript", "Generates a JavaScript client", nil},
	{"objectivec", "iOS (Objective-C)", "Generates an Objective-C client", []sdkProperty{{"classPrefix", "Prefix", "The prefix of generated classes", true}}},
	{"ruby", "Ruby", "Generates a Ruby client", []sdkProperty{{"service.name", "Service Name", "The name of the generated gem", true}}},
	{"swift", "iOS (Swift)", "Generates a Swift client", []sdkProperty{{"classPrefix", "Prefix", "The prefix of generated classes", true}}},
}

func (s *Server) getSdkTypes(r *request) (answer, error) { return page(r, sdkTypes) }

func (s *Server) getSdkType(r *request) (answer, error) {
	for _, t := range sdkTypes {
		if t.ID == r.PathValue("sdk") {
			return ok(t)
		}
	}
	return answer{}, notFound("Invalid SDK type identifier specified")
}
