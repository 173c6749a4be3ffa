package trial

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// A Key is what the buttons of a question stand for: X for A or B, numbers for names of items.
type Key map[string]string

// A question is one trial, or one page of MUSHRA.
type question struct {
	phase      string // training or test
	number     int    // from 1, within the phase
	comparison int    // of Test.comparisons; 0 in MUSHRA
	key        Key
	buttons    []button
	choices    []string // nil in MUSHRA
}

// A button plays an item.
type button struct {
	label string
	item  int
}

// The phases of a session.
const (
	phaseTraining = "training"
	phaseTest     = "test"
	phaseDone     = "done"
	phaseAborted  = "aborted"
)

// dice draws from random bytes, without favouring any number.
type dice struct{ random io.Reader }

// below returns a number from 0 to n-1, n at most 65,536.
func (d dice) below(n int) (int, error) {
	b := make([]byte, 1, 2)
	if n > 256 {
		b = b[:2]
	}
	all := 1 << (8 * len(b))
	for {
		if _, err := io.ReadFull(d.random, b); err != nil {
			return 0, fmt.Errorf("no random numbers: %w", err)
		}
		v := 0
		for _, digit := range b {
			v = v<<8 | int(digit)
		}
		if v < all/n*n {
			return v % n, nil
		}
	}
}

// shuffle puts n things into a random order (Fisher and Yates).
func (d dice) shuffle(n int, swap func(i, j int)) error {
	for i := n - 1; i > 0; i-- {
		j, err := d.below(i + 1)
		if err != nil {
			return err
		}
		swap(i, j)
	}
	return nil
}

// hex returns so many random bytes in hexadecimal.
func (d dice) hex(bytes int) (string, error) {
	b := make([]byte, bytes)
	if _, err := io.ReadFull(d.random, b); err != nil {
		return "", fmt.Errorf("no random numbers: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// draw draws all questions of a session.
func (t *Test) draw() (all []question, err error) {
	for phase, count := range []int{t.plan.training(), t.plan.Trials} {
		name := []string{phaseTraining, phaseTest}[phase]
		order, err := t.order(phase, count)
		if err != nil {
			return nil, err
		}
		for i, comparison := range order {
			q := question{phase: name, number: i + 1, comparison: comparison}
			if err := t.hide(&q); err != nil {
				return nil, err
			}
			all = append(all, q)
		}
	}
	return all, nil
}

// order returns which comparison each question of a phase is about: in the training the first; in ABX one after the other; in AB all mixed.
func (t *Test) order(phase, count int) (order []int, err error) {
	if phase == 0 || t.plan.Kind == MUSHRA {
		return make([]int, count), nil
	}
	for c := range t.comparisons {
		for range count {
			order = append(order, c)
		}
	}
	if t.plan.Kind == AB {
		err = t.dice.shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order, err
}

// hide draws what the buttons of a question stand for.
func (t *Test) hide(q *question) error {
	switch t.plan.Kind {
	case ABX:
		c := t.comparisons[q.comparison]
		x, err := t.dice.below(2)
		q.key = Key{"X": []string{"A", "B"}[x]}
		q.buttons = []button{{"A", c.a}, {"B", c.b}, {"X", []int{c.a, c.b}[x]}}
		q.choices = []string{"A", "B"}
		return err
	case AB:
		c := t.comparisons[q.comparison]
		items := []int{c.a, c.b}
		q.choices = []string{"1", "2"}
		return t.number(q, items)
	default:
		items := make([]int, len(t.program.Items))
		for i := range items {
			items[i] = i
		}
		return t.number(q, items)
	}
}

// number gives items numbers in a random order, and the reference, where there is one, a button of its own.
func (t *Test) number(q *question, items []int) error {
	if r := t.program.reference(); r >= 0 {
		q.buttons = append(q.buttons, button{"Reference", r})
	}
	err := t.dice.shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	q.key = Key{}
	for i, item := range items {
		label := strconv.Itoa(i + 1)
		q.key[label] = t.program.Items[item].Name
		q.buttons = append(q.buttons, button{label, item})
	}
	return err
}

// keysJSON returns the keys of questions as JSON without spaces, names in alphabetical order.
func keysJSON(questions []question) json.RawMessage {
	keys := make([]Key, len(questions))
	for i, q := range questions {
		keys[i] = q.key
	}
	return compact(keys)
}

// Commitment returns the SHA-256, in hexadecimal, of a salt in hexadecimal followed by the keys as JSON. It is told at the start and its
// parts at the end, so that anybody can check that no key was changed:
//
//	printf '%s%s' SALT 'KEYS' | sha256sum
func Commitment(salt string, keys json.RawMessage) string {
	sum := sha256.Sum256(append([]byte(salt), keys...))
	return hex.EncodeToString(sum[:])
}

// compact returns v as one line of JSON.
func compact(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(fmt.Sprintf("trial: %v", err))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
