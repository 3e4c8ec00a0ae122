package javaregexp

// class reads what stands after a bracket, up to the one that closes it: members,
// which may be classes themselves, and && between sets that have to agree. A ^ at
// the beginning negates all of it.
func (t *translation) class() (set, error) {
	if t.depth++; t.depth > maxDepth {
		return nil, t.errorf("nested too deeply")
	}
	defer func() { t.depth-- }()
	negated := t.pos < len(t.source) && t.source[t.pos] == '^' // after a blank it means itself, with (?x) too
	if negated {
		t.pos++
	}
	all, members := everything, set(nil)
	some, both := false, false // there are members, there was a && before them
	for first := true; ; first = false {
		if t.atEnd() {
			return nil, t.errorf("unclosed character class")
		}
		switch {
		case !first && t.peek() == ']':
			t.pos++
			if some || !both {
				all = all.and(members)
			}
			if negated {
				all = all.not()
			}
			return all, nil
		case t.accept("&&"):
			if some {
				all = all.and(members)
			}
			members, some, both = nil, false, true
			for t.accept("&&") {
			}
		default:
			s, err := t.member()
			if err != nil {
				return nil, err
			}
			if t.mode.fold {
				s = s.folded(t.mode.unicodeCase)
			}
			members, some = union(members, s), true
		}
	}
}

// member reads a class within a class, a range or a character.
func (t *translation) member() (set, error) {
	if t.accept("[") {
		return t.class()
	}
	lo, s, err := t.classCharacter()
	if err != nil || s != nil {
		return s, err
	}
	if t.peek() != '-' || t.atEnd() {
		return set{{lo, lo}}, nil
	}
	from := t.pos
	t.pos++
	if c := t.peek(); t.atEnd() || c == ']' || c == '[' {
		t.pos = from // the hyphen means itself
		return set{{lo, lo}}, nil
	}
	hi, s, err := t.classCharacter()
	if err != nil {
		return nil, err
	}
	if s != nil || hi < lo {
		return nil, t.errorf("illegal character range")
	}
	return set{{lo, hi}}, nil
}

// classCharacter reads a character of a class, or a set such as \d.
func (t *translation) classCharacter() (rune, set, error) {
	c := t.peek()
	t.pos++
	if c != '\\' {
		return c, nil, nil
	}
	if t.pos >= len(t.source) {
		return 0, nil, t.errorf("unclosed character class")
	}
	s, single, err := t.escaped()
	if err != nil || single < 0 {
		return 0, s, err
	}
	return single, nil, nil
}
