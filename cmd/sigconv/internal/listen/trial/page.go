package trial

import "math"

// A Page is what the page is told before anything is heard. Sounds, pictures and waveforms are told where nothing is hidden only.
type Page struct {
	Tool      string        `json:"tool"`
	Test      string        `json:"test"`
	Rate      int           `json:"rate"`
	Channels  int           `json:"channels"`
	Frames    int           `json:"frames"`
	Loop      [2]int        `json:"loop"`
	Matched   bool          `json:"matched"`
	Notes     []string      `json:"notes"`
	Items     []PageItem    `json:"items"`
	Pictures  []PagePicture `json:"pictures"`
	Waveforms []Waveform    `json:"waveforms"`
	Plan      *Description  `json:"plan"` // null where nothing is asked
	Session   *UnderWay     `json:"session"`
}

// A PageItem is an item that is told.
type PageItem struct {
	Name      string   `json:"name"`
	Role      string   `json:"role"`
	Sound     string   `json:"sound"`
	GainDB    float64  `json:"gain_db"`
	Unmatched float64  `json:"unmatched"`
	LUFS      *float64 `json:"lufs"`
	TruePeak  *float64 `json:"true_peak_dbtp"`
	Delay     int      `json:"delay_frames"`
	Note      string   `json:"note"`
}

// A PagePicture is where a picture is.
type PagePicture struct {
	Title  string `json:"title"`
	Alt    string `json:"alt"`
	Source string `json:"src"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// A Waveform is the envelope of an item.
type Waveform struct {
	Name string    `json:"name"`
	Low  []float64 `json:"low"`
	High []float64 `json:"high"`
}

// An UnderWay is a session that a page may go on with.
type UnderWay struct {
	Listener string `json:"listener"`
	Phase    string `json:"phase"`
	Trial    int    `json:"trial"`
	Trials   int    `json:"trials"`
}

// Page returns what the page is told.
func (t *Test) Page() Page {
	t.lock.Lock()
	defer t.lock.Unlock()
	p := t.program
	page := Page{
		Tool: t.tool, Test: t.plan.Kind.String(), Rate: p.Rate, Channels: p.Channels, Frames: p.Frames, Loop: p.Loop, Matched: p.Matched,
		Notes: append([]string{}, p.Notes...), Items: []PageItem{}, Pictures: []PagePicture{}, Waveforms: []Waveform{},
	}
	if t.plan.Kind == None {
		t.tellAll(&page)
		return page
	}
	d := t.describe()
	page.Plan = &d
	if s := t.session; s != nil && s.underWay() {
		page.Session = &UnderWay{s.listener, s.state.Phase, s.state.Trial, s.state.Trials}
	}
	return page
}

func (t *Test) tellAll(page *Page) {
	for i, item := range t.program.Items {
		page.Items = append(page.Items, PageItem{
			Name: item.Name, Role: item.Role.String(), Sound: t.open[i], GainDB: 20 * math.Log10(item.Gain), Unmatched: item.Unmatched,
			LUFS: item.LUFS, TruePeak: item.TruePeak, Delay: item.Delay, Note: item.Note,
		})
		if e := item.Envelope; e != nil {
			page.Waveforms = append(page.Waveforms, Waveform{item.Name, e.Low, e.High})
		}
	}
	for _, p := range t.program.Pictures {
		page.Pictures = append(page.Pictures, PagePicture{p.Title, p.Alt, "picture/" + p.Name, p.Width, p.Height})
	}
}
