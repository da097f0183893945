import type { Place, Staff, Weekly } from '../../api/appointments';
import { addDays, weekday } from './dates';
import { makeZone, minuteOf, type Zone } from './zone';

// When people work, for shading the calendar. Whether a time can be booked is
// decided by the server alone.

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const dayMinutes = 1440;

/** Instants from one up to another. */
export interface Span {
  start: number;
  end: number;
}

type Window = Weekly['monday'][number];

const onDay = (weekly: Weekly, date: string): Window[] => weekly[weekdays[weekday(date) - 1] ?? 'monday'];

/** The hours that begin on a date: of an override, else of a season, else of the week. */
function windowsOn(member: Staff, date: string): Window[] {
  const override = member.overrides.find((o) => o.date === date);
  if (override) return override.windows;
  const season = member.seasons.find((s) => s.first <= date && date <= s.last);
  return onDay(season ? season.weekly : member.weekly, date);
}

// A zone remembers what it worked out, so each is made once.
const zones = new Map<string, Zone>();
const zoneNamed = (name: string): Zone => {
  const zone = zones.get(name) ?? makeZone(name);
  zones.set(name, zone);
  return zone;
};

/** Staff with the zones of their clocks: their own, else that of where they work. */
export const withZones = (staff: Staff[], places: Place[]): Staff[] =>
  staff.map((member) => ({ ...member, zone: member.zone || places.find((p) => p.id === member.location)?.zone || '' }));

/** When somebody works between two instants, by their own clocks, apart from
 * the shop's closed dates. */
export function shiftsOf(member: Staff, shop: Zone, closed: string[], within: Span): Span[] {
  const zone = member.zone && member.zone !== shop.name ? zoneNamed(member.zone) : shop;
  const spans: Span[] = [];
  // The night before may reach into the first day.
  for (let date = addDays(zone.wall(within.start).date, -1); zone.startOf(date) < within.end; date = addDays(date, 1)) {
    if (closed.includes(date)) continue;
    for (const window of windowsOn(member, date)) {
      const from = minuteOf(window.from);
      const to = minuteOf(window.to);
      if (from === undefined || to === undefined) continue;
      const end = to === dayMinutes ? zone.startOf(addDays(date, 1)) : zone.instant(to <= from ? addDays(date, 1) : date, to);
      spans.push({ start: zone.instant(date, from), end });
    }
  }
  return without(spans, member.timeOff.map((off) => localSpan(zone, off)).filter((s) => s !== undefined))
    .map((s) => ({ start: Math.max(s.start, within.start), end: Math.min(s.end, within.end) }))
    .filter((s) => s.end > s.start);
}

/** Time off is written as clocks show it, such as 2026-12-24T13:00. */
function localSpan(zone: Zone, { from, to }: Window): Span | undefined {
  const read = (text: string) => {
    const minute = minuteOf(text.slice(11, 16));
    return minute === undefined ? undefined : zone.instant(text.slice(0, 10), minute);
  };
  const start = read(from);
  const end = read(to);
  return start !== undefined && end !== undefined ? { start, end } : undefined;
}

function without(spans: Span[], holes: Span[]): Span[] {
  return holes.reduce(
    (left, hole) =>
      left.flatMap((s) =>
        hole.end <= s.start || s.end <= hole.start
          ? [s]
          : [
              { start: s.start, end: hole.start },
              { start: hole.end, end: s.end },
            ].filter((part) => part.end > part.start),
      ),
    spans,
  );
}
