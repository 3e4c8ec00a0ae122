package config

// keys are those of stack.
func (s *Stack) keys() []key {
	return []key{
		{name: "format", doc: "`sam` or `terraform`.", text: &s.Format, check: form(`^(sam|terraform)$`, "write sam or terraform")},
		{name: "output", doc: "File that is written: `template.yaml`, `main.tf`. Default: standard output.", text: &s.Output},
		{name: "environment", doc: "Environment whose stage is made. Default: the only one that is not `local`; where there is none, `local` gives the names, and its values for `${Name}` are left out.", text: &s.Environment},
		{name: "with", doc: "File of a template that is laid over that of SAM, member by member: more resources, and more properties of those that are there. A stage variable or a `${Name}` that is called like one of its resources (`table`, `Table`) is that resource. Terraform reads every `.tf` file of a folder, so it needs none.", text: &s.With},
		{name: "account", doc: "`on` also sets the role with which API Gateway writes logs, one for all REST APIs of the account and region. Default `off`.", text: &s.Account, check: onOff},
		{name: "logRetention", doc: "Days the logs are kept. Default 30.", size: &s.LogRetention},
	}
}
