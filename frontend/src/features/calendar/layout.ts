import type { Appointment } from '../../api/appointments';
import { addDays } from './dates';
import type { Zone } from './zone';

// Where things stand in a column of the calendar. Positions are in minutes from
// the top of a day.

const minuteMs = 60_000;
const hour = 60;
/** Nothing is drawn lower than this, so that it can be read and pressed. */
const heightMin = 15;
/** The hours that are shown where nobody says which. */
const usual: Range = { from: 8 * hour, to: 20 * hour };

export interface Range {
  from: number;
  to: number;
}

export interface Tick {
  at: number;
  /** The instant at which it stands on the given day. */
  instant: number;
}

/** The scale along the days that stand side by side. */
export interface Axis {
  length: number;
  /** Where an instant stands on its day. */
  at: (date: string, instant: number) => number;
  /** Where a span stands on a day; nothing if it does not meet it. */
  span: (date: string, start: number, end: number) => Range | undefined;
  /** What is meant by a position. */
  instant: (date: string, at: number) => number;
  /** Every full hour that is shown. */
  ticks: (date: string) => Tick[];
}

/** A single day runs as time does: on a day on which clocks are moved it is an
 * hour longer or shorter, and hours that are shown twice stand there twice. */
export function dayAxis(zone: Zone, day: string): Axis {
  const start = zone.startOf(day);
  const length = Math.round((zone.startOf(addDays(day, 1)) - start) / minuteMs);
  const at = (_: string, instant: number) => Math.min(length, Math.max(0, (instant - start) / minuteMs));
  return {
    length,
    at,
    span: (date, from, to) => spanOf(at(date, from), at(date, to)),
    instant: (_, position) => start + position * minuteMs,
    ticks: () => {
      const ticks: Tick[] = [];
      for (let position = 0; position < length; position += 15) {
        const instant = start + position * minuteMs;
        if (zone.wall(instant).minute % hour === 0) ticks.push({ at: position, instant });
      }
      return ticks;
    },
  };
}

/** Several days share what clocks show. Of an hour that is shown twice, both
 * stand on the same place. */
export function clockAxis(zone: Zone): Axis {
  const length = 24 * hour;
  const at = (date: string, instant: number) => {
    const wall = zone.wall(instant);
    return wall.date < date ? 0 : wall.date > date ? length : wall.minute;
  };
  return {
    length,
    at,
    span: (date, from, to) => {
      const top = at(date, from);
      const bottom = at(date, to);
      // Over the moment at which clocks go back, the end would stand above the beginning.
      const turned = bottom <= top && zone.wall(from).date === date && zone.wall(to).date === date;
      return spanOf(top, turned ? Math.min(length, top + (to - from) / minuteMs) : bottom);
    },
    instant: (date, position) => zone.instant(date, position),
    ticks: (date) => Array.from({ length: 24 }, (_, h) => ({ at: h * hour, instant: zone.instant(date, h * hour) })),
  };
}

const spanOf = (from: number, to: number): Range | undefined => (to > from ? { from, to } : undefined);

/** The whole hours that hold all ranges. */
export function hull(ranges: Range[], length: number): Range {
  const all = ranges.length > 0 ? ranges : [usual];
  const from = Math.floor(Math.min(...all.map((r) => r.from)) / hour) * hour;
  const to = Math.ceil(Math.max(...all.map((r) => r.to)) / hour) * hour;
  return { from: Math.max(0, from), to: Math.min(length, Math.max(to, from + 4 * hour)) };
}

/** What stands on one place: a booking, or a session that several share. */
export interface Block extends Range {
  key: string;
  items: [Appointment, ...Appointment[]];
  /** Which of how many lanes side by side. */
  lane: number;
  lanes: number;
}

const sessionOf = (a: Appointment) => [a.service, a.staff, a.start, a.end, a.status === 'cancelled'].join('|');

/** Puts the bookings of a column side by side where they overlap. */
export function blocksOf(items: Appointment[], span: (a: Appointment) => Range | undefined): Block[] {
  const sessions = new Map<string, Block>();
  for (const item of items) {
    const key = sessionOf(item);
    const known = sessions.get(key);
    if (known) known.items.push(item);
    const range = known ? undefined : span(item);
    if (range) sessions.set(key, { key, items: [item], from: range.from, to: Math.max(range.to, range.from + heightMin), lane: 0, lanes: 1 });
  }
  return inLanes([...sessions.values()].sort((a, b) => a.from - b.from || b.to - a.to));
}

// Blocks that touch each other, if only through a third one, share their width.
function inLanes(blocks: Block[]): Block[] {
  let group: Block[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const block of group) block.lanes = ends.length;
    group = [];
    ends = [];
  };
  for (const block of blocks) {
    if (ends.every((end) => end <= block.from)) close();
    const free = ends.findIndex((end) => end <= block.from);
    block.lane = free < 0 ? ends.length : free;
    ends[block.lane] = block.to;
    group.push(block);
  }
  close();
  return blocks;
}

/** Whether a booking takes its time, as far as the panel can know. */
export function isLive(a: Appointment, now: number): boolean {
  if (a.status === 'held') return a.expiresAt === undefined || Date.parse(a.expiresAt) > now;
  return a.status !== 'cancelled';
}

/** Whether a booking can be given another time. */
export const canMove = (a: Appointment) => a.status === 'held' || a.status === 'confirmed';

/** Whether it can be given another length: not where it consists of parts, or
 * where others can come to the same session. */
export const canResize = (a: Appointment, capacity: number) => canMove(a) && !a.hasParts && capacity <= 1;

/** How long a booking takes, in milliseconds. */
export const lengthOf = (a: Appointment) => Date.parse(a.end) - Date.parse(a.start);

/** Where a booking would be put. */
export interface Target {
  start: number;
  /** Where it would end; as long after its start as it is now if that is not said. */
  end?: number;
  staff: string;
  /** Whether others of its service may have the very same time. */
  shared: boolean;
}

/** The bookings that would be in the way if one were moved, buffers included.
 * The server has the last word: it knows of waiting, rooms and other calendars. */
export function inTheWay(items: Appointment[], moved: Appointment, { start, end = start + lengthOf(moved), staff, shared }: Target, now: number): Appointment[] {
  const from = start - moved.bufferBeforeMinutes * minuteMs;
  const to = end + moved.bufferAfterMinutes * minuteMs;
  return items.filter((other) => {
    if (other.id === moved.id || other.staff !== staff || !isLive(other, now)) return false;
    const otherStart = Date.parse(other.start);
    const otherEnd = Date.parse(other.end);
    if (shared && other.service === moved.service && otherStart === start && otherEnd === end) return false;
    return otherStart - other.bufferBeforeMinutes * minuteMs < to && from < otherEnd + other.bufferAfterMinutes * minuteMs;
  });
}
