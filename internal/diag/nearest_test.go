package diag

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"environments", "package", "document", "stage"}
	for word, want := range map[string]string{
		"enviroments": "environments", "packge": "package", "stages": "stage", "documents": "document",
		"region": "", "x": "", "": "",
	} {
		if got := Nearest(word, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
