package dataplane

import "testing"

// Easily wrong, line 16. The cases were checked on the service
// (test_mock_integration): what it takes as status 200 and what ends in 500.
func TestMockStatusCode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		template string
		want     int
		bad      bool
	}{
		{template: `{"statusCode": 200}`, want: 200},
		{template: `{ statusCode: 200 }`, want: 200},
		{template: `{'statusCode': 200, '': ''}`, want: 200},
		{template: `{"statusCode": 200 , }`, want: 200},
		{template: `{"statusCode": 200 ,, }`, want: 200},
		{template: `{"statusCode": 200 , null: null }`, want: 200},
		{template: `{statusCode: 200, "value": 'goog'}`, want: 200},
		{template: `{statusCode: 200, "": ""}`, want: 200},
		{template: `{statusCode: 200,super{ f}oo: [ba r]}`, want: 200},
		{template: `{statusCode: 200, }foo: ''}`, want: 200},
		{template: `{"statusCode": 0}`, want: 0},
		{template: `{"statusCode": -1000}`, want: -1000},
		{template: `{"statusCode": "200"}`, bad: true},
		{template: `{"statusCode": 200`, bad: true},
		{template: `statusCode: 200`, bad: true},
		{template: `{"statusCode': 200 }`, bad: true},
		{template: `{'statusCode": 200 }`, bad: true},
		{template: `{'statusCode: 200 }`, bad: true},
		{template: `{statusCode: 200, {foo: [ba r]}`, bad: true},
		{template: ``, bad: true},
		{template: `{}`, bad: true},
		{template: `{"message": "hello"}`, bad: true},
	} {
		got, err := mockStatusCode(tt.template)
		if (err != nil) != tt.bad || got != tt.want && !tt.bad {
			t.Errorf("mockStatusCode(%q): got %d, %v, want %d, error %v", tt.template, got, err, tt.want, tt.bad)
		}
	}
}

func FuzzMockStatusCode(f *testing.F) {
	f.Add(`{"statusCode": 200}`)
	f.Add(`{statusCode: 200,super{ f}oo: [ba r]}`)
	f.Add(`{'a\'b': [1, {2}], statusCode: -1}`)
	f.Fuzz(func(_ *testing.T, s string) { _, _ = mockStatusCode(s) })
}
