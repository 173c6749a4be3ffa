/** The keyboard: which keys do what on the page that is shown, and the legend that says so. */

import { element } from './elements.js';

/**
 * @typedef {object} Binding
 * @property {string[]} keys as KeyboardEvent.key has them; letters in upper case
 * @property {string} [shown] how the legend draws them, if not as they are
 * @property {string} text what they do
 * @property {(key: string) => void} run
 */

let bindings = [];
let handled = ''; // the key that is down, if it was ours

/** Makes these the keys of the page. */
export function use(list) {
	bindings = list;
}

/** The legend of keys. */
export function legend(list) {
	const entries = list.map(({ keys, shown, text }) => element('div', {},
		element('dt', {}, (shown ? [shown] : keys).map((name) => element('kbd', {}, name === ' ' ? 'Space' : name))),
		element('dd', {}, text)));
	return element('section', { class: 'legend', 'aria-label': 'Keys' }, element('dl', {}, entries));
}

/** The letter or digit of a key, also where the layout writes in another script or has its digits under Shift. */
function nameOf(event) {
	if (/^[a-z0-9]$/i.test(event.key) || event.key.length > 1) return event.key.length > 1 ? event.key : event.key.toUpperCase();
	return /^(?:Key|Digit)(.)$/.exec(event.code)?.[1] ?? event.key;
}

/** What an element does with keys by itself goes before what the page does with them. */
function needs(target, name) {
	if (target.closest('dialog')) return true;
	if (name === ' ' && target.matches('[aria-pressed=true]')) return false; // the button of what plays: Space pauses
	if (target.matches('button, a, summary')) return name === 'Enter' || name === ' ';
	if (target.matches('[role=slider], [type=range]')) return name.startsWith('Arrow');
	if (target.matches('[type=checkbox]')) return name === ' ';
	return name === ' ' && target.matches('[type=radio]:not(:checked)'); // with arrows radio buttons go round: ← and → must not
}

document.addEventListener('keydown', (event) => {
	if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
	const name = nameOf(event);
	const binding = bindings.find(({ keys }) => keys.includes(name));
	if (!binding || needs(event.target, name)) return;
	event.preventDefault();
	handled = event.key;
	if (!event.repeat) binding.run(name);
});

// Firefox presses a focused button when Space goes up, whatever became of its going down.
document.addEventListener('keyup', (event) => {
	if (event.key === handled) event.preventDefault();
	handled = '';
});
