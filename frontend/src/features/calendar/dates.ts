// Dates of a calendar without any zone, as text such as 2026-12-01. Their
// arithmetic is done in UTC, where every day has 24 hours.

const dayMs = 86_400_000;
const form = /^\d{4}-\d{2}-\d{2}$/;

const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Whether a text is a date that exists. */
export function isDate(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && form.test(text) && !Number.isNaN(utc(text)) && dateOf(utc(text)) === text;
}

export function addDays(date: string, days: number): string {
  return dateOf(utc(date) + days * dayMs);
}

/** The same day of another month, or its last one where that is shorter. */
export function addMonths(date: string, months: number): string {
  const first = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + months);
  const next = new Date(first);
  next.setUTCMonth(next.getUTCMonth() + 1);
  const last = Math.round((next.getTime() - first.getTime()) / dayMs);
  return addDays(dateOf(first.getTime()), Math.min(Number(date.slice(8)), last) - 1);
}

/** The day of the week, 1 for Monday to 7 for Sunday. */
export function weekday(date: string): number {
  return new Date(utc(date)).getUTCDay() || 7;
}

/** So many days from a date on, itself first. */
export function daysFrom(date: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => addDays(date, i));
}

/** The week of a date; firstDay is 1 for Monday to 7 for Sunday. */
export function weekOf(date: string, firstDay: number): string[] {
  return daysFrom(addDays(date, -((weekday(date) - firstDay + 7) % 7)), 7);
}

/** The whole weeks that a month touches. */
export function monthOf(date: string, firstDay: number): string[][] {
  const first = `${date.slice(0, 7)}-01`;
  const next = addMonths(first, 1);
  const weeks: string[][] = [];
  for (let day = first; ; day = addDays(day, 7)) {
    const week = weekOf(day, firstDay);
    if (week.every((d) => d >= next)) return weeks;
    weeks.push(week);
  }
}

/** The day on which weeks begin for readers of a language. */
export function firstDayOf(language: string): number {
  const locale = new Intl.Locale(language) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
  // Some browsers have the function, older ones the property, and some neither.
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
}
