package gateway_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
)

// The inspector sees what went over the wire, and sends it again.
func TestInspectorReplays(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "directory", Handler: echo}}, OpenFunctions: true})
	api := w.deploy(t, document(t, "directory.yaml"))
	events, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.InspectorURL()+"events", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := w.http.Do(events)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	lines.Scan() // the first line is there once the page watches

	first := w.call(t, "GET", w.InvokeURL(api, "dev")+"/health?q=it%27s", "")
	id := first.header.Get("x-amzn-RequestId")
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
	}
	if !strings.Contains(lines.Text(), "requests/"+id) {
		t.Errorf("the event is %q", lines.Text())
	}

	page := w.call(t, "GET", w.InspectorURL()+"requests/"+id, "")
	for _, want := range []string{"Host: " + strings.TrimPrefix(w.URL(), "http://"), "/health?q=it%27s&#39;", "Replay", "resource&#34;: &#34;/health"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("%s is not on the page:\n%s", want, page.body)
		}
	}
	replay := w.InspectorURL() + "requests/" + id + "/replay"
	if got := w.call(t, "GET", replay, ""); got.status != http.StatusMethodNotAllowed {
		t.Errorf("GET of a replay: %d", got.status)
	}
	w.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	again := w.call(t, "POST", replay, "")
	next := again.header.Get("Location")
	if again.status != http.StatusSeeOther || strings.HasSuffix(next, id) {
		t.Fatalf("replay: %d to %s", again.status, next)
	}
	if got := w.call(t, "GET", w.URL()+next+".json", ""); !strings.Contains(got.body, `"status": 200`) {
		t.Errorf("the new request: %s", got.body)
	}
	probe := w.call(t, "GET", w.InvokeURL(api, "dev")+"/health", "", "User-Agent", gateway.ProbeAgent).header.Get("x-amzn-RequestId")
	if index := w.call(t, "GET", w.InspectorURL()+"index.json", "").body; !strings.Contains(index, id) || probe == "" || strings.Contains(index, probe) {
		t.Errorf("the inspector wants %s, and not %s, which only asks whether the stage answers:\n%s", id, probe, index)
	}
	if got := w.raw(t, "POST /_gateway/requests/"+id+"/replay HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nContent-Length: 0\r\n\r\n"); got[0].status != http.StatusForbidden {
		t.Errorf("a replay for another origin: %d", got[0].status)
	}
}
