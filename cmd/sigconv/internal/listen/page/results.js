/** The results: first in plain words, then in tables. */

import * as api from './api.js';
import { ratings } from './drawing.js';
import { button, element, paragraph, show } from './elements.js';
import * as keys from './keys.js';
import { begin } from './main.js';
import { quitButton } from './session.js';
import { chance, count } from './words.js';

export async function showResults(app, state) {
	const report = await api.results();
	keys.use([]);
	show('Results', { wide: report.test === 'mushra' },
		report.test === 'mushra' ? mushra(report.mushra) : report.comparisons.map((comparison) => compared(report, comparison, state)),
		report.notes.map((text) => paragraph('note', text)),
		sessions(report.sessions),
		element('p', { class: 'links' },
			element('a', { href: 'results.csv', download: 'results.csv' }, 'Results as CSV'), ' ',
			element('a', { href: 'results.json', download: 'results.json' }, 'Results as JSON')),
		element('div', { class: 'actions' }, quitButton(), button('Another listener', () => begin(app.player), { primary: true })));
}

/** One comparison of ABX or AB: a sentence, and how every listener did. */
function compared(report, comparison, state) {
	const abx = report.test === 'abx';
	const { a, b, listeners } = comparison;
	const what = abx ? 'right' : `for ${a}`;
	const hits = (row) => (abx ? row.correct : row.first);
	const yours = listeners.find(({ listener }) => listener === state.listener);
	const alone = listeners.length === 1 && listeners[0].sessions === 1;
	const row = (name, part) => [name, `${hits(part)} of ${part.trials}`, share(part), interval(part), chance(part.p)];
	return element('section', { class: 'comparison' },
		element('h2', {}, `${a} and ${b}`),
		paragraph('lead', (abx ? abxSentence : abSentence)(comparison, report, alone)),
		alone || !yours ? null
			: element('p', {}, `You: ${hits(yours)} of ${yours.trials} ${what} in ${count(yours.sessions, 'session')}.`),
		table(['Listener', what, 'Share', '95 % interval', abx ? 'Chance by guessing' : 'Chance without preference'], [
			...listeners.map((part) => row(part.listener, part)),
			...(listeners.length > 1 ? [row('All together', comparison)] : []),
		]));
}

function abxSentence({ a, b, correct, trials, p, p_holm: holm, significant }, report, alone) {
	const who = alone ? 'You' : 'The listeners together';
	return [
		`${correct} of ${trials} right. Guessing does that or better with a chance of ${chance(p)}${corrected(report, p, holm)}.`,
		significant ? `${who} heard a difference.`
			: `That is no evidence that ${a} and ${b} can be told apart, and no proof that they cannot.`,
	].join(' ');
}

function abSentence({ a, b, first, trials, p, p_holm: holm, significant }, report, alone) {
	const [preferred, times] = 2 * first >= trials ? [a, first] : [b, trials - first];
	return [
		`${times} of ${trials} times for ${preferred}.`,
		`Without a preference, that many or more for the same one have a chance of ${chance(p)}${corrected(report, p, holm)}.`,
		significant ? `${alone ? 'You preferred' : 'The listeners preferred'} ${preferred}.` : 'That is no evidence of a preference.',
	].join(' ');
}

function corrected({ comparisons }, p, holm) {
	const several = comparisons.length > 1 && holm !== p;
	return several ? ` (${chance(holm)} when all ${comparisons.length} comparisons are taken into account)` : '';
}

function share({ share: part, correct, first, trials }) {
	return `${Math.round(100 * (part ?? (correct ?? first) / trials))} %`;
}

function interval({ ci_low: low, ci_high: high }) {
	return low == null || high == null ? '–' : `${Math.round(100 * low)} – ${Math.round(100 * high)} %`;
}

function mushra({ before, after, dropped, pairs }) {
	const best = before.filter(({ mean }) => mean != null).sort((a, b) => b.mean - a.mean);
	return [
		paragraph('lead', `Mean ratings: ${best.map(({ condition, mean }) => `${condition} ${mean.toFixed(0)}`).join(', ')}.`),
		rated('All listeners', before),
		dropped.length ? leftOut(after, dropped) : paragraph('note', 'No listener had to be left out.'),
		pairs.some(({ n }) => n > 0) ? compareAll(pairs) : null,
	];
}

function compareAll(pairs) {
	const row = ({ a, b, n, p, p_holm: holm, significant }) => [`${a} and ${b}`, n, chance(p), chance(holm), significant ? 'yes' : 'not shown'];
	return element('section', {}, element('h2', {}, 'Differences between pairs'),
		table(['Pair', 'n', 'p', 'p corrected (Holm)', 'Different'], pairs.map(row)));
}

/** Who was left out and why, and what the others say. */
function leftOut(after, dropped) {
	return [
		element('section', {}, element('h2', {}, 'Left out'),
			element('ul', {}, dropped.map(({ listener, why }) => element('li', {}, `${listener}: ${why}.`)))),
		after.some(({ n }) => n > 0) ? rated('The other listeners', after) : element('p', {}, 'No other listener is left.'),
	];
}

function rated(title, conditions) {
	const number = (value) => (value == null ? '–' : value.toFixed(1));
	const range = (low, high) => (low == null || high == null ? '–' : `${number(low)} – ${number(high)}`);
	const row = (part) => [
		part.condition, ratings(part), part.n, number(part.mean), range(part.ci_low, part.ci_high),
		number(part.median), range(part.q1, part.q3),
	];
	return element('section', {}, element('h2', {}, title),
		table(['Version', '0 to 100', 'n', 'Mean', '95 % interval', 'Median', 'Quartiles'], conditions.map(row)),
		paragraph('note', 'The bar goes from quartile to quartile, with a line at the median; the dot is the mean in its interval.'));
}

function sessions(all) {
	const keysAre = (holds) => (holds == null ? '–' : holds ? 'as committed' : 'NOT as committed');
	const row = ({ file, listener, started, state, answers, commitment_holds: holds }) =>
		[listener, new Date(started).toLocaleString(), state, answers, keysAre(holds), file];
	return element('details', {}, element('summary', {}, `${count(all.length, 'session')} in the results folder`),
		table(['Listener', 'Started', 'State', 'Answers', 'Keys', 'File'], all.map(row)));
}

/** A table, which scrolls by itself where the page is too narrow. */
function table(head, rows) {
	return element('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': 'Table' }, element('table', {},
		element('thead', {}, element('tr', {}, head.map((text) => element('th', { scope: 'col' }, text)))),
		element('tbody', {}, rows.map(([first, ...rest]) =>
			element('tr', {}, element('th', { scope: 'row' }, first), rest.map((cell) => element('td', {}, cell)))))));
}
