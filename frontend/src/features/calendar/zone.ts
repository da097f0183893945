// The clocks of a zone, whatever the zone of the browser. Instants are
// milliseconds since 1970, as Date.now() has them.

const minuteMs = 60_000;
const dayMs = 86_400_000;
// Clocks are only ever moved at a quarter of an hour.
const quarterMs = 900_000;
const rememberedMax = 20_000;

/** What clocks show: a date such as 2026-12-01 and the minute of that day. */
export interface Wall {
  date: string;
  minute: number;
}

export interface Zone {
  /** IANA name. */
  name: string;
  /** What clocks show at an instant. */
  wall: (instant: number) => Wall;
  /** Every instant at which clocks show a time, earliest first: none where they
   * leave it out, two where they show it twice. */
  showings: (date: string, minute: number) => number[];
  /** The instant that is meant by a time: of two the first, and one that clocks
   * leave out is read as if they had not been moved yet. */
  instant: (date: string, minute: number) => number;
  /** The first instant of a date. */
  startOf: (date: string) => number;
}

export function makeZone(name: string): Zone {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: name, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23',
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  });
  const remembered = new Map<number, number>();
  // Minutes east of UTC.
  const offset = (instant: number): number => {
    const quarter = Math.floor(instant / quarterMs) * quarterMs;
    const known = remembered.get(quarter);
    if (known !== undefined) return known;
    const shown: Record<string, number> = {};
    for (const { type, value } of parts.formatToParts(quarter)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = shown;
    const found = Math.round((Date.UTC(year, month - 1, day, hour, minute) - quarter) / minuteMs);
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(quarter, found);
    return found;
  };
  const local = (instant: number) => instant + offset(instant) * minuteMs;
  // A day before and a day after a time, one knows both offsets it may have.
  const candidates = (asUtc: number) => {
    const before = asUtc - offset(asUtc - dayMs) * minuteMs;
    const after = asUtc - offset(asUtc + dayMs) * minuteMs;
    return { before, both: before === after ? [before] : [before, after].sort((a, b) => a - b) };
  };
  const utcOf = (date: string, minute: number) => Date.parse(`${date}T00:00:00Z`) + minute * minuteMs;
  const showings = (date: string, minute: number) => {
    const asUtc = utcOf(date, minute);
    return candidates(asUtc).both.filter((instant) => local(instant) === asUtc);
  };
  const instant = (date: string, minute: number) => showings(date, minute)[0] ?? candidates(utcOf(date, minute)).before;
  return {
    name,
    wall: (at) => {
      const shown = local(at);
      const midnight = Math.floor(shown / dayMs) * dayMs;
      return { date: new Date(midnight).toISOString().slice(0, 10), minute: Math.floor((shown - midnight) / minuteMs) };
    },
    showings,
    instant,
    startOf: (date) => instant(date, 0),
  };
}

/** The minute of the day of a time such as 09:30; undefined for anything else. */
export function minuteOf(time: string): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(time);
  if (!match) return undefined;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return minute <= 1440 && Number(match[2]) < 60 ? minute : undefined;
}

/** A minute of the day as a field of a form has it, such as 09:30. */
export function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
