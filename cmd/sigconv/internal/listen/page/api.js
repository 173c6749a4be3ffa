/** What the page asks of the server. All addresses are relative to the page's own, which holds the token. */

/** An answer other than success. state is the session's present state where the server sent one. */
export class Refusal extends Error {
	constructor(message, status, state = null) {
		super(message);
		this.status = status;
		this.state = state;
	}
}

const GONE = 'sigconv does not answer. Is it still running in its terminal? Answers that were confirmed are saved.';

async function request(address, options) {
	let response;
	try {
		response = await fetch(address, { cache: 'no-store', ...options });
	} catch {
		throw new Refusal(GONE, 0);
	}
	if (response.ok) return response;
	const body = await response.json().catch(() => ({}));
	throw new Refusal(body.error ?? `sigconv answered with error ${response.status}.`, response.status, body.phase ? body : null);
}

async function post(address, body) {
	const headers = { 'Content-Type': 'application/json' };
	const response = await request(address, { method: 'POST', headers, body: JSON.stringify(body) });
	return response.status === 204 ? null : response.json();
}

const get = async (address) => (await request(address)).json();

export const program = () => get('program.json');
export const results = () => get('results.json');
export const start = (listener) => post('start', { listener });
export const answer = (given) => post('answer', given);
export const abort = (session) => post('abort', { session });
export const quit = () => post('quit', {});

/**
 * Fetches a sound of a known size: little-endian float32 (as every machine with a browser has them), channel after channel.
 * @param {string} address
 * @param {number} length in samples, of all channels
 * @param {(bytes: number) => void} progress hears of every piece that came
 * @returns {Promise<Float32Array>}
 */
export async function sound(address, length, progress) {
	const response = await request(address);
	const bytes = new Uint8Array(4 * length);
	const reader = response.body.getReader();
	let filled = 0;
	try {
		for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
			bytes.set(piece.value, filled); // throws where there is more than was promised
			filled += piece.value.length;
			progress(piece.value.length);
		}
	} catch {
		throw new Refusal(GONE, 0);
	}
	if (filled !== bytes.length) throw new Refusal('A sound came with a wrong length.', 0);
	return new Float32Array(bytes.buffer);
}
