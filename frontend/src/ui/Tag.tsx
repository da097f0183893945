import type { ReactNode } from 'react';
import classes from './Tag.module.css';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'quiet';

/** A short word of state. The tone only repeats what the word says. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${classes.tag} ${classes[tone]}`}>{children}</span>;
}
