import { describe, expect, it } from 'vitest';
import { addDays, addMonths, isDate, monthOf, weekday, weekOf } from './dates';
import { makeZone, minuteOf, timeOf, type Zone } from './zone';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const at = (text: string) => Date.parse(text);
const show = (zone: Zone, instant: number) => {
  const { date, minute } = zone.wall(instant);
  return `${date} ${timeOf(minute)}`;
};

// Zones with clocks moved at night and at midnight, by an hour and by half of
// one, on either half of the globe, and zones where they stand still.
const changes: [zone: string, days: string[]][] = [
  ['America/New_York', ['2026-03-08', '2026-11-01']],
  ['Europe/London', ['2026-03-29', '2026-10-25']],
  ['Australia/Lord_Howe', ['2026-04-05', '2026-10-04']],
  ['America/Sao_Paulo', ['2018-02-18', '2018-11-04']],
  ['America/Havana', ['2026-03-08', '2026-11-01']],
  ['Asia/Tokyo', ['2026-03-29']],
  ['Asia/Kathmandu', ['2026-03-29']],
];

describe.each(changes)('the clocks of %s', (name, days) => {
  const zone = makeZone(name);
  const around = days.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]);

  it('agree with the browser at every quarter of an hour', () => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'short' });
    for (const day of around) {
      for (let quarter = 0; quarter < 96; quarter++) {
        const instant = at(`${day}T00:00:00Z`) + quarter * 15 * minuteMs;
        expect(show(zone, instant)).toBe(format.format(instant));
      }
    }
  });

  it('find the way back from what they show, to the first time they show it', () => {
    for (const day of around) {
      for (let quarter = 0; quarter < 96; quarter++) {
        const instant = at(`${day}T00:00:00Z`) + quarter * 15 * minuteMs;
        const { date, minute } = zone.wall(instant);
        const all = zone.showings(date, minute);
        expect(all).toContain(instant);
        expect(zone.instant(date, minute)).toBe(Math.min(...all));
      }
    }
  });

  it('show no time three times, and only times that exist', () => {
    for (const day of around) {
      for (let minute = 0; minute < 1440; minute += 15) {
        const all = zone.showings(day, minute);
        expect(all.length).toBeLessThan(3);
        for (const instant of all) expect(zone.wall(instant)).toEqual({ date: day, minute });
      }
    }
  });

  it('begin every day when the one before ends', () => {
    for (const day of around) {
      const start = zone.startOf(day);
      expect(zone.wall(start).date).toBe(day);
      expect(zone.wall(start - minuteMs).date).toBe(addDays(day, -1));
    }
  });
});

describe('a day on which clocks are moved', () => {
  it('is an hour shorter in spring and an hour longer in autumn', () => {
    const zone = makeZone('America/New_York');
    const hours = (day: string) => (zone.startOf(addDays(day, 1)) - zone.startOf(day)) / hourMs;
    expect([hours('2026-03-08'), hours('2026-06-01'), hours('2026-11-01')]).toEqual([23, 24, 25]);
  });

  it('has half an hour more on Lord Howe', () => {
    const zone = makeZone('Australia/Lord_Howe');
    expect((zone.startOf('2026-04-06') - zone.startOf('2026-04-05')) / hourMs).toBe(24.5);
  });

  it('reads a time that is left out as if the clocks had not been moved', () => {
    const zone = makeZone('America/New_York');
    expect(zone.showings('2026-03-08', 150)).toEqual([]);
    expect(show(zone, zone.instant('2026-03-08', 150))).toBe('2026-03-08 03:30');
    const london = makeZone('Europe/London');
    expect(show(london, london.instant('2026-03-29', 90))).toBe('2026-03-29 02:30');
  });

  it('means the first of a time that is shown twice', () => {
    const zone = makeZone('Europe/London');
    expect(zone.showings('2026-10-25', 90)).toEqual([at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')]);
    expect(zone.instant('2026-10-25', 90)).toBe(at('2026-10-25T00:30:00Z'));
  });

  it('begins at one where midnight is left out', () => {
    const zone = makeZone('America/Sao_Paulo');
    expect(show(zone, zone.startOf('2018-11-04'))).toBe('2018-11-04 01:00');
  });
});

describe('dates', () => {
  it('know what exists', () => {
    expect(['2026-02-28', '2026-02-30', '2026-2-1', '', null].map(isDate)).toEqual([true, false, false, false, false]);
  });

  it('keep to the last day of a shorter month', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
  });

  it('stand in weeks that begin where the reader expects', () => {
    expect(weekday('2026-12-06')).toBe(7);
    expect(weekOf('2026-12-06', 1)[0]).toBe('2026-11-30');
    expect(weekOf('2026-12-06', 7)[0]).toBe('2026-12-06');
  });

  it('fill a month with whole weeks, and with no week that is not its own', () => {
    for (let month = 1; month <= 12; month++) {
      for (const first of [1, 6, 7]) {
        const name = `2026-${String(month).padStart(2, '0')}`;
        const weeks = monthOf(`${name}-15`, first);
        expect(weeks.every((week) => week.length === 7 && week.some((d) => d.startsWith(name)))).toBe(true);
        expect(weeks.flat().filter((d) => d.startsWith(name)).at(-1)?.slice(8)).toBe(addDays(addMonths(`${name}-01`, 1), -1).slice(8));
      }
    }
  });

  it('read times of the day', () => {
    expect([minuteOf('09:30'), minuteOf('24:00'), minuteOf('24:01'), minuteOf('9:75'), minuteOf('')]).toEqual([570, 1440, undefined, undefined, undefined]);
    expect(timeOf(570)).toBe('09:30');
  });
});
