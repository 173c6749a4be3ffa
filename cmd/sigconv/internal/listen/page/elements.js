/** Elements and the three places that every page has: its content, its alert and what screen readers are told. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element. An attribute that is a function listens ("onclick"), one that is false, null or undefined is left out,
 * true gives an empty one. Children are nodes, texts, or lists of them; null is left out.
 */
export function element(tag, attributes = {}, ...children) {
	return furnish(document.createElement(tag), attributes, children);
}

/** Makes an SVG element, as element does. */
export function svg(tag, attributes = {}, ...children) {
	return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(node, attributes, children) {
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === 'function') node.addEventListener(name.slice(2), value);
		else if (value !== false && value != null) node.setAttribute(name, value === true ? '' : value);
	}
	node.append(...children.flat(Infinity).filter((child) => child != null));
	return node;
}

/** Shows a page in place of the one before: a heading, which takes the focus, and what is below. */
export function show(title, { wide = false, heading = title } = {}, ...children) {
	const h1 = element('h1', { tabindex: -1 }, heading);
	const page = document.getElementById('page');
	page.classList.toggle('wide', wide);
	page.replaceChildren(h1, ...children.flat(Infinity).filter((child) => child != null));
	document.title = `${title} – sigconv listen`;
	calm();
	window.scrollTo(0, 0);
	h1.focus({ preventScroll: true });
}

/** Tells those who listen to a screen reader. */
export function announce(text) {
	document.getElementById('live').textContent = text;
}

/** Says what went wrong, with a button to try again where that makes sense. */
export function complain(error, again = null) {
	const retry = () => {
		calm();
		again();
	};
	const button = again && element('button', { type: 'button', onclick: retry }, 'Try again');
	document.getElementById('alert').replaceChildren(element('p', {}, error.message), button ?? '');
}

/** Takes a complaint back. */
export function calm() {
	document.getElementById('alert').replaceChildren();
}

/** A button; a primary one is what a page leads to. */
export function button(text, onclick, { primary = false, ...attributes } = {}) {
	return element('button', { type: 'button', class: primary && 'primary', onclick, ...attributes }, text);
}

/** A paragraph of a kind that the style sheet knows. */
export function paragraph(kind, ...children) {
	return element('p', { class: kind }, ...children);
}

/** A key as it is drawn in legends and on buttons; screen readers hear of keys from the legend alone. */
export function key(name) {
	return element('kbd', { 'aria-hidden': 'true' }, name);
}

/** Does something that may fail; then says so, and does it again when asked to. */
export async function attempt(action) {
	try {
		await action();
	} catch (error) {
		complain(error, () => attempt(action));
	}
}
