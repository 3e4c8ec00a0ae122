package controlplane

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

func (s *Server) createResource(r *request) (answer, error) {
	var in struct {
		PathPart string `json:"pathPart"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	var made resource
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		parent, err := findResource(def, r)
		if err != nil {
			return err
		}
		if err := mayHold(def, parent.Path, in.PathPart); err != nil {
			return err
		}
		res := &apigw.Resource{ID: s.IDs.Short(), Path: joinPath(parent.Path, in.PathPart)}
		def.Resources = append(def.Resources, res)
		made = viewResource(def, res, false)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(made)
}

// mayHold refuses a resource that cannot be below a parent.
func mayHold(def *apigw.RestAPI, parent, segment string) error {
	if def.Resource(joinPath(parent, segment)) != nil && segment != "" {
		return conflict("Another resource with the same parent already has this name: %s", segment)
	}
	if f := apigw.CheckSegment(def, parent, segment); f != nil {
		return badRequest("%s", f.Text)
	}
	return nil
}

func joinPath(parent, segment string) string { return strings.TrimSuffix(parent, "/") + "/" + segment }

// updateResource renames or moves a resource with all that is below it.
func (s *Server) updateResource(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated resource
	err = s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		res, err := findResource(def, r)
		if err != nil {
			return err
		}
		for _, p := range patches {
			if err := patchResource(def, res, p); err != nil {
				return err
			}
		}
		updated = viewResource(def, res, false)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(updated)
}

func patchResource(def *apigw.RestAPI, res *apigw.Resource, p patch) error {
	if err := p.replaces("/parentId", "/pathPart"); err != nil {
		return err
	}
	parent, segment := apigw.SplitPath(res.Path)
	switch {
	case res.Path == "/":
		return badRequest("Root resource cannot update its %s.", p.Path[1:])
	case p.Path == "/pathPart":
		segment = p.Value
	default:
		to, err := resourceByID(def, p.Value)
		if err != nil {
			return err
		}
		if isBelow(to.Path, res.Path) || to == res {
			return badRequest("Resources cannot be cyclical.")
		}
		parent = to.Path
	}
	return moveResource(def, res, parent, segment)
}

func isBelow(path, above string) bool {
	return strings.HasPrefix(path, strings.TrimSuffix(above, "/")+"/")
}

// moveResource gives a resource another path. While its new place is checked it
// is out of the way, so that it is not its own sibling.
func moveResource(def *apigw.RestAPI, res *apigw.Resource, parent, segment string) error {
	from, to := res.Path, joinPath(parent, segment)
	if from == to {
		return nil
	}
	others := *def
	others.Resources = slices.DeleteFunc(slices.Clone(def.Resources), func(o *apigw.Resource) bool { return o == res })
	if err := mayHold(&others, parent, segment); err != nil {
		return err
	}
	for _, o := range def.Resources {
		if o != res && isBelow(o.Path, from) {
			o.Path = to + strings.TrimPrefix(o.Path, from)
		}
	}
	res.Path = to
	slices.SortStableFunc(def.Resources, func(a, b *apigw.Resource) int { // parents stay before children
		return cmp.Compare(depth(a.Path), depth(b.Path))
	})
	return nil
}

func depth(path string) int {
	return len(strings.FieldsFunc(path, func(c rune) bool { return c == '/' }))
}

// deleteResource takes a resource out with all that is below it.
func (s *Server) deleteResource(r *request) (answer, error) {
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		res, err := findResource(def, r)
		if err != nil {
			return err
		}
		if res.Path == "/" {
			return badRequest("Root resource cannot be deleted.")
		}
		def.Resources = slices.DeleteFunc(def.Resources, func(o *apigw.Resource) bool { return o == res || isBelow(o.Path, res.Path) })
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
