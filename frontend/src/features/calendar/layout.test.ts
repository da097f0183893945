import { describe, expect, it } from 'vitest';
import type { Appointment } from '../../api/appointments';
import { appointment, member, week } from '../../test/bookings';
import { addDays } from './dates';
import { blocksOf, clockAxis, dayAxis, hull, inTheWay } from './layout';
import { refundNow } from './policy';
import { shiftsOf } from './shifts';
import { makeClock } from './useClock';
import { makeZone } from './zone';

const minuteMs = 60_000;
const at = (text: string) => Date.parse(text);

describe('the scale of a single day', () => {
  const zone = makeZone('Europe/London');

  it('has the hour that clocks show twice in it twice', () => {
    const axis = dayAxis(zone, '2026-10-25');
    const hours = axis.ticks('2026-10-25').map((tick) => zone.wall(tick.instant).minute / 60);
    expect(hours.slice(0, 5)).toEqual([0, 1, 1, 2, 3]);
    expect(axis.length).toBe(25 * 60);
  });

  it('leaves out the hour that clocks leave out', () => {
    const hours = dayAxis(zone, '2026-03-29').ticks('2026-03-29').map((tick) => zone.wall(tick.instant).minute / 60);
    expect(hours.slice(0, 3)).toEqual([0, 2, 3]);
  });

  it('draws every booking as long as it takes, wherever clocks are moved', () => {
    for (const name of ['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo']) {
      for (const day of ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01']) {
        const axis = dayAxis(makeZone(name), day);
        const start = makeZone(name).startOf(day);
        for (let minute = 0; minute + 45 <= axis.length; minute += 15) {
          const from = start + minute * minuteMs;
          const span = axis.span(day, from, from + 45 * minuteMs);
          expect(span).toEqual({ from: minute, to: minute + 45 });
          expect(axis.instant(day, minute)).toBe(from);
        }
      }
    }
  });

  it('cuts what reaches over midnight', () => {
    const axis = dayAxis(zone, '2026-12-01');
    expect(axis.span('2026-12-01', at('2026-11-30T23:00:00Z'), at('2026-12-01T01:00:00Z'))).toEqual({ from: 0, to: 60 });
    expect(axis.span('2026-12-01', at('2026-12-02T00:00:00Z'), at('2026-12-02T01:00:00Z'))).toBeUndefined();
  });
});

describe('the scale of several days', () => {
  const zone = makeZone('America/New_York');
  const axis = clockAxis(zone);

  it('is what clocks show', () => {
    expect(axis.span('2026-11-02', at('2026-11-02T14:00:00Z'), at('2026-11-02T15:00:00Z'))).toEqual({ from: 540, to: 600 });
    expect(axis.instant('2026-11-02', 540)).toBe(at('2026-11-02T14:00:00Z'));
  });

  it('never draws anything upside down while clocks go back', () => {
    for (let minute = 0; minute < 240; minute += 15) {
      const from = zone.startOf('2026-11-01') + minute * minuteMs;
      const span = axis.span('2026-11-01', from, from + 60 * minuteMs);
      expect(span && span.to > span.from).toBe(true);
    }
  });
});

describe('what stands side by side', () => {
  const span = (a: { start: string; end: string }) => ({ from: at(a.start) / minuteMs, to: at(a.end) / minuteMs });
  const one = (id: string, start: string, end: string, over = {}) => appointment({ id, start: `2026-12-01T${start}:00Z`, end: `2026-12-01T${end}:00Z`, service: id, ...over });

  it('shares its width only with what it overlaps', () => {
    const blocks = blocksOf([one('a', '09:00', '10:00'), one('b', '09:30', '10:30'), one('c', '10:00', '11:00'), one('d', '11:00', '12:00')], span);
    expect(blocks.map((b) => [b.items[0].id, b.lane, b.lanes])).toEqual([['a', 0, 2], ['b', 1, 2], ['c', 0, 2], ['d', 0, 1]]);
  });

  it('never lies on something else, for any number of bookings', () => {
    // A fixed sequence that jumps about enough.
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const items = Array.from({ length: 200 }, (_, i) => {
      const from = random(1200);
      const time = (minute: number) => new Date(at('2026-12-01T00:00:00Z') + minute * minuteMs).toISOString();
      return appointment({ id: String(i), service: String(i), start: time(from), end: time(from + 15 + random(120)) });
    });
    const blocks = blocksOf(items, span);
    expect(blocks).toHaveLength(200);
    for (const a of blocks) {
      expect(a.lane).toBeLessThan(a.lanes);
      for (const b of blocks) {
        if (a !== b && a.from < b.to && b.from < a.to) {
          expect(a.lanes).toBe(b.lanes);
          expect(a.lane).not.toBe(b.lane);
        }
      }
    }
  });

  it('is one block for all who come to a session', () => {
    const blocks = blocksOf([one('a', '09:00', '10:00', { service: 'yoga' }), one('b', '09:00', '10:00', { service: 'yoga' })], span);
    expect(blocks.map((b) => b.items.length)).toEqual([2]);
  });

  it('shows the hours somebody works or is booked, and usual ones for want of any', () => {
    expect(hull([{ from: 545, to: 1010 }], 1440)).toEqual({ from: 540, to: 1020 });
    expect(hull([], 1440)).toEqual({ from: 480, to: 1200 });
  });
});

describe('what is in the way of a move', () => {
  const now = at('2026-12-01T00:00:00Z');
  const moved = appointment({ id: 'm', start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z', bufferAfterMinutes: 10 });
  const other = appointment({ id: 'o', service: 'other', start: '2026-12-01T11:00:00Z', end: '2026-12-01T12:00:00Z', bufferBeforeMinutes: 5 });
  const blocked = (item: typeof other, start: string) => inTheWay([moved, item], moved, { start: at(start), staff: 's-1', shared: false }, now).length > 0;

  it('are other bookings of the same person with both buffers', () => {
    // Until 10:45, then ten minutes of its own and five of the other one.
    expect(blocked(other, '2026-12-01T09:45:00Z')).toBe(false);
    expect(blocked(other, '2026-12-01T09:46:00Z')).toBe(true);
    expect(blocked(other, '2026-12-01T12:00:00Z')).toBe(false);
    expect(blocked({ ...other, staff: 's-2' }, '2026-12-01T11:00:00Z')).toBe(false);
  });
});

describe('what is in the way of no move', () => {
  const now = at('2026-12-01T00:00:00Z');
  const moved = appointment({ id: 'm' });
  const clash = (other: Partial<Appointment>, shared = false) =>
    inTheWay([moved, appointment({ id: 'o', ...other })], moved, { start: at(moved.start), staff: 's-1', shared }, now);

  it('are the booking itself, cancelled ones and holds that are over', () => {
    expect(clash({})).toHaveLength(1);
    expect(clash({ status: 'cancelled' })).toEqual([]);
    expect(clash({ status: 'held', expiresAt: '2026-11-30T23:00:00Z' })).toEqual([]);
    expect(clash({ status: 'no_show' })).toHaveLength(1);
  });

  it('are others who come to the same session', () => {
    expect(clash({}, true)).toEqual([]);
    expect(clash({ service: 'other' }, true)).toHaveLength(1);
  });
});

describe('the hours that are shaded', () => {
  const zone = makeZone('Asia/Tokyo');
  const day = (date: string) => ({ start: zone.startOf(date), end: zone.startOf(addDays(date, 1)) });
  const hours = (some: { start: number; end: number }[]) => some.map((s) => makeClock('sv-SE', 'Asia/Tokyo').range(s.start, s.end));

  it('follow an override before a season and a season before the week', () => {
    const weekly = week({ tuesday: [{ from: '09:00', to: '17:00' }] });
    const season = { first: '2026-12-01', last: '2026-12-31', weekly: week({ tuesday: [{ from: '10:00', to: '15:00' }] }) };
    const some = (over: object) => hours(shiftsOf(member({ weekly, ...over }), zone, [], day('2026-12-01')));
    expect(some({})).toEqual(['09:00–17:00']);
    expect(some({ seasons: [season] })).toEqual(['10:00–15:00']);
    expect(some({ seasons: [season], overrides: [{ date: '2026-12-01', windows: [] }] })).toEqual([]);
  });

  it('reach over midnight, and end where time off begins', () => {
    const weekly = week({ monday: [{ from: '22:00', to: '02:00' }] });
    expect(hours(shiftsOf(member({ weekly }), zone, [], day('2026-12-01')))).toEqual(['00:00–02:00']);
    const timeOff = [{ from: '2026-12-01T01:00', to: '2026-12-01T09:00' }];
    expect(hours(shiftsOf(member({ weekly, timeOff }), zone, [], day('2026-12-01')))).toEqual(['00:00–01:00']);
  });

  it('are those of the clocks of whoever works', () => {
    const weekly = week({ tuesday: [{ from: '09:00', to: '17:00' }] });
    expect(hours(shiftsOf(member({ weekly, zone: 'Asia/Shanghai' }), zone, [], day('2026-12-01')))).toEqual(['10:00–18:00']);
  });

  it('are none on a closed date', () => {
    expect(shiftsOf(member({ weekly: week({ tuesday: [{ from: '09:00', to: '17:00' }] }) }), zone, ['2026-12-01'], day('2026-12-01'))).toEqual([]);
  });
});

describe('a policy', () => {
  const policy = [{ hoursBefore: 48, percent: 100 }, { hoursBefore: 24, percent: 50 }];
  const start = at('2026-12-03T12:00:00Z');

  it('gives back by the first step for which there is time enough, half up', () => {
    const back = (now: string) => refundNow(policy, 5_001, start, at(now));
    expect([back('2026-12-01T12:00:00Z'), back('2026-12-01T12:00:01Z'), back('2026-12-02T12:00:00Z'), back('2026-12-02T12:00:01Z')]).toEqual([5_001, 2_501, 2_501, 0]);
  });
});

describe('the words for a time', () => {
  it('tell apart what clocks show twice', () => {
    const clock = makeClock('en', 'Europe/London');
    expect(clock.time(at('2026-10-25T00:30:00Z'))).not.toBe(clock.time(at('2026-10-25T01:30:00Z')));
    expect(clock.time(at('2026-10-25T12:00:00Z'))).toBe('12:00 PM');
  });

  it('spell days out in Japanese, from one to another as well', () => {
    const { days } = makeClock('ja', 'Asia/Tokyo');
    expect([days('2026-12-01', '2026-12-04'), days('2026-11-30', '2026-12-04'), days('2026-12-28', '2027-01-03')]).toEqual([
      '2026年12月1日～4日', '2026年11月30日～12月4日', '2026年12月28日～2027年1月3日',
    ]);
  });

  it('name the zone with the offset of the day', () => {
    expect(makeClock('en', 'America/New_York').zoneName(at('2026-12-01T00:00:00Z'))).toBe('America/New York (GMT−5)');
  });
});
