/** The deck: a button for each sound, play and pause, and the loop. Every kind of listening has one. */

import * as api from './api.js';
import { announce, button, element, key, paragraph } from './elements.js';
import { LoopControl } from './loop.js';

/**
 * @typedef {object} Sound
 * @property {string} label short: A, B, X, 1
 * @property {string} title what the button says
 * @property {string} [detail] what it says below
 * @property {string} key which key plays it
 * @property {string} address where it is fetched
 */

export class Deck {
	#player;
	#sounds;
	#buttons = new Map();
	#toggle;
	#progress;
	#begun = performance.now();
	#switches = 0;
	#played = {};
	#hidden = 0;
	#leave = new AbortController();

	/**
	 * @param {import('./player.js').Player} player
	 * @param {Sound[]} sounds
	 * @param {{wave?: object, onplay?: (label: string) => void}} options
	 */
	constructor(player, sounds, { wave = null, onplay = () => {} } = {}) {
		this.#player = player;
		this.#sounds = sounds;
		this.onplay = onplay;
		for (const sound of sounds) {
			this.#buttons.set(sound.label, this.#makeButton(sound));
			this.#played[sound.label] = 0;
		}
		this.#toggle = button('Play', () => this.toggle(), { class: 'toggle', disabled: true });
		this.#progress = element('progress', { 'aria-label': 'Loading sounds', max: 1, value: 0 });
		this.loop = new LoopControl(player, wave);
		const warnings = player.warnings.map((text) => paragraph('note', text));
		this.transport = element('section', { class: 'transport', 'aria-label': 'Playback' },
			element('div', { class: 'bar' }, this.#toggle, this.#progress, this.loop.reset), this.loop.node, warnings);
		const count = () => { this.#hidden += document.hidden ? 1 : 0; };
		document.addEventListener('visibilitychange', count, { signal: this.#leave.signal });
	}

	/** The button of a sound, to be put where it belongs. */
	button(label) {
		return this.#buttons.get(label);
	}

	get buttons() {
		return [...this.#buttons.values()];
	}

	/** Which sounds were heard already. */
	heard(label) {
		return this.#played[label] > 0;
	}

	/** How the listener has listened so far, as the log has it. */
	get listening() {
		return {
			seconds: Math.round((performance.now() - this.#begun) / 100) / 10,
			switches: this.#switches,
			played: { ...this.#played },
			context_rate: this.#player.contextRate,
			hidden: this.#hidden,
			loop: [this.#player.from, this.#player.to],
		};
	}

	/** Fetches all sounds, one after the other; nothing may be played before all are there. */
	async load() {
		const { channels, frames } = this.#player;
		const total = 4 * channels * frames * this.#sounds.length;
		const loaded = new Map();
		let bytes = 0;
		for (const { label, address } of this.#sounds) {
			loaded.set(label, await api.sound(address, channels * frames, (more) => {
				bytes += more;
				this.#progress.value = bytes / total;
			}));
			if (this.#leave.signal.aborted) return;
		}
		this.#player.load(loaded);
		this.#progress.remove();
		for (const control of [...this.buttons, this.#toggle]) control.disabled = false;
		this.#begun = performance.now();
	}

	/** Lets a sound be heard, from its key or its button. */
	play(label) {
		if (this.#toggle.disabled) return;
		const player = this.#player;
		if (player.playing && player.label === label) return;
		if (player.label !== null && player.label !== label) this.#switches++;
		this.#played[label]++;
		player.play(label);
		this.#draw();
		announce(`${this.#buttons.get(label).getAttribute('aria-label')} plays`);
		this.onplay(label);
	}

	/** Plays or pauses. */
	toggle() {
		if (this.#toggle.disabled) return;
		const player = this.#player;
		if (!player.playing) return this.play(player.label ?? this.#sounds[0].label);
		player.pause();
		this.#draw();
		announce('Paused');
	}

	/** The keys that the deck knows, for the page's legend. */
	keys(texts) {
		const labels = new Map(this.#sounds.map((sound) => [sound.key, sound.label]));
		const run = (name) => this.play(labels.get(name));
		return [
			...texts.map((binding) => ({ ...binding, run })),
			{ keys: [' '], text: 'play, pause', run: () => this.toggle() },
		];
	}

	/** Falls silent and lets go, when the page is left. */
	close() {
		this.#leave.abort();
		this.loop.close();
		this.#player.load(new Map());
	}

	#draw() {
		const { playing, label } = this.#player;
		this.#toggle.textContent = playing ? 'Pause' : 'Play';
		this.#toggle.classList.toggle('on', playing);
		for (const [name, node] of this.#buttons) {
			node.setAttribute('aria-pressed', playing && name === label);
			node.classList.toggle('current', name === label);
		}
		this.loop.run();
	}

	#makeButton({ label, title, detail, key: name }) {
		const content = [
			element('span', { class: 'name' }, title),
			detail ? element('span', { class: 'detail' }, detail) : null,
			title === name ? null : key(name),
		];
		const node = button(content, () => this.play(label), {
			class: title.length > 2 ? 'play long' : 'play',
			disabled: true,
			'aria-pressed': false,
			'aria-label': detail ? `${title}, ${detail}` : title,
		});
		// A click leaves the focus where it was, so that Enter still confirms.
		node.addEventListener('mousedown', (event) => event.preventDefault());
		return node;
	}
}
