/** The second half of the pairs against the screen and the judge. */
import { test } from 'vitest';
import { HALF_LIMIT, holdsFor } from './gate-half.ts';

test('the gate is red exactly if the server is wrong', () => holdsFor('second'), HALF_LIMIT);
