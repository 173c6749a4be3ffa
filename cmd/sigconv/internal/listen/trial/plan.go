package trial

import (
	"fmt"

	"sigconv/cmd/sigconv/internal/listen/stats"
)

// A Kind is one of the ways to compare.
type Kind uint8

// The kinds of tests.
const (
	None   Kind = iota // nothing is hidden and nothing asked
	AB                 // which of two is preferred
	ABX                // which of two a third one is
	MUSHRA             // how good each of many is beside a reference (ITU-R BS.1534-3)
)

var kindNames = []string{"none", "ab", "abx", "mushra"}

// KindNames returns the names of all kinds.
func KindNames() []string { return kindNames }

func (k Kind) String() string { return kindNames[k] }

// ParseKind returns the kind of a name.
func ParseKind(name string) (Kind, error) {
	for i, n := range kindNames {
		if n == name {
			return Kind(i), nil
		}
	}
	return None, fmt.Errorf("unknown test %q (want none, ab, abx or mushra)", name)
}

// A Plan says how a test is to be done. It is fixed before the start.
type Plan struct {
	Kind   Kind
	Trials int     // of each comparison, or pages of MUSHRA
	Alpha  float64 // the chance that a guess may have to pass
}

// PowerRate is the share of right answers that the power of a plan is stated for.
const PowerRate = 0.7

// A Comparison is two items that are compared.
type Comparison struct {
	A string `json:"a"`
	B string `json:"b"`

	a, b int // indices of the items
}

// comparisons returns what is compared: in ABX the reference with each candidate, in AB each candidate with each.
func (p Plan) comparisons(program *Program) (all []Comparison) {
	for i, a := range program.Items {
		for j, b := range program.Items {
			abx := p.Kind == ABX && a.Role == Reference && b.Role == Candidate
			ab := p.Kind == AB && i < j && a.Role == Candidate && b.Role == Candidate
			if abx || ab {
				all = append(all, Comparison{a.Name, b.Name, i, j})
			}
		}
	}
	return all
}

// mostConditions is how many sounds a page of MUSHRA may have (BS.1534-3, 5.2).
const mostConditions = 12

// check reports what cannot be tested.
func (p Plan) check(program *Program) error {
	switch conditions := len(program.Items); {
	case p.Kind == None:
		return nil
	case p.Trials < 1:
		return fmt.Errorf("a test without trials (found %d, want at least 1)", p.Trials)
	case p.Kind == MUSHRA && program.reference() < 0:
		return fmt.Errorf("mushra without a reference")
	case p.Kind == MUSHRA && conditions > mostConditions:
		return fmt.Errorf("too many sounds for mushra (found %d with reference and anchors, want at most %d)", conditions, mostConditions)
	case p.Kind != MUSHRA && len(p.comparisons(program)) == 0:
		return fmt.Errorf("there is nothing to compare (found %d sounds besides a reference, want %d at least)", p.candidates(program), map[Kind]int{AB: 2, ABX: 1}[p.Kind])
	}
	return nil
}

func (p Plan) candidates(program *Program) (n int) {
	for _, item := range program.Items {
		if item.Role == Candidate {
			n++
		}
	}
	return n
}

// training returns how many questions come before those that count.
func (p Plan) training() int {
	switch p.Kind {
	case None:
		return 0
	case ABX:
		return 2
	default:
		return 1
	}
}

// A Description is what a listener is told of a plan before the start.
type Description struct {
	Trials      int          `json:"trials"` // of each comparison
	Total       int          `json:"total"`
	Training    int          `json:"training"`
	Alpha       float64      `json:"alpha"`
	Pass        *int         `json:"pass"` // answers of a comparison that are right, or agree, for less than Alpha by chance; null for none
	PassChance  *float64     `json:"pass_chance"`
	Power       *float64     `json:"power"` // the chance to reach that for whom PowerRate of the answers are right
	PowerRate   float64      `json:"power_rate"`
	Comparisons []Comparison `json:"comparisons"`
	Conditions  []string     `json:"conditions"`
	Results     string       `json:"results"` // folder
}

func (t *Test) describe() Description {
	p := t.plan
	d := Description{
		Trials: p.Trials, Total: p.Trials, Training: p.training(), Alpha: p.Alpha, PowerRate: PowerRate,
		Comparisons: append([]Comparison{}, t.comparisons...), Conditions: []string{}, Results: t.folder,
	}
	for _, item := range t.program.Items {
		d.Conditions = append(d.Conditions, item.Name)
	}
	if p.Kind == MUSHRA {
		return d
	}
	d.Total *= len(t.comparisons)
	mark, power, chance := stats.PassMark, stats.Power, func(k int) float64 { return stats.AtLeast(k, p.Trials, 0.5) }
	if p.Kind == AB {
		mark, power, chance = stats.PreferenceMark, stats.PreferencePower, func(k int) float64 { return stats.TwoSided(k, p.Trials) }
	}
	if k, ok := mark(p.Trials, p.Alpha); ok {
		c, w := chance(k), power(p.Trials, p.Alpha, PowerRate)
		d.Pass, d.PassChance, d.Power = &k, &c, &w
	}
	return d
}
