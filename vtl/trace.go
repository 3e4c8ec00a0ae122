package vtl

import "context"

// An Event is something a rendering did with a value.
type Event struct {
	Pos   Position
	Kind  EventKind
	Name  string // what has the value, as it is written: $item, $context.responseOverride.status
	Value Value  // it may change afterwards
}

// EventKind says what an event is about.
type EventKind string

// The kinds of events.
const (
	EventSet   EventKind = "set"   // #set gave a variable or a member its value
	EventRound EventKind = "round" // a #foreach gave its variable the next value
	EventPrint EventKind = "print" // a reference was written
)

// RenderTraced renders the template as [Template.Render] does and reports every
// event, in order, also when the rendering fails in the end.
func (t *Template) RenderTraced(ctx context.Context, vars Scope, report func(Event)) (string, error) {
	r := renderers.Get().(*renderer)
	defer r.release()
	r.report = report
	out, err := t.render(ctx, r, nil, vars)
	if err != nil {
		return "", err
	}
	return string(out), nil
}

func (r *renderer) event(at int, kind EventKind, name string, v Value) {
	r.report(Event{r.t.source.at(at), kind, name, v})
}
