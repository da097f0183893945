import type { Status } from '../../api/appointments';
import type { Tone } from '../../ui/Tag';

const tones: Record<Status, Tone> = { held: 'warn', confirmed: 'good', completed: 'plain', no_show: 'bad', cancelled: 'quiet' };

export const toneOf = (status: Status): Tone => tones[status];
