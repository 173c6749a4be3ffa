/** The page of sigconv listen: asks what there is to hear, and begins. */

import * as api from './api.js';
import { attempt } from './elements.js';
import { Player } from './player.js';
import { welcome } from './welcome.js';

/** Shows the first page; also what "another listener" comes back to. */
export function begin(player = null) {
	return attempt(async () => {
		const program = await api.program();
		welcome({ program, player: player ?? new Player(program) });
	});
}

begin();
