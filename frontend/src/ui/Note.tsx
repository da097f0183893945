import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Note.module.css';

interface NoteProps {
  tone: 'info' | 'warn' | 'bad';
  title?: string;
  action?: ReactNode;
  children?: ReactNode;
}

/** A banner that stays: something the merchant should know or do. */
export function Note({ tone, title, action, children }: NoteProps) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={`${classes.note} ${classes[tone]}`} role={tone === 'info' ? 'note' : 'alert'}>
      <Icon size={18} stroke={1.6} aria-hidden className={classes.icon} />
      <div className={classes.body}>
        {title && <p className={classes.title}>{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
