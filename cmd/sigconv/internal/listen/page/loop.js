/** The loop control: a ruler in seconds, or a waveform, on which the stretch that is played round and round is chosen. */

import { button, element, paragraph } from './elements.js';
import { ruler, waveform } from './drawing.js';

const SHORTEST = 0.1; // seconds
const STILL = 4; // pixels that a pointer may move and still has clicked

export class LoopControl {
	#player;
	#wave = element('div', { class: 'wave' });
	#region = element('div', { class: 'region' });
	#cursor = element('div', { class: 'cursor' });
	#track;
	#handles;
	#text = element('span');
	#from;
	#to;
	#frame = 0; // of the animation
	#drawn = 0; // when the cursor was drawn last
	#calm = matchMedia('(prefers-reduced-motion: reduce)');

	/** Goes back to the whole sound; for the bar above. */
	reset = button('Whole sound', () => this.#commit(0, this.#player.frames), { class: 'small' });

	constructor(player, wave = null) {
		this.#player = player;
		[this.#from, this.#to] = [player.from, player.to];
		this.#handles = [this.#makeHandle('Loop start', 0), this.#makeHandle('Loop end', 1)];
		this.#track = element('div', { class: 'track', onpointerdown: (event) => this.#drag(event) },
			this.#wave, this.#region, this.#cursor, this.#handles);
		this.node = element('div', { class: wave ? 'loop tall' : 'loop' }, this.#track,
			ruler(player.frames / player.rate), paragraph('note', this.#text, ' Drag across the strip to repeat a part of the sound.'));
		if (wave) this.showWave(wave);
		this.#draw();
	}

	/** Draws a waveform behind the stretch. */
	showWave(wave) {
		this.#wave.replaceChildren(waveform(wave));
	}

	/** Moves the cursor as long as the player plays. */
	run() {
		cancelAnimationFrame(this.#frame);
		const step = (time) => {
			if (!this.#calm.matches || time - this.#drawn > 1000) {
				this.#cursor.style.left = this.#percent(this.#player.position());
				this.#drawn = time;
			}
			if (this.#player.playing) this.#frame = requestAnimationFrame(step);
		};
		this.#frame = requestAnimationFrame(step);
	}

	close() {
		cancelAnimationFrame(this.#frame);
	}

	get #shortest() {
		return Math.min(this.#player.frames, Math.round(SHORTEST * this.#player.rate));
	}

	#percent(frame) {
		return `${(100 * frame) / this.#player.frames}%`;
	}

	#makeHandle(name, side) {
		return element('div', {
			class: side ? 'handle end' : 'handle start',
			role: 'slider',
			tabindex: 0,
			'aria-label': name,
			onkeydown: (event) => this.#step(event, side),
			onpointerdown: (event) => this.#dragHandle(event, side),
		});
	}

	/** Arrows move an end by 0.1 s, with Shift by 1 s, Home and End as far as it goes. */
	#step(event, side) {
		const step = (event.shiftKey ? 1 : 0.1) * this.#player.rate;
		const moves = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, Home: -Infinity, End: Infinity };
		if (!(event.key in moves)) return;
		event.preventDefault();
		this.#moveEnd(side, (side ? this.#to : this.#from) + moves[event.key]);
		this.#commit(this.#from, this.#to);
	}

	#moveEnd(side, frame) {
		const { frames } = this.#player;
		if (side) this.#to = clamp(frame, this.#from + this.#shortest, frames);
		else this.#from = clamp(frame, 0, this.#to - this.#shortest);
		this.#draw();
	}

	#commit(from, to) {
		[this.#from, this.#to] = [from, to];
		this.#player.setRegion(from, to);
		this.#draw();
		this.run();
	}

	#frameAt(event) {
		const { left, width } = this.#track.getBoundingClientRect();
		return clamp(((event.clientX - left) / width) * this.#player.frames, 0, this.#player.frames);
	}

	#dragHandle(event, side) {
		event.stopPropagation();
		this.#follow(event, (now) => this.#moveEnd(side, this.#frameAt(now)), () => this.#commit(this.#from, this.#to));
	}

	/** Inside a stretch that was chosen before, the pointer moves it; elsewhere on the track it chooses another. A click goes there. */
	#drag(event) {
		const { frames } = this.#player;
		const [from, to, begin] = [this.#from, this.#to, this.#frameAt(event)];
		const chosen = to - from < frames;
		const inside = begin >= from && begin < to;
		const move = (now) => {
			if (chosen && inside) {
				this.#from = clamp(from + this.#frameAt(now) - begin, 0, frames - (to - from));
				this.#to = this.#from + to - from;
			} else {
				const [low, high] = [begin, this.#frameAt(now)].sort((a, b) => a - b);
				this.#from = Math.min(low, frames - this.#shortest);
				this.#to = clamp(high, this.#from + this.#shortest, frames);
			}
			this.#draw();
		};
		const click = () => {
			if (inside) this.#player.seek(Math.floor(begin));
			this.run();
		};
		this.#follow(event, move, () => this.#commit(this.#from, this.#to), click);
	}

	/** Follows a pointer from its going down to its going up. */
	#follow(event, move, done, click = () => {}) {
		if (event.button !== 0) return;
		const target = event.currentTarget;
		let moved = false;
		target.setPointerCapture(event.pointerId);
		target.onpointermove = (now) => {
			moved ||= Math.abs(now.clientX - event.clientX) > STILL;
			if (moved) move(now);
		};
		target.onlostpointercapture = () => {
			target.onpointermove = null;
			if (moved) done();
			else click();
		};
	}

	#draw() {
		const { rate, frames } = this.#player;
		[this.#from, this.#to] = [Math.round(this.#from), Math.round(this.#to)];
		const [from, to] = [this.#from, this.#to];
		this.#region.style.left = this.#percent(from);
		this.#region.style.width = this.#percent(to - from);
		this.#cursor.style.left = this.#percent(this.#player.position());
		const bounds = [[from, 0, to - this.#shortest], [to, from + this.#shortest, frames]];
		this.#handles.forEach((handle, side) => {
			const [value, least, most] = bounds[side].map((frame) => frame / rate);
			handle.style.left = this.#percent(bounds[side][0]);
			handle.setAttribute('aria-valuenow', value.toFixed(3));
			handle.setAttribute('aria-valuemin', least.toFixed(3));
			handle.setAttribute('aria-valuemax', most.toFixed(3));
			handle.setAttribute('aria-valuetext', `${value.toFixed(2)} seconds`);
		});
		const whole = to - from === frames;
		this.#text.textContent = `Loop: ${(from / rate).toFixed(2)} to ${(to / rate).toFixed(2)} s.`;
		this.reset.disabled = whole;
	}
}

function clamp(value, least, most) {
	return Math.min(Math.max(value, least), most);
}
