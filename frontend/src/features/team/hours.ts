import type { StaffSettings } from '../../api/catalogue';

export type Week = StaffSettings['weekly'];
export type Day = keyof Week;
export type Hours = Week[Day];

/** The days in the order of the form, and as what the calendar of 1970 had them. */
export const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const satisfies readonly Day[];
const firstMonday = Date.UTC(1970, 0, 5);

/** The name of a day in a language. */
export function dayName(day: Day, language: string, style: 'long' | 'short' = 'long'): string {
  const at = new Date(firstMonday + days.indexOf(day) * 86_400_000);
  return new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' }).format(at);
}

export const emptyWeek = (): Week => ({ monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] });

export const usualWeek = (): Week => {
  const week = emptyWeek();
  for (const day of days.slice(0, 5)) week[day] = [{ from: '09:00', to: '17:00' }];
  return week;
};

/** A typed time of day as it is kept, such as 09:30; what is none stays as it is. */
export function tidyTime(text: string): string {
  const [, hours, minutes = '0'] = /^\s*(\d{1,2})(?:[:.]?(\d{2}))?\s*$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 24 || Number(minutes) > 59) return text;
  return `${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`;
}

const minutesOf = (time: string) => {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
};

const timeForm = /^\d{2}:\d{2}$/;

/** Whether hours that begin on a day end on the next. */
export const overnight = ({ from, to }: Hours[number]) => timeForm.test(from) && timeForm.test(to) && minutesOf(to) <= minutesOf(from);

/** The hours to suggest after others of the same day. */
export function nextHours(hours: Hours): Hours[number] {
  const last = hours.at(-1);
  if (!last || !timeForm.test(last.to) || minutesOf(last.to) > 21 * 60 || overnight(last)) return { from: '09:00', to: '17:00' };
  const at = (minutes: number) => tidyTime(`${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`);
  const from = minutesOf(last.to) + 60;
  return { from: at(from), to: at(Math.min(from + 120, 24 * 60)) };
}

/** A week in short: days with the same hours together. */
export function weekInShort(week: Week, language: string): string {
  const said = (hours: Hours) => hours.map((w) => `${w.from}–${w.to}`).join(', ');
  const groups: { from: Day; to: Day; hours: string }[] = [];
  for (const day of days) {
    const hours = said(week[day]);
    const last = groups.at(-1);
    if (last && last.hours === hours) last.to = day;
    else groups.push({ from: day, to: day, hours });
  }
  const name = (day: Day) => dayName(day, language, 'short');
  return groups
    .filter((g) => g.hours)
    .map((g) => `${g.from === g.to ? name(g.from) : `${name(g.from)}–${name(g.to)}`} ${g.hours}`)
    .join(' · ');
}
