package emulator

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Both programs answer when Start has returned, and are gone with the test.
func TestStart(t *testing.T) {
	t.Parallel()
	for _, p := range []Program{Dynalite, Moto} {
		t.Run(p.Name, func(t *testing.T) {
			var url string
			t.Run("lives", func(t *testing.T) {
				url = p.Start(t)
				resp, err := http.Get(url) //nolint:noctx // the emulator ends with the test
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
			})
			if url == "" {
				return // skipped
			}
			if resp, err := http.Get(url); err == nil { //nolint:noctx // see above
				resp.Body.Close()
				t.Errorf("%s still answers at %s", p.Name, url)
			}
		})
	}
}

// A program that ends at once says why, and one that is not there how to get it.
func TestRunFails(t *testing.T) {
	t.Parallel()
	_, _, err := Program{Name: "sh", args: []string{"-c", "echo no such table >&2", "sh"}, ready: regexp.MustCompile("listening")}.Run()
	if err == nil || !strings.Contains(err.Error(), "no such table") {
		t.Errorf("got error %v, want what the program said", err)
	}
	if got := (Program{Name: "no-such-emulator", Install: "make one"}).Missing(); got != "no-such-emulator is not on PATH (make one)" {
		t.Errorf("Missing gives %q", got)
	}
}
