package listen_test

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"time"
)

// recorder tees everything that goes to the loudspeaker into a worklet, which keeps every frame from the start of the context on.
const recorder = `(() => {
	const worklet = URL.createObjectURL(new Blob([` + "`" + `registerProcessor("tape", class extends AudioWorkletProcessor {
		process([input]) { this.port.postMessage([0, 1].map((c) => input[c]?.slice() ?? new Float32Array(128))); return true; }
	});` + "`" + `], {type: "text/javascript"}));
	const connect = AudioNode.prototype.connect;
	window.tape = [];
	window.starts = [];
	const start = AudioBufferSourceNode.prototype.start;
	AudioBufferSourceNode.prototype.start = function (time, offset) {
		starts.push([time, offset, time - this.context.currentTime]);
		return start.call(this, time, offset);
	};
	window.AudioContext = class extends AudioContext {
		constructor(options) {
			super(options);
			this.tape = this.audioWorklet.addModule(worklet).then(() => {
				const node = new AudioWorkletNode(this, "tape", {channelCount: 2, channelCountMode: "explicit"});
				node.port.onmessage = ({data}) => tape.push(data);
				connect.call(connect.call(node, new GainNode(this, {gain: 0})), this.destination);
				window.recording = true;
				return node;
			});
		}
	};
	AudioNode.prototype.connect = function (to, ...rest) {
		if (to instanceof AudioDestinationNode) this.context.tape.then((tape) => connect.call(this, tape));
		return connect.call(this, to, ...rest);
	};
	window.taped = (channel) => {
		const bytes = new Uint8Array(512 * tape.length);
		tape.forEach((part, i) => bytes.set(new Uint8Array(part[channel].buffer), 512 * i));
		let text = "";
		for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
		return btoa(text);
	};
})();`

// startTogether checks that all sources of a take were told to start at the same time, which lies ahead. Told without
// one they are mostly in step as well, but not always.
func (p *tab) startTogether(together int) {
	p.Helper()
	starts := value[[][]float64](p, `starts`)
	for i, s := range starts {
		if first := starts[i-i%together]; s[0] != first[0] || s[1] != first[1] || s[2] < 0.02 {
			p.Errorf("source %d starts (time, offset, ahead) at %g, the first of its take at %g", i, s, first)
		}
	}
	if len(starts) == 0 || len(starts)%together != 0 {
		p.Errorf("%d sources were started, want %d at a time", len(starts), together)
	}
}

// tape returns what was heard since the recorder ran.
func (p *tab) tape() sound {
	p.Helper()
	heard := make(sound, 2)
	for c := range heard {
		script := map[int]string{0: "taped(0)", 1: "taped(1)"}[c]
		data, err := base64.StdEncoding.DecodeString(value[string](p, script))
		p.must(err)
		for ; len(data) > 0; data = data[4:] {
			heard[c] = append(heard[c], math.Float32frombits(binary.LittleEndian.Uint32(data)))
		}
	}
	frames := min(len(heard[0]), len(heard[1]))
	return sound{heard[0][:frames], heard[1][:frames]}
}

// listen lets sound run for a while.
func listen() { time.Sleep(150 * time.Millisecond) }

// looped returns what is played round and round: frames [from, to), whose last 10 ms are crossfaded linearly into what
// lies before from, or whose ends are faded over 5 ms where too little does.
func (s sound) looped(from, to int) sound {
	var loop sound
	for _, channel := range s {
		out := make([]float32, to-from)
		copy(out, channel[from:to])
		cross, fade := min(441, len(out)/4), min(221, len(out)/4)
		for i := range cross {
			if from >= cross {
				share := float64(i+1) / float64(cross+1)
				at := len(out) - cross + i
				out[at] = float32(float64((1-share)*float64(out[at])) + float64(share*float64(channel[from-cross+i])))
			}
		}
		for i := range fade {
			if from < cross {
				share := (float64(i) + 0.5) / float64(fade)
				out[i] = float32(share * float64(out[i]))
				out[len(out)-1-i] = float32(share * float64(out[len(out)-1-i]))
			}
		}
		loop = append(loop, out)
	}
	return loop
}

// times returns s with a gain.
func (s sound) times(gain float32) sound {
	var out sound
	for _, channel := range s {
		scaled := make([]float32, len(channel))
		for i, v := range channel {
			scaled[i] = gain * v
		}
		out = append(out, scaled)
	}
	return out
}

// is reports whether frame k of s is frame j of other, bit for bit.
func (s sound) is(k int, other sound, j int) bool {
	return s[0][k] == other[0][j] && s[1][k] == other[1][j]
}

// silent reports whether nothing sounds in a frame.
func (s sound) silent(k int) bool { return s[0][k] == 0 && s[1][k] == 0 }

// place finds in which frame of a loop frames k and k+1 of a tape are.
func (p *tab) place(heard sound, k int, loop sound) int {
	p.Helper()
	length := len(loop[0])
	for j := range length {
		if heard.is(k, loop, j) && heard.is(k+1, loop, (j+1)%length) {
			return j
		}
	}
	p.Fatalf("what sounds in frame %d is not the loop, bit for bit", k)
	return 0
}

// A stretch is frames [from, to) of a tape in which one of several loops sounds, or a mixture, which is -1.
type stretch struct{ from, to, loop int }

// stretches finds which of the loops, that all began in the same frame, sounds when. It returns that frame as well.
func (p *tab) stretches(heard sound, loops ...sound) (all []stretch, began int) {
	p.Helper()
	length := len(loops[0][0])
	first := 0
	for first < len(heard[0]) && heard.silent(first) {
		first++
	}
	probe := first + 2000 // well after the fade in
	if probe >= len(heard[0]) {
		p.Fatal("nothing sounds")
	}
	began = probe - p.place(heard, probe, loops[0])
	for k := first; k < len(heard[0]); k++ {
		sounds := -1
		for i, loop := range loops {
			if heard.is(k, loop, ((k-began)%length+length)%length) && !heard.silent(k) {
				sounds = i
				break
			}
		}
		if n := len(all); n > 0 && all[n-1].loop == sounds {
			all[n-1].to = k + 1
		} else {
			all = append(all, stretch{k, k + 1, sounds})
		}
	}
	return all, began
}
