package dataplane

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// mockStatusCode reads the statusCode from a mock's rendered request template.
//
// The service's reader is lenient: names may be bare or in single quotes,
// commas may be doubled or trail, and it looks no further than the object's
// closing brace. The code itself must be a bare integer. The cases were seen on
// the service (test_mock_integration).
func mockStatusCode(s string) (int, error) {
	p := mockReader{s: strings.TrimSpace(s)}
	if !p.take('{') {
		return 0, errors.New("the request template gives no object")
	}
	code, found := 0, false
	for {
		p.skip(" \t\r\n,")
		if p.take('}') {
			break
		}
		name, err := p.name()
		if err != nil {
			return 0, err
		}
		value, quoted, err := p.value()
		if err != nil {
			return 0, err
		}
		if name != "statusCode" {
			continue
		}
		if quoted {
			return 0, fmt.Errorf("statusCode is the string %q, want a number", value)
		}
		if code, err = strconv.Atoi(value); err != nil {
			return 0, fmt.Errorf("statusCode is %q, want a number", value)
		}
		found = true
	}
	if !found {
		return 0, errors.New("the request template gives no statusCode")
	}
	return code, nil
}

// A mockReader reads lenient JSON.
type mockReader struct {
	s string
	i int
}

var errUnclosed = errors.New("the request template's object is not closed")

func (p *mockReader) skip(set string) {
	for p.i < len(p.s) && strings.IndexByte(set, p.s[p.i]) >= 0 {
		p.i++
	}
}

func (p *mockReader) take(c byte) bool {
	p.skip(" \t\r\n")
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

// name reads a member's name and its colon.
func (p *mockReader) name() (string, error) {
	if p.i >= len(p.s) {
		return "", errUnclosed
	}
	if c := p.s[p.i]; c == '"' || c == '\'' {
		name, err := p.quoted(c)
		if err != nil {
			return "", err
		}
		if !p.take(':') {
			return "", fmt.Errorf("no colon behind %q", name)
		}
		return name, nil
	}
	name, _, found := strings.Cut(p.s[p.i:], ":")
	if !found {
		return "", errUnclosed
	}
	if strings.HasPrefix(name, "{") {
		return "", errors.New("an object stands where a name is wanted")
	}
	p.i += len(name) + 1
	return strings.TrimSpace(name), nil
}

// value reads a member's value: quoted text, or anything up to a comma or the
// closing brace, within which brackets must pair.
func (p *mockReader) value() (value string, quoted bool, err error) {
	p.skip(" \t\r\n")
	if p.i >= len(p.s) {
		return "", false, errUnclosed
	}
	if c := p.s[p.i]; c == '"' || c == '\'' {
		value, err = p.quoted(c)
		return value, true, err
	}
	start, open := p.i, []byte(nil)
	for ; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; c {
		case '{', '[':
			open = append(open, c+2) // } and ] stand two after { and [
		case '}', ']':
			if len(open) == 0 {
				if c == '}' {
					return strings.TrimSpace(p.s[start:p.i]), false, nil
				}
				return "", false, errors.New("a bracket closes nothing")
			}
			if open[len(open)-1] != c {
				return "", false, errors.New("brackets do not pair")
			}
			open = open[:len(open)-1]
		case ',':
			if len(open) == 0 {
				return strings.TrimSpace(p.s[start:p.i]), false, nil
			}
		}
	}
	return "", false, errUnclosed
}

func (p *mockReader) quoted(quote byte) (string, error) {
	start := p.i + 1
	for p.i = start; p.i < len(p.s); p.i++ {
		switch p.s[p.i] {
		case '\\':
			p.i++
		case quote:
			p.i++
			return p.s[start : p.i-1], nil
		}
	}
	return "", errors.New("a string is not closed")
}
