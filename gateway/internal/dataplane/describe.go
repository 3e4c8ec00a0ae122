package dataplane

import (
	"encoding/json"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// describe puts a violation in words. Missing properties are worded as the
// service words them (recorded: object has missing required properties
// (["name"])); the wording of other violations is this gateway's own.
func describe(e *jsonschema.ValidationError) string {
	where := ""
	if len(e.InstanceLocation) > 0 {
		where = "/" + strings.Join(e.InstanceLocation, "/") + ": "
	}
	if k, ok := e.ErrorKind.(*kind.Required); ok {
		names, _ := json.Marshal(k.Missing)
		return where + "object has missing required properties (" + string(names) + ")"
	}
	return where + e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
}
