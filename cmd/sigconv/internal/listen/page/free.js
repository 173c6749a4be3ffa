/** Free listening: all sounds open, with waveform, equal loudness on and off, and pictures. */

import { Deck } from './deck.js';
import { announce, attempt, element, key, paragraph, show } from './elements.js';
import * as keys from './keys.js';
import { quitButton } from './session.js';
import { signed } from './words.js';

export function listenFreely({ program, player }) {
	const { items, waveforms, pictures } = program;
	const sounds = items.map((item, i) => ({
		label: item.name,
		title: item.name,
		detail: detailOf(item),
		key: i < 9 ? String(i + 1) : '',
		address: item.sound,
	}));
	const waveOf = (label) => waveforms.find(({ name }) => name === label);
	const showWave = (label) => waveOf(label) && deck.loop.showWave(waveOf(label));
	const deck = new Deck(player, sounds, { wave: waveOf(items[0].name), onplay: showWave });

	const match = program.matched ? matchSwitch(items, player) : null;
	const numbers = sounds.map((sound) => sound.key).filter(Boolean);
	const shown = numbers.length > 2 ? `1 – ${numbers.length}` : numbers.join(' ');
	const bindings = [
		...deck.keys([{ keys: numbers, shown, text: 'play a sound' }]),
		...(match ? [{ keys: ['M'], text: 'equal loudness on and off', run: () => match.input.click() }] : []),
		{ keys: [], shown: '← →', text: 'move a loop handle that has the focus' },
	];
	show('Listen and compare', { wide: true },
		element('div', { class: 'items' }, deck.buttons),
		deck.transport,
		match?.node,
		program.notes.length ? element('div', { class: 'notes' }, program.notes.map((text) => element('p', {}, text))) : null,
		keys.legend(bindings),
		pictures.length ? element('section', { class: 'pictures', 'aria-label': 'Pictures' }, pictures.map(figure)) : null,
		paragraph('actions', quitButton()));
	keys.use(bindings);
	attempt(() => deck.load());
}

/** Equal loudness: off, every sound has the level that its file has. */
function matchSwitch(items, player) {
	const unmatched = new Map(items.map((item) => [item.name, item.unmatched]));
	const change = () => {
		player.setLevels((label) => (input.checked ? 1 : unmatched.get(label)));
		announce(`Equal loudness ${input.checked ? 'on' : 'off'}`);
	};
	const input = element('input', { type: 'checkbox', role: 'switch', checked: true, onchange: change });
	return { input, node: element('label', { class: 'switch' }, input, element('span', {}, 'Equal loudness'), key('M')) };
}

function detailOf({ lufs, gain_db: gain, delay_frames: delay, note }) {
	return [
		lufs == null ? null : `${signed(lufs)} LUFS`,
		gain ? `gain ${signed(gain)} dB` : null,
		delay ? `moved ${delay} frames` : null,
		note,
	].filter(Boolean).join(' · ') || null;
}

function figure({ title, alt, src, width, height }) {
	return element('figure', {}, element('figcaption', {}, title), element('img', { src, alt, width, height, loading: 'lazy' }));
}
