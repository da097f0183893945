import { createElement, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type NavigateFunction, useLocation } from 'react-router';
import { inGroups, isAt } from './places';

/** The entries the store admin shows beside or above the app. They are data
 * for the host, so they are out of sight and out of the tab order here. The host
 * lists them flat, so a group is one entry; the panel's own menu leads on. The
 * host marks the entry whose address is shown: the group one is in has that of
 * the place one is at. */
export function HostNav() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return createElement(
    's-app-nav',
    null,
    inGroups.map(({ group, places: some }) => {
      const [first] = some;
      const { to } = some.find((place) => isAt(pathname, place)) ?? first;
      return createElement('s-link', { key: first.to, href: to, rel: to === '/' ? 'home' : undefined }, t(`nav.${group ?? first.name}`));
    }),
  );
}

/** Follows the host when one of its entries is pressed, without a reload. */
export function useHostNavigation(navigate: NavigateFunction) {
  useEffect(() => {
    const follow = (event: Event) => {
      const href = event.target instanceof Element ? event.target.getAttribute('href') : null;
      if (!href) return;
      const url = new URL(href, location.origin);
      if (url.origin !== location.origin) return;
      event.preventDefault();
      void navigate(url.pathname + url.search);
    };
    document.addEventListener('shopify:navigate', follow);
    return () => document.removeEventListener('shopify:navigate', follow);
  }, [navigate]);
}
