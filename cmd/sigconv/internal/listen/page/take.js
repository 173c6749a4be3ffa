/** A take: all sounds started at once and running side by side until they are stopped at once. */

const RAMP = 0.01; // seconds

export class Take {
	#voices = new Map();
	#settled; // when the ramps that were asked for are over

	/**
	 * Starts every sound, silent, in the same frame. Only so do they stay aligned: two starts are up to 128 frames apart.
	 * @param {AudioContext} context
	 * @param {Map<string, AudioBuffer>} buffers by label, played round and round
	 * @param {number} time when to start, in the future
	 * @param {number} offset where in the buffers, in seconds
	 */
	constructor(context, buffers, time, offset) {
		this.#settled = time;
		for (const [label, buffer] of buffers) {
			const source = new AudioBufferSourceNode(context, { buffer, loop: true });
			const gain = new GainNode(context, { gain: 0 });
			source.connect(gain).connect(context.destination);
			source.start(time, offset);
			this.#voices.set(label, { source, gain, level: 0 });
		}
	}

	/**
	 * Ramps every sound linearly to its level, from a time on. A ramp under way is never cut short: its end is waited for,
	 * so that no level ever jumps however quickly one switches, and those that cross always add up to one. To 3e-8 they do
	 * in Chromium as curves; with linearRampToValueAtTime, which sums up steps, to 4e-7.
	 * @param {(label: string) => number} levelOf
	 * @returns {number} when the levels are reached
	 */
	fade(levelOf, time) {
		const begin = Math.max(time, this.#settled);
		const end = begin + RAMP;
		for (const [label, voice] of this.#voices) {
			const level = levelOf(label);
			if (level === voice.level) continue;
			voice.gain.gain.setValueCurveAtTime([voice.level, level], begin, RAMP);
			voice.level = level;
		}
		this.#settled = end;
		return end;
	}

	/** Fades all to silence and then lets go of them. */
	end(time) {
		const silent = this.fade(() => 0, time);
		for (const { source, gain } of this.#voices.values()) {
			source.onended = () => gain.disconnect();
			source.stop(silent);
		}
	}
}
