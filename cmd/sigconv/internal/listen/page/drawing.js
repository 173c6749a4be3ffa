/** What is drawn: rulers, waveforms and the chart of ratings. Colours come from the style sheet. */

import { element, svg } from './elements.js';

/** A ruler in seconds, with at most about ten numbers. */
export function ruler(seconds) {
	const power = 10 ** Math.floor(Math.log10(seconds / 10));
	const step = [1, 2, 5, 10].map((n) => n * power).find((n) => seconds / n <= 10);
	const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
	const node = element('div', { class: 'ruler', 'aria-hidden': 'true' });
	for (let i = 0; i * step <= seconds * 0.97; i++) {
		const tick = element('span', {}, i === 0 ? '0 s' : (i * step).toFixed(digits));
		tick.style.left = `${(100 * i * step) / seconds}%`;
		node.append(tick);
	}
	return node;
}

/** A waveform: its lowest and highest sample in each of equal stretches, on the scale ±1. */
export function waveform({ name, low, high }) {
	const thin = 0.004; // silence is a line still
	const upper = high.map((value, i) => `${i},${(-Math.max(value, thin)).toFixed(4)}`);
	const lower = low.map((value, i) => `${i},${(-Math.min(value, -thin)).toFixed(4)}`).reverse();
	const frame = { viewBox: `0 -1 ${high.length - 1} 2`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `Waveform of ${name}` };
	return svg('svg', frame, svg('path', { d: `M${upper.join('L')}L${lower.join('L')}Z` }));
}

/**
 * The ratings of one condition on a scale from 0 to 100: a box from quartile to quartile with the median, and the mean with
 * its confidence interval.
 */
export function ratings({ mean, ci_low: low, ci_high: high, median, q1, q3 }) {
	if (mean == null) return null; // nobody's ratings are left
	const mark = (name, from, to = null) => {
		const node = element('span', { class: name });
		node.style.left = `${from}%`;
		if (to !== null) node.style.width = `${to - from}%`;
		return node;
	};
	const marks = [mark('box', q1, q3), mark('median', median)];
	if (low != null && high != null) marks.push(mark('interval', Math.max(0, low), Math.min(100, high)));
	return element('div', { class: 'ratings', 'aria-hidden': 'true' }, marks, mark('mean', mean));
}
