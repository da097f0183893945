import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, ScrollRestoration, useLocation, useNavigate, useNavigation } from 'react-router';
import { host } from '../api/host';
import { sessionQuery } from '../api/session';
import { Note } from '../ui/Note';
import { Problem } from '../ui/Problem';
import { HostNav, useHostNavigation } from './HostNav';
import { LanguageMenu } from './LanguageMenu';
import { groupOf, places } from './places';
import classes from './Shell.module.css';

/** The frame around every page: places to go, the language, one landmark for
 * the content. Pages wait here for the session, so they may take it as given. */
export function Shell() {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  useHostNavigation(useNavigate());
  useHostProgress(useNavigation().state !== 'idle');
  return (
    <>
      <HostNav />
      <a href="#content" className={classes.skip}>
        {t('skip')}
      </a>
      <header className={classes.bar}>
        <Places />
        <LanguageMenu />
      </header>
      <main id="content" tabIndex={-1}>
        {session.isError && <Problem error={session.error} onRetry={() => void session.refetch()} />}
        {session.isSuccess && (
          <>
            <Upgraded running={session.data.version} />
            <Suspense>
              <Outlet />
            </Suspense>
          </>
        )}
      </main>
      <ScrollRestoration />
    </>
  );
}

// On a narrow screen the row scrolls, so the place one is at comes into sight.
function Places() {
  const { t } = useTranslation();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  return (
    <nav ref={nav} className={classes.nav} aria-label={t('nav.label')}>
      {inGroups.map(({ group, places: some }) => (
        <span key={some[0].to} role={group && 'group'} aria-label={group && t(`nav.${group}`)} className={group ? classes.group : classes.alone}>
          {some.map(({ to, name }) => (
            <NavLink key={to} to={to} end={to === '/'} className={classes.link}>
              {t(`nav.${name}`)}
            </NavLink>
          ))}
        </span>
      ))}
    </nav>
  );
}

type Place = (typeof places)[number];

/** Neighbours of one group together, all others by themselves. */
const inGroups = places.reduce<{ group?: 'bookings'; places: [Place, ...Place[]] }[]>((groups, place) => {
  const group = groupOf(place);
  const last = groups.at(-1);
  if (group && last?.group === group) last.places.push(place);
  else groups.push({ group, places: [place] });
  return groups;
}, []);

// A tab left open over an upgrade holds old code against a new server.
function Upgraded({ running }: { running: string }) {
  const { t } = useTranslation();
  const built = document.querySelector<HTMLMetaElement>('meta[name="clientele-version"]')?.content;
  if (!built || built.startsWith('__') || built === running) return null;
  return (
    <div className={classes.note}>
      <Note
        tone="info"
        action={
          <Button variant="default" onClick={() => location.reload()}>
            {t('reload')}
          </Button>
        }
      >
        {t('newVersion')}
      </Note>
    </div>
  );
}

function useHostProgress(busy: boolean) {
  useEffect(() => host()?.loading?.(busy), [busy]);
}
