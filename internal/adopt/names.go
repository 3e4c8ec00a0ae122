package adopt

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// initialisms are words Go writes in capitals, see
// https://go.dev/wiki/CodeReviewComments#initialisms
var initialisms = map[string]string{
	"acl": "ACL", "api": "API", "arn": "ARN", "aws": "AWS", "cpu": "CPU", "css": "CSS", "dns": "DNS", "html": "HTML",
	"http": "HTTP", "https": "HTTPS", "iam": "IAM", "id": "ID", "ids": "IDs", "ip": "IP", "json": "JSON", "jwt": "JWT",
	"sms": "SMS", "sql": "SQL", "tls": "TLS", "ttl": "TTL", "uri": "URI", "url": "URL", "uuid": "UUID", "vpc": "VPC", "xml": "XML",
}

// words takes a name of a document apart: at everything that is no ASCII letter
// or digit, and where a small letter or a digit is followed by a capital.
func words(name string) []string {
	var out []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	letters := []rune(name)
	for i, c := range letters {
		switch {
		case c > unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsDigit(c):
			end()
			continue
		case unicode.IsUpper(c) && i > 0 && (unicode.IsLower(letters[i-1]) || unicode.IsDigit(letters[i-1])):
			end()
		case unicode.IsLower(c) && i > 1 && unicode.IsUpper(letters[i-1]) && unicode.IsUpper(letters[i-2]) && word.Len() > 1:
			// HTTPServer: the last capital starts the next word.
			text := word.String()
			word.Reset()
			word.WriteString(text[:len(text)-1])
			end()
			word.WriteByte(text[len(text)-1])
		}
		word.WriteRune(c)
	}
	end()
	return out
}

// goName makes an exported name of Go of any text, with Go's initialisms. It is
// empty when nothing of the text can be used.
func goName(text string) string {
	var b strings.Builder
	for _, word := range words(text) {
		if known, ok := initialisms[strings.ToLower(word)]; ok {
			b.WriteString(known)
			continue
		}
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return startWithLetter(b.String())
}

// plainName keeps the letters of a text as they are, but for the first: the name
// of an operation or a model, from which the document's is made again.
func plainName(text string) string {
	var b strings.Builder
	for i, word := range strings.FieldsFunc(text, func(c rune) bool {
		return c > unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsDigit(c)
	}) {
		if i > 0 || word[0] >= 'a' {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
	}
	return startWithLetter(b.String())
}

func startWithLetter(name string) string {
	if name != "" && (name[0] < 'A' || name[0] > 'Z') {
		return "N" + name
	}
	return name
}

// localName is a name that is not exported: staffPool for "staff-pool".
func localName(text string) string {
	name := goName(text)
	list := words(name)
	if len(list) == 0 {
		return ""
	}
	first := list[0]
	return strings.ToLower(first) + strings.TrimPrefix(name, first)
}

// A namer gives names that no other thing of the same scope has.
type namer map[string]bool

// packageNames are the names a file of the contract uses itself: packages and
// what Go declares before anybody else.
func packageNames() namer {
	n := namer{}
	for _, name := range []string{
		"context", "gen", "json", "problem", "time", "form",
		"any", "append", "bool", "byte", "cap", "clear", "close", "copy", "delete", "error", "false", "float32", "float64", "int", "int32",
		"int64", "iota", "len", "make", "map", "max", "min", "new", "nil", "panic", "print", "println", "recover", "rune", "string", "true",
		"uint", "uint8", "uint16", "uint32", "uint64", "uintptr", "int8", "int16", "complex", "complex64", "complex128", "real", "imag", "comparable",
		"break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if",
		"import", "interface", "package", "range", "return", "select", "struct", "switch", "type", "var", "init", "main", "_", "",
	} {
		n[name] = true
	}
	return n
}

// take gives the first name that is free: name, or other when name is empty, with
// a number behind it when there is one already.
func (n namer) take(name, other string) string {
	if name == "" {
		name = other
	}
	free := name
	for i := 2; n[free]; i++ {
		free = fmt.Sprintf("%s%d", name, i)
	}
	n[free] = true
	return free
}

// kebab is a name in small letters with hyphens.
func kebab(text string) string { return strings.ToLower(strings.Join(words(text), "-")) }

// quote writes a string of Go: raw when that is easier to read.
func quote(s string) string {
	if strings.ContainsAny(s, "\"\\") && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// comment writes a text as a comment, so that it reads as the same text again.
// Lines are broken where they are long; lists and indented lines stay.
func comment(indent, text string) string {
	var b strings.Builder
	text = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' || c == '\uFEFF' {
			return -1 // no source of Go holds it
		}
		return c
	}, strings.ToValidUTF8(text, "\uFFFD"))
	paragraphs := strings.Split(strings.Trim(text, "\n \t"), "\n\n")
	for i, paragraph := range paragraphs {
		if i > 0 {
			b.WriteString(indent + "//\n")
		}
		lines := strings.Split(strings.Trim(paragraph, "\n"), "\n")
		if plain(lines) {
			lines = wrap(strings.Join(strings.Fields(strings.Join(lines, " ")), " "), 96-len(indent))
		}
		for _, line := range lines {
			b.WriteString(strings.TrimRight(indent+"// "+strings.TrimRight(line, " \t"), " ") + "\n")
		}
	}
	return b.String()
}

// plain reports whether the lines of a paragraph are running text.
func plain(lines []string) bool {
	for _, line := range lines {
		if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") {
			return false
		}
	}
	return true
}

func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
