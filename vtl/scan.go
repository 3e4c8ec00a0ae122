package vtl

import "strings"

func isAlpha(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' }
func isSpace(c byte) bool { return isBlank(c) || c == '\n' || c == '\r' }

// identifierEnd returns the end of the identifier at i, or i when there is none.
// A reference's identifiers may hold hyphens: $x-1 is one variable.
func identifierEnd(s string, i int) int {
	if i >= len(s) || !isAlpha(s[i]) && s[i] != '_' {
		return i
	}
	for i < len(s) && (isAlpha(s[i]) || isDigit(s[i]) || s[i] == '-' || s[i] == '_') {
		i++
	}
	return i
}

// wordEnd returns the end of the directive's name at i, or i when there is none.
func wordEnd(s string, i int) int {
	if i >= len(s) || !isAlpha(s[i]) && s[i] != '_' && s[i] != '@' {
		return i
	}
	for i < len(s) && (isAlpha(s[i]) || isDigit(s[i]) || s[i] == '@' || s[i] == '_') {
		i++
	}
	return i
}

// directiveName reads the name after the # at i, with or without braces. The
// end is zero when there is no name.
func directiveName(s string, i int) (name string, end int) {
	start := i + 1
	if start < len(s) && s[start] == '{' {
		end = wordEnd(s, start+1)
		if end == start+1 || end >= len(s) || s[end] != '}' || s[start+1] == '@' {
			return "", 0
		}
		return s[start+1 : end], end + 1
	}
	end = wordEnd(s, start)
	if end == start {
		return "", 0
	}
	return s[start:end], end
}

// setParen returns the offset after the opening parenthesis when a #set begins
// at i, else zero.
func setParen(s string, i int) int {
	switch {
	case strings.HasPrefix(s[i:], "#set"):
		i += len("#set")
	case strings.HasPrefix(s[i:], "#{set}"):
		i += len("#{set}")
	default:
		return 0
	}
	for i < len(s) && s[i] == ' ' { // a tab makes it no #set
		i++
	}
	if i < len(s) && s[i] == '(' {
		return i + 1
	}
	return 0
}

func skipBlanks(s string, i int) int {
	for i < len(s) && isBlank(s[i]) {
		i++
	}
	return i
}

func skipSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}

// skipLineEnd returns the offset after the blanks and the one line end at i, or
// i when something else stands on the line. Directives take their line end along.
func skipLineEnd(s string, i int) int {
	end := skipBlanks(s, i)
	switch {
	case end >= len(s):
		return i
	case s[end] == '\n':
		return end + 1
	case s[end] == '\r' && end+1 < len(s) && s[end+1] == '\n':
		return end + 2
	case s[end] == '\r':
		return end + 1
	}
	return i
}

// nextSpecial returns the offset of the next $, # or \ from i on.
func nextSpecial(s string, i int) int {
	for ; i < len(s); i++ {
		if c := s[i]; c == '$' || c == '#' || c == '\\' {
			return i
		}
	}
	return i
}

// scanToken reads the token at or after i. In the arguments of a method there
// are no operators, and letters are an identifier.
func scanToken(s string, i int, inMethod bool) token {
	i = skipSpace(s, i)
	if i >= len(s) {
		return token{tokEOF, i, i}
	}
	c := s[i]
	switch {
	case c == '"' || c == '\'':
		return scanString(s, i)
	case isDigit(c), c == '-' && i+1 < len(s) && isDigit(s[i+1]):
		return scanNumber(s, i)
	case (c == '.' || c == '-') && startsFraction(s, i):
		return scanNumber(s, i)
	case isAlpha(c) || c == '_' || c == '@' && !inMethod:
		return scanWord(s, i, inMethod)
	}
	if k := punctuation(s, i); k != tokBad {
		return token{k, i, i + len(spelling(s, i, k))}
	}
	if !inMethod {
		if k, n := operator(s, i); k != tokBad {
			return token{k, i, i + n}
		}
	}
	return token{tokBad, i, i + 1}
}

// startsFraction reports whether .5 or -.5 begins at i.
func startsFraction(s string, i int) bool {
	if s[i] == '-' {
		i++
	}
	return i+1 < len(s) && s[i] == '.' && isDigit(s[i+1])
}

func scanWord(s string, i int, inMethod bool) token {
	end := wordEnd(s, i)
	if inMethod {
		end = identifierEnd(s, i)
	}
	word := s[i:end]
	if k, ok := words[word]; ok && (!inMethod || k == tokTrue || k == tokFalse) {
		return token{k, i, end}
	}
	return token{tokWord, i, end}
}

func punctuation(s string, i int) kind {
	switch s[i] {
	case '$':
		return tokDollar
	case '(':
		return tokLParen
	case ')':
		return tokRParen
	case '[':
		return tokLBracket
	case ']':
		return tokRBracket
	case '{':
		return tokLCurly
	case '}':
		return tokRCurly
	case ',':
		return tokComma
	case ':':
		return tokColon
	case '.':
		if strings.HasPrefix(s[i:], "..") {
			return tokRange
		}
	}
	return tokBad
}

func spelling(s string, i int, k kind) string {
	if k == tokRange {
		return s[i : i+2]
	}
	return s[i : i+1]
}

func operator(s string, i int) (kind, int) {
	if i+1 < len(s) {
		switch s[i : i+2] {
		case "==":
			return tokEq, 2
		case "!=":
			return tokNe, 2
		case "<=":
			return tokLe, 2
		case ">=":
			return tokGe, 2
		case "&&":
			return tokAnd, 2
		case "||":
			return tokOr, 2
		}
	}
	switch s[i] {
	case '=':
		return tokAssign, 1
	case '<':
		return tokLt, 1
	case '>':
		return tokGt, 1
	case '+':
		return tokAdd, 1
	case '-':
		return tokSub, 1
	case '*':
		return tokMul, 1
	case '/':
		return tokDiv, 1
	case '%':
		return tokMod, 1
	case '!':
		return tokNot, 1
	}
	return tokBad, 1
}

// scanString reads a string to its closing quote. A quote is written twice to
// stand for itself; a backslash has no meaning. A string that is not closed is
// tokBad.
func scanString(s string, start int) token {
	quote := s[start]
	for i := start + 1; i < len(s); i++ {
		if s[i] != quote {
			continue
		}
		if i+1 < len(s) && s[i+1] == quote {
			i++
			continue
		}
		return token{tokString, start, i + 1}
	}
	return token{tokBad, start, len(s)}
}

// scanNumber reads an integer or a decimal number. "1..3" holds the integer 1.
func scanNumber(s string, start int) token {
	i := start
	if s[i] == '-' {
		i++
	}
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	k := tokInt
	if i < len(s) && s[i] == '.' && !strings.HasPrefix(s[i:], "..") {
		k = tokFloat
		for i++; i < len(s) && isDigit(s[i]); i++ {
		}
	}
	if end := exponentEnd(s, i); end > i {
		return token{tokFloat, start, end}
	}
	return token{k, start, i}
}

func exponentEnd(s string, i int) int {
	j := i
	if j >= len(s) || s[j] != 'e' && s[j] != 'E' {
		return i
	}
	j++
	if j < len(s) && (s[j] == '+' || s[j] == '-') {
		j++
	}
	digits := j
	for j < len(s) && isDigit(s[j]) {
		j++
	}
	if j == digits {
		return i
	}
	return j
}
