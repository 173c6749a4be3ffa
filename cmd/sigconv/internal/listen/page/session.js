/** A session: from one trial to the next, with the training before and the results behind. */

import * as api from './api.js';
import { choice } from './choice.js';
import { announce, attempt, button, element, paragraph, show } from './elements.js';
import * as keys from './keys.js';
import { begin } from './main.js';
import { mushra } from './mushra.js';
import { showResults } from './results.js';
import { count } from './words.js';

const FEEDBACK = { right: 'Your answer was right.', wrong: 'Your answer was wrong.' };

/** Goes on with what the server says comes next. */
export function proceed(app, state, before = null) {
	if (state.phase === 'done') return attempt(() => showResults(app, state));
	if (state.phase === 'aborted') return stopped(app);
	if (state.phase === 'test' && before?.phase === 'training') return trainingOver(app, state);
	return trial(app, state);
}

function trial(app, state) {
	const { test } = app.program;
	const page = test === 'mushra' ? 'Page' : 'Trial';
	const training = state.phase === 'training';
	const title = `${training ? `Training ${page.toLowerCase()}` : page} ${state.trial} of ${state.trials}`;
	const view = test === 'mushra' ? mushra(app, state) : choice(app, state);

	const submit = () => attempt(async () => {
		const given = view.given();
		if (!given || confirm.disabled) return;
		confirm.disabled = true; // nothing is sent twice
		const { session, phase, trial: number } = state;
		try {
			const next = await accepted(api.answer({ session, phase, trial: number, ...given, ...view.deck.listening }));
			view.deck.close();
			proceed(app, next, state);
		} finally {
			confirm.disabled = false;
		}
	});
	const confirm = button(test === 'mushra' ? 'Next' : 'Confirm', submit, { primary: true, disabled: true, class: 'primary confirm' });
	const missing = element('span', { class: 'missing' });
	view.onchange = () => {
		missing.textContent = view.missing();
		confirm.disabled = !view.given();
	};
	const bindings = [...view.keys, { keys: ['Enter'], text: confirm.textContent.toLowerCase(), run: submit }];

	show(title, { wide: test === 'mushra' },
		element('progress', { class: 'trials', 'aria-hidden': 'true', max: state.trials, value: state.trial - 1 }),
		state.feedback ? element('p', { class: `feedback ${state.feedback}` }, FEEDBACK[state.feedback]) : null,
		training ? paragraph('training',
			element('strong', {}, 'Training. '), 'This does not count. Try the buttons and set the volume.') : null,
		view.nodes,
		element('div', { class: 'actions' }, stopButton(app, state, view.deck), missing, confirm),
		keys.legend(bindings));
	keys.use(bindings);
	view.onchange();
	announce([state.feedback ? FEEDBACK[state.feedback] : '', title].join(' '));
	attempt(async () => {
		await view.deck.load();
		view.onchange();
	});
}

/** The state that an answer leads to, which a refusal may bring along as well: the answer was counted before. */
async function accepted(answer) {
	try {
		return await answer;
	} catch (error) {
		if (error.state) return error.state;
		throw error;
	}
}

function trainingOver(app, state) {
	keys.use([]);
	const page = app.program.test === 'mushra' ? 'page' : 'trial';
	const text = `From here on everything counts: ${count(state.trials, page)}.`;
	show('The training is over', {},
		state.feedback ? element('p', { class: `feedback ${state.feedback}` }, FEEDBACK[state.feedback]) : null,
		paragraph('lead', text),
		app.program.test === 'abx' ? element('p', {}, 'You will not be told whether you are right until the last trial is done.') : null,
		paragraph('actions', button('Begin the test', () => trial(app, { ...state, feedback: null }), { primary: true })));
	announce([state.feedback ? FEEDBACK[state.feedback] : '', 'The training is over.', text].join(' '));
}

/** The button that stops the test, and asks once before it does. */
function stopButton(app, state, deck) {
	const stop = () => attempt(async () => {
		const next = await accepted(api.abort(state.session));
		dialog.close();
		deck.close();
		proceed(app, next);
	});
	const dialog = element('dialog', { 'aria-labelledby': 'stop' },
		element('h2', { id: 'stop' }, 'Stop the test?'),
		element('p', {}, 'What you have answered stays in the log, but it will not count in the results.'),
		element('div', { class: 'actions' }, button('Go on', () => dialog.close()), button('Stop the test', stop, { primary: true })));
	return [button('Stop the test', () => dialog.showModal(), { class: 'quiet' }), dialog];
}

function stopped(app) {
	keys.use([]);
	show('The test was stopped', {},
		paragraph('lead', 'What was answered is kept in the log and marked as aborted. It does not count in the results.'),
		element('div', { class: 'actions' }, quitButton(), button('Another listener', () => begin(app.player), { primary: true })));
}

/** The button that ends the program. */
export function quitButton() {
	const quit = () => attempt(async () => {
		await api.quit();
		keys.use([]);
		show('sigconv has ended', {}, paragraph('lead', 'You can close this page.'));
	});
	return button('Quit sigconv', quit);
}
