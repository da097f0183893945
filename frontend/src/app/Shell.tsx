import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigate, useNavigation } from 'react-router';
import { host } from '../api/host';
import { sessionQuery } from '../api/session';
import { Note } from '../ui/Note';
import { Problem } from '../ui/Problem';
import { HostNav, useHostNavigation } from './HostNav';
import { LanguageMenu } from './LanguageMenu';
import { inGroups, isAt, type Place } from './places';
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
      <header className={classes.head}>
        <Places />
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

// The first row has the groups, the second one the places of the group one is in.
function Places() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const here = inGroups.find(({ group, places: some }) => group && some.some((place) => isAt(pathname, place)));
  return (
    <>
      <div className={classes.bar}>
        <Row label={t('nav.label')}>
          {inGroups.map(({ group, places: [first] }) =>
            group ? (
              <Link key={group} to={first.to} className={classes.link} data-active={group === here?.group || undefined} aria-current={group === here?.group ? 'true' : undefined}>
                {t(`nav.${group}`)}
              </Link>
            ) : (
              <Entry key={first.to} place={first} />
            ),
          )}
        </Row>
        <LanguageMenu />
      </div>
      {here?.group && (
        <div className={classes.within}>
          <Row label={t(`nav.${here.group}`)}>
            {here.places.map((place) => (
              <Entry key={place.to} place={place} />
            ))}
          </Row>
        </div>
      )}
    </>
  );
}

function Entry({ place: { to, name } }: { place: Place }) {
  const { t } = useTranslation();
  return (
    <NavLink to={to} end={to === '/'} className={classes.link}>
      {t(`nav.${name}`)}
    </NavLink>
  );
}

// On a narrow screen a row scrolls, so the place one is at comes into sight.
function Row({ label, children }: { label: string; children: ReactNode }) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  return (
    <nav ref={nav} className={classes.row} aria-label={label}>
      {children}
    </nav>
  );
}

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
