package conv

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A SyntaxError says where and why a text is no kernel.
type SyntaxError struct {
	File         string
	Line, Column int    // counted from 1, columns in characters; 0 when no place is to blame
	What         string // what is wrong, with what was found and what would be right
	Hint         string // what to do, may be empty
}

// Error returns "file:line:column: what is wrong".
func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.What)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.What)
}

// maxColumns bounds the channels of a text kernel: no WAV file of more is read.
const maxColumns = 1024

// maxKernelText bounds the text of a kernel in bytes.
const maxKernelText = 64 << 20

// ReadKernel reads a text kernel: numbers separated by white space, commas or semicolons, where # begins
// a comment. A line that is only a comment may be a header:
//
//	# rate: 48000
//	# order: correlation
//	# center: 31
//	# bias: 0.5
//	# channels: 2
//
// The rate, in Hz, is the one that the taps are made for. The order is convolution or correlation. The
// center is the tap on the current input sample: a number, causal for 0, or middle. The bias is added
// to every output sample. With channels, each line lists one tap of every channel. Other comments are
// ignored; so is a rate, order or center that makes no sense, since other programs write comments of the
// same form, but with a warning. Text kernels of SoX, BruteFIR and CamillaDSP read as they are. An error in
// the text is a [*SyntaxError] that begins with name.
func ReadKernel(name string, r io.Reader) (Listing, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxKernelText+1))
	if err != nil {
		return Listing{}, err
	}
	if len(text) > maxKernelText {
		return Listing{}, &SyntaxError{File: name, What: "the kernel is too long (found more than 64 MiB of text)"}
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	p := kernelParser{file: name, channels: 1, seen: map[string]bool{}}
	lines := strings.Split(lineEnds.Replace(string(text)), "\n")
	// Headers first: they say how the numbers are to be read, wherever they stand.
	for i, line := range lines {
		if err := p.header(i+1, line); err != nil {
			return Listing{}, err
		}
	}
	for i, line := range lines {
		p.comment(line)
		if err := p.numbers(i+1, line); err != nil {
			return Listing{}, err
		}
	}
	return p.listing()
}

type kernelParser struct {
	file     string
	channels int
	center   string
	headers  Listing // but for taps and centre
	taps     []float64
	seen     map[string]bool
	centerAt position
}

// A position is a byte of a line. Its column is counted only where it is told.
type position struct {
	line int
	text string
	at   int
}

func (p *kernelParser) fail(at position, hint, format string, args ...any) error {
	column := utf8.RuneCountInString(at.text[:at.at]) + 1
	return &SyntaxError{File: p.file, Line: at.line, Column: column, What: fmt.Sprintf(format, args...), Hint: hint}
}

// lineEnds makes one of the three ways to end a line, Unix's, Windows' and that of old Macs.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

var headerLine = regexp.MustCompile(`(?i)^\s*#\s*(rate|order|center|centre|bias|channels)\s*:\s*(.*?)\s*$`)

// header takes a line that is one of the known headers. Other programs write comments of the form of
// some, so a rate, order or center that makes no sense is no error, but said.
func (p *kernelParser) header(number int, line string) error {
	if !strings.Contains(line, "#") {
		return nil // for the sake of speed: most lines of a long kernel are just a number
	}
	m := headerLine.FindStringSubmatchIndex(line)
	if m == nil {
		return nil
	}
	key, value := strings.ToLower(line[m[2]:m[3]]), strings.ToLower(line[m[4]:m[5]])
	at := position{number, line, m[4]}
	if key == "centre" {
		key = "center"
	}
	want := p.take(key, value, at)
	if want != "" && (key == "bias" || key == "channels") {
		return p.fail(at, "", "bad %s (found %q, want %s)", key, printableText(value), want)
	}
	if want != "" {
		p.headers.Warnings = append(p.headers.Warnings,
			fmt.Sprintf("%s:%d: the comment %s: %s was ignored (want %s)", p.file, number, key, printableText(value), want))
		return nil
	}
	if p.seen[key] {
		return p.fail(at, "", "a second header for %s", key)
	}
	p.seen[key] = true
	return nil
}

// take sets what a header says, or returns what it should have said.
func (p *kernelParser) take(key, value string, at position) (want string) {
	switch key {
	case "rate":
		rate, err := strconv.ParseFloat(value, 64)
		if err != nil || rate != math.Trunc(rate) || rate < 1 || rate > math.MaxInt32 {
			return "a whole number of Hz"
		}
		p.headers.Rate = int(rate)
	case "order":
		order, err := ParseOrder(value)
		if err != nil {
			return "convolution or correlation"
		}
		p.headers.Order = order
	case "center":
		if _, err := ParseCenter(value, 1); err != nil {
			return "causal, middle or the number of a tap"
		}
		p.center, p.centerAt = value, at
	case "bias":
		bias, err := p.number(at, value)
		if err != nil {
			return "a finite number"
		}
		p.headers.Bias = bias
	case "channels":
		channels, err := strconv.Atoi(value)
		if err != nil || channels < 1 || channels > maxColumns {
			return fmt.Sprintf("1 to %d", maxColumns)
		}
		p.channels = channels
	}
	return ""
}

// mostComments bounds the comments that are kept.
const mostComments = 100

// comment takes a line before the first tap that is a comment and no header.
func (p *kernelParser) comment(line string) {
	text, isComment := strings.CutPrefix(strings.TrimSpace(line), "#")
	if isComment && len(p.taps) == 0 && len(p.headers.Comments) < mostComments && !headerLine.MatchString(line) {
		p.headers.Comments = append(p.headers.Comments, strings.TrimSpace(text))
	}
}

const (
	space      = " \t\f"
	separators = ",;"
)

// nextField returns where the first field of line from the byte at on begins and ends: a number or a
// separator. Both are the length of the line when there is none.
func nextField(line string, at int) (begin, end int) {
	begin = len(line) - len(strings.TrimLeft(line[at:], space))
	if begin == len(line) {
		return begin, begin
	}
	length := strings.IndexAny(line[begin:], space+separators)
	switch length {
	case -1:
		return begin, len(line)
	case 0:
		return begin, begin + 1
	default:
		return begin, begin + length
	}
}

var (
	word         = regexp.MustCompile(`[^\s;]+`)
	decimalComma = regexp.MustCompile(`^[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]+)?,?$|^([+-]?0,[0-9]+,){2,}$|^([+-]?0,[0-9]+,)+[+-]?0,[0-9]+$`)
)

// numbers takes the taps of a line.
func (p *kernelParser) numbers(number int, line string) error {
	line, _, _ = strings.Cut(line, "#")
	if err := p.refuseDecimalComma(number, line); err != nil {
		return err
	}
	count := 0
	separated := true // a number, or nothing, may come next, but no separator
	for begin, end := nextField(line, 0); begin < end; begin, end = nextField(line, end) {
		text, here := line[begin:end], position{number, line, begin}
		if text == "," || text == ";" {
			if separated {
				return p.fail(here, "", "no number before %q", text)
			}
			separated = true
			continue
		}
		v, err := p.number(here, text)
		if err != nil {
			return err
		}
		p.taps = append(p.taps, v)
		separated = false
		count++
	}
	if p.channels > 1 && count != 0 && count != p.channels {
		return p.fail(position{number, line, 0}, "", "a line of a kernel with %d channels lists one tap of each (found %d numbers)",
			p.channels, count)
	}
	return nil
}

// refuseDecimalComma looks for words like 0,25 and 0,25,0,5. They could be twice as many taps or not, so
// neither is guessed; where a header says that lines have two columns they are.
func (p *kernelParser) refuseDecimalComma(number int, line string) error {
	if p.channels == 2 || !strings.Contains(line, ",") {
		return nil
	}
	for _, at := range word.FindAllStringIndex(line, -1) {
		if text := line[at[0]:at[1]]; decimalComma.MatchString(text) {
			whole, fraction, _ := strings.Cut(text, ",")
			fraction, _, _ = strings.Cut(fraction, ",")
			return p.fail(position{number, line, at[0]},
				fmt.Sprintf("write %s.%s for one tap, or %s, %s for two", whole, fraction, whole, fraction),
				"%s may be a decimal comma (want a decimal point)", printableText(text))
		}
	}
	return nil
}

// number parses one finite decimal number.
func (p *kernelParser) number(at position, text string) (float64, error) {
	if strings.Trim(text, "+-0123456789.eE") == "" { // ParseFloat takes much more than decimal numbers
		v, err := strconv.ParseFloat(text, 64)
		if errors.Is(err, strconv.ErrRange) {
			return 0, p.fail(at, "", "%s is too large for a 64-bit float", text)
		}
		if err == nil {
			return v, nil
		}
	}
	bare := strings.ToLower(strings.TrimLeft(text, "+-"))
	switch {
	case bare == "nan" || bare == "inf" || bare == "infinity":
		return 0, p.fail(at, "", "not a finite number (found %s)", text)
	case strings.HasSuffix(bare, "db"):
		return 0, p.fail(at, "a gain of g dB is 10^(g/20): -6 dB is 0.501", "not a linear factor (found %q, in decibels)", text)
	case strings.ContainsAny(text, "()") || bare != "" && strings.ContainsAny(bare[:1], "0123456789.ij") && strings.ContainsAny(bare[len(bare)-1:], "ij"):
		return 0, p.fail(at, "", "not a real number (found %q, a complex one)", text)
	}
	return 0, p.fail(at, "", "not a number (found %q)", printableText(text))
}

// printableText shortens text for a message.
func printableText(text string) string {
	const most = 24
	if utf8.RuneCountInString(text) > most {
		return string([]rune(text)[:most]) + "…"
	}
	return text
}

func (p *kernelParser) listing() (Listing, error) {
	if len(p.taps) == 0 {
		return Listing{}, &SyntaxError{File: p.file, What: "the kernel is empty (want at least one tap)"}
	}
	l := p.headers
	l.Taps = make([][]float64, p.channels)
	for i, v := range p.taps {
		l.Taps[i%p.channels] = append(l.Taps[i%p.channels], v)
	}
	if p.center != "" {
		taps := len(l.Taps[0])
		l.Center, _ = ParseCenter(p.center, taps)
		if l.Center >= taps {
			l.center = l.Center
			l.centerError = p.fail(p.centerAt, "", "the centre is not a tap of the kernel (found %d, want 0 to %d)", l.Center, taps-1)
		}
	}
	return l, nil
}

// WriteKernel writes k as the text that [ReadKernel] reads, with every header that matters and each
// number in its shortest form that reads back as the same float64.
func WriteKernel(w io.Writer, k *Kernel) error {
	taps, center := k.Listed()
	b := bufio.NewWriter(w)
	if k.Rate > 0 {
		fmt.Fprintf(b, "# rate: %d\n", k.Rate)
	}
	fmt.Fprintf(b, "# order: %s\n# center: %d\n", k.Order, center)
	if k.Bias != 0 {
		fmt.Fprintf(b, "# bias: %s\n", shortest(k.Bias))
	}
	if len(taps) > 1 {
		fmt.Fprintf(b, "# channels: %d\n", len(taps))
	}
	for i := range taps[0] {
		for c := range taps {
			if c > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(shortest(taps[c][i]))
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

func shortest(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
