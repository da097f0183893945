import { createElement, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { NavigateFunction } from 'react-router';
import { places } from './places';

/** The entries the store admin shows beside or above the app. They are data
 * for the host, so they are out of sight and out of the tab order here. */
export function HostNav() {
  const { t } = useTranslation();
  return createElement(
    's-app-nav',
    null,
    places.map(({ to, name }) =>
      createElement('s-link', { key: to, href: to, rel: to === '/' ? 'home' : undefined }, t(`nav.${name}`)),
    ),
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
