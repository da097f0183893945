import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import type { Money, Text } from '../api/types';
import { languageOf } from '../i18n/languages';
import { formatMoney } from './money';

export interface Format {
  number: (n: number) => string;
  /** With a sign, for changes: +49, −20, 0. */
  signed: (n: number) => string;
  money: (m: Money) => string;
  /** An instant as a day of the shop's zone. */
  date: (instant: string) => string;
  dateTime: (instant: string) => string;
  /** A minute as clocks show it, without a zone, such as 2026-11-27T09:00. */
  clock: (minute: string) => string;
  /** A day without a zone, such as 2026-11-22. */
  day: (day: string, style?: 'short' | 'long') => string;
  /** How long ago or ahead an instant is, roughly. */
  relative: (instant: string, now?: number) => string;
  /** A month, such as 2026-11. */
  month: (month: string) => string;
  /** The name of a month, 1 for January. */
  monthName: (month: number) => string;
  /** A day of any year, such as a birthday. */
  monthDay: (month: number, day: number) => string;
  /** A share of one: 0.25 is 25%. */
  percent: (share: number) => string;
  duration: (seconds: number) => string;
  text: (t: Text) => string;
  /** The name of a language by its code, such as ja or pt-BR. */
  language: (code: string) => string;
}

const steps: [Intl.RelativeTimeFormatUnit & ('day' | 'hour' | 'minute' | 'second'), number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

function roughly(seconds: number) {
  const size = Math.abs(seconds);
  const [unit, length] = steps.find(([, l]) => size >= l) ?? (['second', 1] as const);
  return { unit, value: Math.trunc(seconds / length) };
}

// A year that has every day there can be.
const leapYear = 2024;

/** What is no code of a language stays as it is. */
function nameOf(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Everything that is written differently per language and per shop. */
export function makeFormat(language: string, timeZone: string): Format {
  const number = new Intl.NumberFormat(language);
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const shortDay = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const longDay = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', timeZone: 'UTC' });
  const monthName = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
  const monthDay = new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', timeZone: 'UTC' });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  // A real minus sign: it is as wide as the plus and as the digits.
  const minus = (s: string) => s.replace('-', '\u2212');
  return {
    number: (n) => minus(number.format(n)),
    signed: (n) => minus(signed.format(n)),
    money: (m) => minus(formatMoney(m, language)),
    date: (instant) => date.format(new Date(instant)),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    clock: (minute) => clock.format(new Date(`${minute}:00Z`)),
    day: (day, style = 'short') => (style === 'short' ? shortDay : longDay).format(new Date(`${day}T00:00:00Z`)),
    month: (m) => month.format(new Date(`${m}-01T00:00:00Z`)),
    monthName: (m) => monthName.format(Date.UTC(leapYear, m - 1, 1)),
    monthDay: (m, d) => monthDay.format(Date.UTC(leapYear, m - 1, d)),
    percent: (share) => minus(percent.format(share)),
    relative: (instant, now = Date.now()) => {
      const { unit, value } = roughly((new Date(instant).getTime() - now) / 1000);
      return relative.format(value, unit);
    },
    duration: (seconds) => {
      const { unit, value } = roughly(seconds);
      const written = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
      return languageOf(language) === 'ja' ? written.replace(/\s/, '') : written; // no space within our Japanese
    },
    text: (t) => t[languageOf(language)] || t.en,
    language: (code) => nameOf(code, language),
  };
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { shop } = useSession();
  return useMemo(() => makeFormat(i18n.language, shop.timezone), [i18n.language, shop.timezone]);
}
