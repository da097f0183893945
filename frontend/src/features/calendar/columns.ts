import type { Appointment, Staff } from '../../api/appointments';
import { shiftsOf, type Span } from './shifts';
import { type Column, wholeDay } from './grid';
import type { View } from './useCalendar';
import type { Clock } from './useClock';
import type { Zone } from './zone';

interface Wanted {
  view: View;
  days: string[];
  items: Appointment[];
  staff: Staff[];
  closed: string[];
  /** Id of the one member who is shown; empty for all. */
  onlyStaff: string;
  clock: Clock;
}

/** The columns of a view: days, or everybody who works on one of them. */
export function columnsOf({ view, days, items, staff, closed, onlyStaff, clock }: Wanted): Column[] {
  const on = (day: string, some: Appointment[]) => {
    const { start, end } = wholeDay(clock, day);
    return some.filter((a) => Date.parse(a.start) < end && Date.parse(a.end) > start);
  };
  const shown = staff.filter((s) => (onlyStaff ? s.id === onlyStaff : true));
  const openOn = (day: string, some: Staff[]): Span[] | undefined =>
    some.length === 0 ? undefined : some.flatMap((s) => shiftsOf(s, clock.zone, closed, wholeDay(clock, day)));
  const enabled = shown.filter((s) => s.enabled);
  const [first = ''] = days;
  if (view !== 'resource' || staff.length === 0) {
    return days.map((day) => ({
      key: day,
      date: day,
      title: clock.shortDay(day),
      label: clock.day(day),
      items: on(day, items),
      open: openOn(day, enabled),
    }));
  }
  const today = on(first, items);
  return shown
    .filter((s) => s.enabled || today.some((a) => a.staff === s.id))
    .map((member) => ({
      key: member.id,
      date: first,
      title: member.name,
      label: member.name,
      staff: member,
      items: today.filter((a) => a.staff === member.id),
      open: openOn(first, [member]),
    }));
}

/** Bookings by the day of the shop on which they begin. */
export function itemsByDay(items: Appointment[], zone: Zone): Map<string, Appointment[]> {
  const days = new Map<string, Appointment[]>();
  for (const item of items) {
    const { date } = zone.wall(Date.parse(item.start));
    days.set(date, [...(days.get(date) ?? []), item]);
  }
  return days;
}
