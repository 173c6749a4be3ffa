/** A trial of ABX or AB: sounds behind buttons, and one choice between two. */

import { Deck } from './deck.js';
import { element, key, paragraph } from './elements.js';

const ARROWS = ['ArrowLeft', 'ArrowRight'];
const SIGNS = ['←', '→'];

/** @returns what the session wants of a trial: nodes, keys, deck, given() and missing(); it calls onchange when they change */
export function choice({ program, player }, state) {
	const abx = program.test === 'abx';
	const sounds = state.buttons.map(({ label, sound }) => ({
		label,
		address: sound,
		title: label,
		detail: abx ? detailOf(label, state.comparison) : null,
		key: label === 'Reference' ? 'R' : label,
	}));
	const needed = abx ? ['X'] : state.choices;
	const view = { deck: new Deck(player, sounds, { onplay: () => view.onchange() }), onchange: () => {} };

	const options = state.choices.map((name, i) => option(abx ? `X is ${name}` : `I prefer ${name}`, name, i));
	for (const { input } of options) input.addEventListener('change', () => view.onchange());
	const chosen = () => options.find(({ input }) => input.checked)?.input.value;
	const choose = (arrow) => {
		const { input } = options[ARROWS.indexOf(arrow)];
		input.checked = true;
		input.focus(); // so that Enter confirms, whatever had the focus
		view.onchange();
	};

	view.given = () => (needed.every((label) => view.deck.heard(label)) && chosen() ? { answer: chosen() } : null);
	view.missing = () => {
		const unheard = needed.filter((label) => !view.deck.heard(label));
		if (unheard.length) return `Play ${unheard.join(' and ')} first.`;
		return chosen() ? 'You can still change your answer.' : 'Choose your answer.';
	};
	view.nodes = [
		several(state.comparison),
		element('div', { class: 'plays' }, view.deck.buttons),
		view.deck.transport,
		element('fieldset', { class: 'choices' },
			element('legend', {}, abx ? 'Which one is X?' : 'Which one do you prefer?'), options.map(({ node }) => node)),
	];
	view.keys = [
		...view.deck.keys(sounds.map((sound) => ({ keys: [sound.key], text: `play ${sound.title}` }))),
		...options.map(({ text }, i) => ({ keys: [ARROWS[i]], shown: SIGNS[i], text: `answer “${text}”`, run: choose })),
	];
	return view;
}

function detailOf(label, { a, b }) {
	return { A: a, B: b, X: 'A or B?' }[label];
}

function several({ number, of }) {
	return of > 1 ? paragraph('note', `Comparison ${number} of ${of}`) : null;
}

function option(text, value, i) {
	const input = element('input', { type: 'radio', name: 'answer', value });
	const node = element('label', { class: 'choice' }, input, element('span', {}, text), key(SIGNS[i]));
	return { input, node, text };
}
