/** The results: first in plain words, then in tables. */

import * as api from './api.js';
import { ratings } from './drawing.js';
import { button, element, show } from './elements.js';
import * as keys from './keys.js';
import { begin } from './main.js';
import { quitButton } from './session.js';
import { chance, count } from './words.js';

export async function showResults(app, state) {
	const report = await api.results();
	keys.use([]);
	show('Results', { wide: report.test === 'mushra' },
		report.test === 'mushra' ? mushra(report.mushra) : report.comparisons.map((comparison) => compared(report, comparison, state)),
		report.notes.map((text) => element('p', { class: 'note' }, text)),
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
	const hits = (row) => (abx ? row.correct : row.first);
	const yours = listeners.find(({ listener }) => listener === state.listener);
	const alone = listeners.length === 1 && listeners[0].sessions === 1;
	const row = (name, part) => [name, `${hits(part)} of ${part.trials}`, share(part), interval(part), chance(part.p)];
	return element('section', { class: 'comparison' },
		element('h2', {}, `${a} and ${b}`),
		element('p', { class: 'lead' }, (abx ? abxSentence : abSentence)(comparison, report, alone)),
		!alone && yours ? element('p', {}, `You: ${hits(yours)} of ${yours.trials}${abx ? ' right' : ` for ${a}`} in ${count(yours.sessions, 'session')}.`) : null,
		table(['Listener', abx ? 'Right' : `For ${a}`, 'Share', '95 % interval', abx ? 'Chance by guessing' : 'Chance without preference'], [
			...listeners.map((part) => row(part.listener, part)),
			...(listeners.length > 1 ? [row('All together', comparison)] : []),
		]));
}

function abxSentence({ a, b, correct, trials, p, p_holm: holm, significant }, report, alone) {
	const who = alone ? 'You' : 'The listeners together';
	return [
		`${correct} of ${trials} right. Guessing does that or better with a chance of ${chance(p)}${corrected(report, p, holm)}.`,
		significant ? `${who} heard a difference.` : `That is no evidence that ${a} and ${b} can be told apart, and no proof that they cannot.`,
	].join(' ');
}

function abSentence({ a, b, first, trials, p, p_holm: holm, significant }, report, alone) {
	const [preferred, times] = 2 * first >= trials ? [a, first] : [b, trials - first];
	return [
		`${times} of ${trials} times for ${preferred}. Without a preference, that many or more for the same one have a chance of ${chance(p)}${corrected(report, p, holm)}.`,
		significant ? `${alone ? 'You preferred' : 'The listeners preferred'} ${preferred}.` : 'That is no evidence of a preference.',
	].join(' ');
}

function corrected({ comparisons }, p, holm) {
	return comparisons.length > 1 && holm !== p ? ` (${chance(holm)} when all ${comparisons.length} comparisons are taken into account)` : '';
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
		element('p', { class: 'lead' }, `Mean ratings: ${best.map(({ condition, mean }) => `${condition} ${mean.toFixed(0)}`).join(', ')}.`),
		rated('All listeners', before),
		dropped.length ? [
			rated('Without the listeners who missed the reference or the anchor', after),
			element('ul', {}, dropped.map(({ listener, why }) => element('li', {}, `${listener}: ${why}`))),
		] : element('p', { class: 'note' }, 'No listener had to be left out.'),
		pairs.length ? [element('h2', {}, 'Differences between pairs'), table(['Pair', 'n', 'p', 'p corrected (Holm)', 'Different'], pairs.map((pair) =>
			[`${pair.a} and ${pair.b}`, pair.n, chance(pair.p), chance(pair.p_holm), pair.significant ? 'yes' : 'not shown']))] : null,
	];
}

function rated(title, conditions) {
	const number = (value) => (value == null ? '–' : value.toFixed(1));
	const row = (part) => [part.condition, ratings(part), part.n, number(part.mean), `${number(part.ci_low)} – ${number(part.ci_high)}`, number(part.median), `${number(part.q1)} – ${number(part.q3)}`];
	return element('section', {}, element('h2', {}, title),
		table(['Version', '0 to 100', 'n', 'Mean', '95 % interval', 'Median', 'Quartiles'], conditions.map(row)),
		element('p', { class: 'note' }, 'The bar goes from quartile to quartile with a line at the median; the dot is the mean, with its confidence interval.'));
}

function sessions(all) {
	const row = ({ file, listener, started, state, answers, commitment_holds: holds }) =>
		[listener, new Date(started).toLocaleString(), state, answers, holds == null ? '–' : holds ? 'as committed' : 'NOT as committed', file];
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
