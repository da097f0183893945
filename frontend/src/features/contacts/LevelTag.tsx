import type { CSSProperties, ReactNode } from 'react';
import classes from './Contacts.module.css';

/** The name of a level beside its colour. The colour only repeats the name. */
export function LevelTag({ colour, children }: { colour: string; children: ReactNode }) {
  return (
    <span className={classes.level} style={{ '--level': colour } as CSSProperties}>
      {children}
    </span>
  );
}
