import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { languageOf } from '../../i18n/languages';
import { makeZone, type Zone } from './zone';

const tickMs = 30_000;

/** The shop's clocks, and how times are written on them. */
export interface Clock {
  zone: Zone;
  /** A time of the day; where clocks show it twice, with its offset. */
  time: (instant: number) => string;
  range: (start: number, end: number) => string;
  /** A full hour, as short as can be. */
  hour: (instant: number) => string;
  /** A date with its day of the week. */
  day: (date: string) => string;
  shortDay: (date: string) => string;
  weekday: (date: string) => string;
  /** A number of a day within its month. */
  dayNumber: (date: string) => string;
  month: (date: string) => string;
  /** From one date to another. */
  days: (from: string, to: string) => string;
  dateTime: (instant: number) => string;
  /** The zone by its name and its offset at an instant. */
  zoneName: (instant: number) => string;
}

export function makeClock(language: string, name: string): Clock {
  const zone = makeZone(name);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  const time = format({ timeZone: name, hour: 'numeric', minute: '2-digit' });
  const exact = format({ timeZone: name, hour: 'numeric', minute: '2-digit', timeZoneName: 'shortOffset' });
  const hour = format({ timeZone: name, hour: 'numeric' });
  const dateTime = format({ timeZone: name, weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
  const offset = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'shortOffset' });
  const ofDate = (options: Intl.DateTimeFormatOptions) => {
    const f = format({ ...options, timeZone: 'UTC' });
    return (date: string) => f.format(Date.parse(`${date}T00:00:00Z`));
  };
  const span = format({ timeZone: 'UTC', dateStyle: languageOf(language) === 'en' ? 'medium' : 'long' });
  const within = format({ timeZone: 'UTC', month: 'long', day: 'numeric' });
  // Japanese ranges of days turn into figures, unlike single days: 2026/12/01～2026/12/04.
  const spanOf = (from: string, to: string) => {
    const ends = [from, to].map((date) => Date.parse(`${date}T00:00:00Z`)) as [number, number];
    if (languageOf(language) !== 'ja') return span.formatRange(...ends);
    const last = from.slice(0, 4) !== to.slice(0, 4) ? span.format(ends[1]) : from.slice(0, 7) !== to.slice(0, 7) ? within.format(ends[1]) : `${Number(to.slice(8))}日`;
    return `${span.format(ends[0])}～${last}`;
  };
  // Japanese ranges are spelled out, unlike single times: 10時00分～11時00分.
  const plain = (start: number, end: number) => (languageOf(language) === 'ja' ? `${time.format(start)}～${time.format(end)}` : time.formatRange(start, end));
  const twice = (instant: number) => {
    const { date, minute } = zone.wall(instant);
    return zone.showings(date, minute).length > 1;
  };
  return {
    zone,
    time: (instant) => (twice(instant) ? exact : time).format(instant),
    // Ranges leave out what both ends have in common, and so the offset.
    range: (start, end) => (twice(start) || twice(end) ? `${exact.format(start)} – ${exact.format(end)}` : plain(start, end)),
    hour: (instant) => hour.format(instant),
    day: ofDate({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }),
    shortDay: ofDate({ weekday: 'short', month: 'short', day: 'numeric' }),
    weekday: ofDate({ weekday: 'short' }),
    dayNumber: (date) => String(Number(date.slice(8))),
    month: ofDate({ year: 'numeric', month: 'long' }),
    days: spanOf,
    dateTime: (instant) => dateTime.format(instant),
    zoneName: (instant) => {
      const part = offset.formatToParts(instant).find((p) => p.type === 'timeZoneName');
      return `${name.replaceAll('_', ' ')} (${(part?.value ?? '').replace('-', '\u2212')})`;
    },
  };
}

export function useClock(): Clock {
  const { i18n } = useTranslation();
  const { shop } = useSession();
  return useMemo(() => makeClock(i18n.language, shop.timezone), [i18n.language, shop.timezone]);
}

/** The present, looked at again now and then. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
