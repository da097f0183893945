import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  /** One line under the title that says what the page is for. */
  intro?: ReactNode;
  /** Beside the title: a badge of the thing shown. */
  mark?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
  narrow?: boolean;
  /** As wide as the window, for what needs the room. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame of a page. After a change of address the title takes the focus,
 * so that a screen reader says where one has arrived. */
export function Page({ title, intro, mark, actions, back, narrow = false, wide = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  useEffect(() => {
    if (key !== 'default') heading.current?.focus({ preventScroll: true });
  }, [key]);
  return (
    <div className={[classes.page, narrow && classes.narrow, wide && classes.wide].filter(Boolean).join(' ')}>
      <title>{`${title} · Clientele`}</title>
      {back && (
        <Link to={back.to} className={classes.back}>
          <IconArrowLeft size={14} aria-hidden />
          {back.label}
        </Link>
      )}
      <header className={classes.head}>
        <div className={classes.titles}>
          <div className={classes.titleRow}>
            <h1 ref={heading} tabIndex={-1} className={classes.title}>
              {title}
            </h1>
            {mark}
          </div>
          {intro && <p className={classes.intro}>{intro}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  title?: string;
  intro?: ReactNode;
  actions?: ReactNode;
  /** Without inner padding, for tables and lists that reach the border. */
  flush?: boolean;
  children: ReactNode;
}

/** A bordered block of a page with its own heading. */
export function Section({ title, intro, actions, flush = false, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      {title && (
        <div className={classes.sectionHead}>
          <div>
            <h2 className={classes.sectionTitle}>{title}</h2>
            {intro && <p className={classes.sectionIntro}>{intro}</p>}
          </div>
          {actions}
        </div>
      )}
      <div className={flush ? undefined : classes.sectionBody}>{children}</div>
    </section>
  );
}

/** Shown where a list has nothing to show; says why and what would change it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p className={classes.emptyTitle}>{title}</p>
      {children && <p className="muted">{children}</p>}
      {action && <div className={classes.emptyAction}>{action}</div>}
    </div>
  );
}

/** Tells assistive technology that something loads, without moving anything. */
export function LoadingNote() {
  const { t } = useTranslation();
  return (
    <span role="status" className="visually-hidden">
      {t('loading')}
    </span>
  );
}
