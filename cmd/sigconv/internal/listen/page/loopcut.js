/** How a stretch of a sound is cut out so that it can be played round and round without a click. */

const CROSSFADE = 0.01; // seconds
const FADE = 0.005;

/**
 * Cuts frames [from, to) out of one channel. Where the sound goes on before the stretch, the stretch's end is crossfaded
 * linearly into that, so that it runs into its own beginning; where there is too little of it, both ends are faded.
 * Which of the two is done, and how long, depends on the stretch alone: it is the same for every sound.
 * @param {Float32Array} samples
 * @returns {Float32Array}
 */
export function cut(samples, from, to, rate) {
	const loop = samples.slice(from, to);
	const overlap = atMost(CROSSFADE * rate, loop.length);
	if (from >= overlap) {
		runIntoBeginning(loop, samples.subarray(from - overlap, from));
	} else {
		fadeEnds(loop, atMost(FADE * rate, loop.length));
	}
	return loop;
}

/** A short stretch gets no more than a quarter of itself. */
function atMost(frames, length) {
	return Math.min(Math.round(frames), Math.floor(length / 4));
}

function runIntoBeginning(loop, before) {
	const begin = loop.length - before.length;
	before.forEach((sample, i) => {
		const share = (i + 1) / (before.length + 1);
		loop[begin + i] = (1 - share) * loop[begin + i] + share * sample;
	});
}

function fadeEnds(loop, frames) {
	for (let i = 0; i < frames; i++) {
		const share = (i + 0.5) / frames;
		loop[i] *= share;
		loop[loop.length - 1 - i] *= share;
	}
}
