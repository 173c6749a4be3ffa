/** The audio engine: several sounds that run side by side in a loop, one of which is heard. */

import { cut } from './loopcut.js';
import { Take } from './take.js';

const START = 0.05; // seconds from asking to the first sample, enough to start all sources together
const AHEAD = 0.02; // seconds from asking to a switch, more than what the audio thread has computed already

export class Player {
	#context = null;
	#sounds = new Map(); // Float32Array, channel after channel
	#buffers = null; // AudioBuffer of the loop, or null when it has to be cut anew
	#take = null;
	#began = { time: 0, frame: 0 };
	#levels = () => 1;

	/** Which sound is heard, or would be if it played. */
	label = null;

	/** @param {{rate: number, channels: number, frames: number, loop: number[]}} program */
	constructor({ rate, channels, frames, loop }) {
		Object.assign(this, { rate, channels, frames });
		[this.from, this.to] = loop;
		this.#began.frame = this.from;
	}

	/** Makes the context. Browsers let it sound only when this runs in a click or a key of the user's. */
	open() {
		if (this.#context) return;
		try {
			this.#context = new AudioContext({ sampleRate: this.rate, latencyHint: 'interactive' });
		} catch {
			this.#context = new AudioContext({ latencyHint: 'interactive' }); // the browser will convert the rate
		}
		const { destination } = this.#context;
		destination.channelCount = Math.min(Math.max(this.channels, 2), destination.maxChannelCount);
		this.#context.resume();
	}

	get contextRate() {
		return Math.round(this.#context.sampleRate);
	}

	/** What a listener must know about this browser's output: sentences. */
	get warnings() {
		const { sampleRate, destination } = this.#context;
		const found = [];
		if (sampleRate !== this.rate) {
			found.push(`The browser plays at ${sampleRate} Hz and converts the sounds, which have ${this.rate} Hz.`);
		}
		if (destination.channelCount < this.channels) {
			found.push(`The output has ${destination.channelCount} channels: the sounds' ${this.channels} are mixed down.`);
		}
		return found;
	}

	get playing() {
		return this.#take !== null;
	}

	/** Replaces all sounds. What played is stopped, and the old sounds are let go. */
	load(sounds) {
		this.pause();
		this.#sounds = sounds;
		this.#buffers = null;
		this.label = null;
		this.#began.frame = this.from;
	}

	/** Lets a sound be heard: starts all together, or switches to it in the same frame. */
	play(label) {
		this.#context.resume();
		this.label = label;
		if (this.#take) this.#take.fade(this.#levelOf, this.#context.currentTime + AHEAD);
		else this.#begin(this.#began.frame);
	}

	pause() {
		if (!this.#take) return;
		const time = this.#context.currentTime + AHEAD;
		this.#began.frame = this.position(time);
		this.#take.end(time);
		this.#take = null;
	}

	/** Changes the loop to frames [from, to). What plays goes on where it is, or at the new beginning if that is outside. */
	setRegion(from, to) {
		const buffers = this.#take && this.#cutAll(from, to); // takes its time, so it comes first
		const time = this.#take && this.#soon();
		const frame = this.position(time);
		[this.from, this.to] = [from, to];
		this.#buffers = buffers;
		this.#moveTo(frame >= from && frame < to ? frame : from, time);
	}

	/** Goes on at another frame of the loop. */
	seek(frame) {
		this.#moveTo(frame, this.#take && this.#soon());
	}

	/** Changes how loud sounds are when they are heard: a factor for each label. */
	setLevels(levels) {
		this.#levels = levels;
		if (this.#take) this.#take.fade(this.#levelOf, this.#context.currentTime + AHEAD);
	}

	/** The frame that is computed at a time of the context, now if none is given. */
	position(time = null) {
		if (!this.#take) return this.#began.frame;
		const elapsed = Math.max(0, (time ?? this.#context.currentTime) - this.#began.time);
		const run = this.#began.frame - this.from + Math.round(elapsed * this.rate);
		return this.from + (run % (this.to - this.from));
	}

	#levelOf = (label) => (label === this.label ? this.#levels(label) : 0);

	/** A time shortly ahead that falls on a frame; between two frames a browser would interpolate. */
	#soon() {
		const { currentTime, sampleRate } = this.#context;
		return Math.ceil((currentTime + START) * sampleRate) / sampleRate;
	}

	#moveTo(frame, time) {
		if (this.#take) {
			this.#take.end(time);
			this.#begin(frame, time);
		} else {
			this.#began.frame = frame;
		}
	}

	#begin(frame, time = null) {
		this.#buffers ??= this.#cutAll(this.from, this.to);
		time ??= this.#soon();
		this.#began = { time, frame };
		this.#take = new Take(this.#context, this.#buffers, time, (frame - this.from) / this.rate);
		this.#take.fade(this.#levelOf, time);
	}

	/** Cuts the loop out of every sound. Buffers are filled sample by sample: decoding would change them. */
	#cutAll(from, to) {
		const buffers = new Map();
		for (const [label, samples] of this.#sounds) {
			const buffer = this.#context.createBuffer(this.channels, to - from, this.rate);
			for (let channel = 0; channel < this.channels; channel++) {
				const whole = samples.subarray(channel * this.frames, (channel + 1) * this.frames);
				buffer.copyToChannel(cut(whole, from, to, this.rate), channel);
			}
			buffers.set(label, buffer);
		}
		return buffers;
	}
}
