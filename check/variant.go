package check

import (
	"slices"
	"strings"
)

// maxAhead is how many times the bytes of a document may be looked through for
// members that tell the types of sealed interfaces. Objects that have theirs in
// front cost nothing of it; every level of objects that have it at the end costs
// one time the bytes inside.
const maxAhead = 64

// Variant looks ahead in the object that comes next for the member that tells
// which type of a sealed interface it is, and returns its value, one of values.
// The object is still to be read then.
//
// It is empty for anything else: that is a violation, and the value is skipped.
func (r *Reader) Variant(member string, values ...string) string {
	if !r.want('{', "an object") {
		return ""
	}
	start := *r
	n := r.Count()
	value := r.variant(member, values)
	r.ahead += r.pos - start.pos
	if r.broken {
		return ""
	}
	r.pos, r.depth, r.first, r.name = start.pos, start.depth, start.first, start.name
	if r.ahead > maxAhead*len(r.data) {
		r.Add("has the member " + member + " too late, in too many objects around it as well; put it first")
	}
	if r.Count() > n {
		r.Skip()
		return ""
	}
	return value
}

// variant reads an object up to the member.
func (r *Reader) variant(member string, values []string) string {
	r.enter()
	for r.Next() {
		if string(r.Name()) != member {
			r.Skip()
			continue
		}
		n := r.Count()
		var value string
		if String(r, &value) && !slices.Contains(values, value) {
			r.Add("is not one of " + strings.Join(values, ", "))
		}
		r.Under(member, n)
		return value
	}
	if !r.broken {
		r.Missing(member)
	}
	return ""
}
