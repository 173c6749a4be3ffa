/** The first page: what will happen, in plain words, and the click that starts it. */

import * as api from './api.js';
import { attempt, button, element, paragraph, show } from './elements.js';
import { listenFreely } from './free.js';
import * as keys from './keys.js';
import { proceed } from './session.js';
import { chance, count, list, often } from './words.js';

const TITLES = {
	none: 'Listen and compare',
	abx: 'Can you hear the difference?',
	ab: 'Which do you prefer?',
	mushra: 'How good does it sound?',
};

export function welcome(app) {
	const { test, notes } = app.program;
	keys.use([]);
	show(TITLES[test], {},
		paragraph('lead', leads[test](app.program)),
		test !== 'none' && element('ul', { class: 'facts' }, facts[test](app.program).map((text) => element('li', {}, text))) || null,
		notes.length ? element('section', { class: 'notes' },
			element('h2', {}, 'Good to know'), notes.map((text) => element('p', {}, text))) : null,
		paragraph('volume', element('strong', {}, 'Before you start: '),
			'use headphones if you can, begin with the volume low, find a comfortable level with the first sounds, and then leave it.'),
		test === 'none' ? startFree(app) : startTest(app));
}

function startFree(app) {
	const start = () => {
		app.player.open();
		listenFreely(app);
	};
	return paragraph('actions', button('Start listening', start, { primary: true }));
}

function startTest(app) {
	const { session } = app.program;
	const name = element('input', {
		type: 'text', id: 'name', maxlength: 80, required: true, autocomplete: 'off', value: session?.listener ?? '', 'aria-describedby': 'hint',
	});
	const start = button('', null, { primary: true, type: 'submit' });
	const hint = element('p', { class: 'note', id: 'hint' });
	const describe = () => {
		const same = session && name.value.trim() === session.listener;
		start.textContent = same ? 'Continue' : 'Start';
		hint.textContent = !session ? 'It stands beside your answers in the results. Any name will do.'
			: same ? `${session.listener} is at ${session.phase === 'training' ? 'training ' : ''}trial ${session.trial} of ${session.trials}.`
				: `This ends the session of ${session.listener}, who is at trial ${session.trial} of ${session.trials}.`;
	};
	const submit = (event) => {
		event.preventDefault();
		app.player.open();
		const listener = name.value.trim();
		if (!listener) return name.focus();
		attempt(async () => proceed(app, await api.start(listener)));
	};
	name.addEventListener('input', describe);
	describe();
	return element('form', { class: 'start', onsubmit: submit },
		element('label', { for: 'name' }, 'Your name'), element('div', { class: 'row' }, name, start), hint);
}

const leads = {
	none: ({ items }) => `${count(items.length, 'sound')} run side by side. Switch between them at any moment: `
		+ 'the next one goes on where the last one was.',
	abx: ({ plan }) => {
		const pairs = plan.comparisons;
		const b = pairs.length === 1 ? pairs[0].b : `one of ${list(pairs.map((pair) => pair.b))}`;
		return `There are three buttons. A is ${pairs[0].a}, B is ${b}, and X is secretly one of these two. `
			+ 'In every trial, find out which one X is.';
	},
	ab: ({ plan }) => `There are two buttons, 1 and 2, for ${list(plan.conditions)}${plan.conditions.length > 2 ? ', two of them at a time' : ''}, `
		+ 'in a secret order. In every trial, say which one you prefer.',
	mushra: () => 'There are numbered buttons for versions of one sound, in a secret order, and a button for the reference. '
		+ 'Rate each version from 0 (bad) to 100 (excellent: like the reference). '
		+ 'The reference itself is among the numbers, so at least one of them deserves 100.',
};

const facts = {
	abx: ({ plan }) => {
		const each = plan.comparisons.length > 1 ? ' in a comparison' : '';
		return [
			amount(plan, 'trial'),
			'Listen as often and as long as you like, and switch at any moment. If you cannot tell, guess.',
			...passing(plan, `right${each} count as hearing a difference: guessing gets that far`, 'is right'),
			secret(plan),
		];
	},
	ab: ({ plan }) => [
		amount(plan, 'trial'),
		'Listen as often and as long as you like, and switch at any moment. If you have no preference, choose any.',
		...passing(plan, 'for the same one count as a preference: without one, answers agree that far', 'prefers the same one'),
		secret(plan),
	],
	mushra: ({ plan }) => [
		amount(plan, 'page'),
		`On each page: ${list(plan.conditions)}.`,
		'Every version must be played and rated. You can go back and forth between them as you like.',
		secret(plan),
	],
};

/** How much there is to do. */
function amount({ training, total }, what) {
	const before = training ? `${count(training, `training ${what}`)}, which ${training === 1 ? 'does' : 'do'} not count, then ` : '';
	return `${before}${count(total, what)} that ${total === 1 ? 'counts' : 'count'}.`;
}

/** What must be reached, and how likely that is: by guessing, and for somebody who hears something. */
function passing({ pass, trials: all, pass_chance: lucky, power, power_rate: rate }, meaning, hears) {
	if (pass == null) return [`${count(all, 'trial')} are too few to tell an answer from a guess. Take this as practice.`];
	return [
		`${pass === all ? `All ${all}` : `${pass} or more of ${all}`} ${meaning} with a chance of ${chance(lucky)}.`,
		`Somebody who ${hears} ${often(rate)} reaches that with a chance of ${chance(power)}; with more trials, more often.`,
	];
}

function secret(plan) {
	return `Which is which stays hidden until the end. Every answer is saved at once in ${plan.results}.`;
}
