/** Numbers and plurals as they are read. */

/** A chance in per cent, with two digits that count: 3.8 %, 0.21 %. */
export function chance(p) {
	if (p < 1e-4) return 'less than 0.01 %';
	const percent = 100 * p;
	return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))} %`;
}

export function signed(value, digits = 1) {
	const text = Math.abs(value).toFixed(digits);
	if (Number(text) === 0) return text;
	return value < 0 ? `−${text}` : `+${text}`;
}

export function count(n, one, many = `${one}s`) {
	return `${n} ${n === 1 ? one : many}`;
}

/** How often something happens: 7 times out of 10. */
export function often(rate) {
	const tenths = Math.round(rate * 10);
	return Math.abs(rate * 10 - tenths) < 1e-9 ? `${count(tenths, 'time')} out of 10` : `in ${chance(rate)} of all trials`;
}

export function list(names) {
	return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
