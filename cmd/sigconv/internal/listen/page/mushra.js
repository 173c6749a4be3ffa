/** A page of MUSHRA: numbered versions beside the open reference, each with a slider for its rating. */

import { Deck } from './deck.js';
import { element } from './elements.js';

const WORDS = ['Bad', 'Poor', 'Fair', 'Good', 'Excellent'];
const MOVES = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];

/** @returns what the session wants of a trial, as choice does */
export function mushra({ player }, state) {
	const ratings = new Map();
	const view = { onchange: () => {} };
	const sounds = state.buttons.map(({ label, sound }) => ({
		label,
		address: sound,
		title: label,
		key: label === 'Reference' ? 'R' : keyOf(Number(label)),
	}));
	const rated = sounds.filter(({ label }) => label !== 'Reference').map(({ label }) => label);
	const sliders = new Map(rated.map((label) => [label, slider(label, (value) => {
		ratings.set(label, value);
		view.onchange();
	})]));

	// Only what is heard can be rated.
	const onplay = (label) => {
		for (const [name, { input }] of sliders) input.disabled = name !== label;
		sliders.get(label)?.input.focus();
		view.onchange();
	};
	view.deck = new Deck(player, sounds, { onplay });
	view.given = () => (missing().length ? null : { ratings: Object.fromEntries(ratings) });
	view.missing = () => {
		const labels = missing();
		return labels.length ? `Still to be played and rated: ${labels.join(', ')}.` : 'You can still change your ratings.';
	};
	const missing = () => rated.filter((label) => !view.deck.heard(label) || !ratings.has(label));

	view.nodes = [
		element('p', {}, 'Play a number and rate it against the reference.'),
		element('div', { class: 'reference' }, view.deck.button('Reference')),
		element('div', { class: 'scale' }, axis(), rated.map((label) => element('div',
			{ class: 'column', role: 'group', 'aria-label': `Version ${label}` }, sliders.get(label).nodes, view.deck.button(label)))),
		view.deck.transport,
	];
	const numbers = sounds.filter(({ label }) => label !== 'Reference').map((sound) => sound.key);
	view.keys = [
		...view.deck.keys([
			{ keys: ['R'], text: 'play the reference' },
			{ keys: numbers, shown: shorten(numbers), text: 'play and rate a version' },
		]),
		{ keys: [], shown: '↑ ↓', text: 'change the rating' },
	];
	return view;
}

/** 1 to 9 have their digits, 10 to 12 the keys beside them on the row of letters. */
function keyOf(number) {
	return number < 10 ? String(number) : 'QWE'[number - 10];
}

function shorten(names) {
	return names.length > 2 ? `${names[0]} – ${names.at(-1)}` : names.join(' ');
}

function slider(label, onrate) {
	const output = element('output', {}, '–');
	const input = element('input', {
		type: 'range', min: 0, max: 100, value: 0, disabled: true, 'aria-label': `Rating of ${label}`, 'aria-valuetext': 'not rated',
	});
	const rate = () => {
		const word = WORDS[Math.min(4, Math.floor(input.value / 20))];
		input.setAttribute('aria-valuetext', `${input.value}, ${word}`);
		output.textContent = input.value;
		onrate(Number(input.value));
	};
	input.addEventListener('input', rate);
	input.addEventListener('pointerup', rate); // a rating of 0 changes nothing, but it is one
	input.addEventListener('keyup', (event) => MOVES.includes(event.key) && rate());
	return { input, nodes: [output, input] };
}

function axis() {
	const words = WORDS.map((word, i) => element('span', {}, word, element('small', {}, `${20 * i} – ${20 * (i + 1)}`)));
	return element('div', { class: 'axis', 'aria-hidden': 'true' }, words.reverse());
}
