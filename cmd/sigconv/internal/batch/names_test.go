package batch

import "testing"

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"*.wav", "a.wav", true},
		{"*.wav", "sub/deep/A.WAV", true},
		{"*.WAV", "a.wav", true},
		{"*.wav", "a.wave", false},
		{"sub/*.wav", "sub/a.wav", true},
		{"sub/*.wav", "other/sub/a.wav", false},
		{"sub/*.wav", "sub/deep/a.wav", false},
		{"**/sub/**", "x/sub/y/a.wav", true},
		{"sub", "x/sub", true},
		{"take[1-3].{wav,bwf}", "take2.bwf", true},
		{"take[1-3].{wav,bwf}", "take4.bwf", false},
		{"é*", "É.wav", true},
		{"*", "new\nline\xff", true},
	} {
		p, err := ParsePatterns([]string{c.pattern})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.match(c.path); got != c.want {
			t.Errorf("%q matches %q: %v, want %v", c.pattern, c.path, got, c.want)
		}
	}
	for _, bad := range []string{"", "[a", "{a", "a\\"} {
		if _, err := ParsePatterns([]string{bad}); err == nil {
			t.Errorf("%q is taken for a pattern", bad)
		}
	}
}

func TestTemplate(t *testing.T) {
	for _, c := range []struct{ template, input, want string }{
		{"{dir}/{name}-{kernel}.wav", "a.wav", "a-room.wav"},
		{"{dir}/{name}-{kernel}.wav", "x/y/a.b.WAV", "x/y/a.b-room.wav"},
		{"{kernel}/{dir}/{name}.wav", "x/a.wav", "room/x/a.wav"},
		{"{name}", "x/{name}.wav", "{name}"},
		{"wet-{name}.wav", "x/-a.wave", "wet--a.wav"},
		{"{dir}/../{name}.wav", "x/a.wav", "a.wav"},
		{"{dir}/../{name}.wav", "a.wav", ""},
		{"{dir}", "a.wav", ""},
		{"{dir}/{name}.wav", ".SigConv/a.wav", ""},
		{"{name}", ".sigconv-01234567-0123456789abcdef-0123456789abcdef.tmp", ""},
	} {
		template, err := ParseTemplate(c.template)
		if err != nil {
			t.Fatal(err)
		}
		got, err := template.apply(c.input, "room")
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s of %s is %q, %v; want %q", c.template, c.input, got, err, c.want)
		}
	}
	for _, bad := range []string{"{nam}.wav", "{name", "name}", "{{name}}", "{}",
		"../{name}.wav", "{dir}/../../{name}.wav", "/{name}.wav", "{dir}/", ".sigconv/{name}.wav"} {
		if _, err := ParseTemplate(bad); err == nil {
			t.Errorf("%q is taken for a template", bad)
		}
	}
}

func TestFolded(t *testing.T) {
	for _, same := range [][2]string{{"A.wav", "a.WAV"}, {"É", "é"}, {"é", "é"}, {"ΣΑΣ", "σας"}} {
		if folded(same[0]) != folded(same[1]) {
			t.Errorf("%q and %q are not the same", same[0], same[1])
		}
	}
	if folded("a") == folded("b") || folded("\xe8") != folded("\xe8") {
		t.Error("other names are not told apart")
	}
}

func TestEscaped(t *testing.T) {
	for _, name := range []string{"", "a b.wav", "100%", "%41", "\xff\xfe", "é\xe9%/\n", "\uFFFD"} {
		text, err := escaped(name).MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back escaped
		if err := back.UnmarshalText(text); err != nil || string(back) != name {
			t.Errorf("%q is written as %q and read as %q, %v", name, text, back, err)
		}
	}
}

func TestTemporaryName(t *testing.T) {
	name := temporaryName(7, "a.wav", "b.wav")
	if folder, place, is := temporaryOwner(name); !is || folder != 7 || place != placeOf("a.wav") {
		t.Errorf("%s is of folder %d and place %x: %v", name, folder, place, is)
	}
	for _, other := range []string{"", ".sigconv-ABCDEFGHIJKLMNOPQRSTUVWXYZ.tmp", name + "x", "x" + name, ".sigconv-.tmp"} {
		if isTemporary(other) {
			t.Errorf("%q is taken for one of a batch", other)
		}
	}
}
