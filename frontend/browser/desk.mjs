// Stands in for the bookings of the app, so that every answer can be chosen: a
// store in New York on the weekend on which its clocks are moved back.
export const shopZone = 'America/New_York';

const hourMs = 3600000;
/** Every half hour of a night and of a day, in UTC. */
const instants = [
  ...Array.from({ length: 8 }, (_, i) => Date.parse('2026-11-01T04:00Z') + (i * hourMs) / 2),
  ...Array.from({ length: 12 }, (_, i) => Date.parse('2026-11-03T14:00Z') + (i * hourMs) / 2),
];

const parts = (at, zone) => Object.fromEntries(new Intl.DateTimeFormat('sv', {
  timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', timeZoneName: 'longOffset',
}).formatToParts(at).map(({ type, value }) => [type, value]));

/** A moment on the clocks of a zone, with their offset. */
export function written(at, zone) {
  const p = parts(at, zone);
  const offset = p.timeZoneName.replace('\u2212', '-').replace(/^\D+(?=[+-])/, '');
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:00${/\d/.test(offset) ? offset : 'Z'}`;
}

const cut = { id: 'cut', title: 'Haircut', minutes: 45, price: '$60.00' };
export const services = [
  {
    id: 'cut', title: 'Haircut', text: 'Washed, cut and dried.', payment: 'checkout', party: 1, bookable: true, refusal: '',
    variants: [{ ...cut, id: 'short', title: 'Short hair' }, { ...cut, id: 'long', title: 'Long hair', minutes: 75, price: '$85.00' }],
    addOns: [{ id: 'beard', title: 'Beard', minutes: 15, price: '$15.00' }],
    questions: [{ id: 'first', label: 'Is it your first visit?', kind: 'yes_no', required: true, choices: [] }, { id: 'wish', label: 'Anything we should know?', kind: 'long_text', required: false, choices: [] }],
    staff: [{ id: 'mio', name: 'Mio', text: 'Curls and colour', photo: '', location: 'Hudson' }, { id: 'sam', name: 'Sam', text: '', photo: '', location: 'Hudson' }],
  },
  {
    id: 'class', title: 'Styling class', text: 'For up to six people.', payment: 'free', party: 6, bookable: true, refusal: '',
    variants: [{ id: 'one', title: '', minutes: 60, price: '' }], addOns: [], questions: [], staff: [{ id: 'mio', name: 'Mio', text: '', photo: '', location: '' }],
  },
  {
    id: 'gold', title: 'Evening with the master', text: '', payment: 'on_site', party: 1, bookable: false, refusal: 'This evening is for members of the Gold level.',
    variants: [{ id: 'one', title: '', minutes: 120, price: '$240.00' }], addOns: [], questions: [], staff: [],
  },
];

/** The times between two dates in a zone, as the app would answer. */
function timesBetween({ from, to, zone }, gone) {
  const days = new Map();
  for (const at of instants) {
    const start = written(at, zone);
    const date = start.slice(0, 10);
    if (gone.has(at) || date < from || date > to) continue;
    days.set(date, [...(days.get(date) ?? []), { start, seats: 1 }]);
  }
  const next = instants.map((at) => written(at, zone).slice(0, 10)).find((date) => date >= from) ?? '';
  return { zone, shopZone, next: days.size ? '' : next, days: [...days].map(([date, times]) => ({ date, times })) };
}

const asked = (route) => Object.fromEntries(new URL(route.request().url()).searchParams);
const json = (route, status, body) => route.fulfill({ status, contentType: status < 400 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) });

/**
 * Answers a page instead of the app. What was asked for is kept; gone holds the
 * moments that somebody else has taken, variant what the cart is to hold.
 */
export async function pretendDesk(page, { variant = '', list = services } = {}) {
  const kept = { wishes: [], released: [], cancelled: [], moved: [], waits: [], left: [], taken: [], refusal: null, gone: new Set(), lose: 0, bookings: [], places: [] };
  const answer = {
    'GET services': (route) => json(route, 200, { zone: shopZone, services: list }),
    'GET times': (route) => json(route, 200, timesBetween(asked(route), kept.gone)),
    'GET bookings': (route) => json(route, 200, { items: kept.bookings }),
    'POST bookings': (route) => {
      const wish = route.request().postDataJSON();
      kept.wishes.push(wish);
      if (kept.lose-- > 0) return route.abort('connectionreset');
      const at = Date.parse(wish.start);
      if (kept.gone.has(at)) {
        const times = instants.filter((other) => !kept.gone.has(other)).slice(0, 3).map((other) => ({ start: written(other, wish.zone), seats: 1 }));
        return json(route, 409, { title: 'Conflict', status: 409, code: 'taken', detail: 'That time is taken.', times });
      }
      const cart = { variant, quantity: 1, properties: { _clientele_booking: 'b1', Date: wish.start }, others: [] };
      const held = list.find(({ id }) => id === wish.service).payment === 'checkout';
      return json(route, 201, { id: 'b1', token: 't1', status: held ? 'held' : 'confirmed', start: wish.start, end: wish.start, manage: '', ...(held ? { expiresAt: '2026-10-30T03:15:00Z', cart } : {}) });
    },
    'GET one': (route) => (asked(route).token === 't1' ? json(route, 200, kept.bookings[0]) : json(route, 404, { title: 'Not Found', status: 404, code: 'not_found', detail: 'no such booking' })),
    'GET waitlist': (route) => json(route, 200, { items: kept.places }),
    'POST waitlist': (route) => {
      const wish = route.request().postDataJSON();
      kept.waits.push(wish);
      if (kept.refusal) return json(route, kept.refusal.status, kept.refusal);
      return json(route, 201, { id: 'w1', token: 't2', title: 'Haircut', staff: '', party: wish.party, from: wish.from, to: wish.to, part: wish.part, zone: shopZone, state: 'waiting' });
    },
    'POST take': (route) => {
      kept.taken.push(route.request().postDataJSON().token);
      Object.assign(kept.bookings[0], { status: 'confirmed', offered: false, canMove: true });
      return json(route, 200, kept.bookings[0]);
    },
    'DELETE one': (route) => {
      kept.left.push(asked(route).token);
      kept.places = [];
      kept.bookings = kept.bookings.filter(({ offered }) => !offered);
      return route.fulfill({ status: 204 });
    },
    'POST release': (route) => json(route, 200, { id: kept.released.push(route.request().postDataJSON().token) }),
    'POST cancel': (route) => {
      kept.cancelled.push(route.request().postDataJSON().token);
      Object.assign(kept.bookings[0], { status: 'cancelled', canMove: false, canCancel: false });
      return json(route, 200, kept.bookings[0]);
    },
    'POST move': (route) => {
      const { start } = route.request().postDataJSON();
      kept.moved.push(start);
      Object.assign(kept.bookings[0], { start });
      return json(route, 200, kept.bookings[0]);
    },
  };
  await page.route(/apps\/clientele\/(services|bookings|waitlist)/, (route) => {
    const [, what, id, action] = /clientele\/(services|bookings|waitlist)(?:\/([^/?]+))?(?:\/([^/?]+))?/.exec(route.request().url());
    return answer[`${route.request().method()} ${action ?? (id ? 'one' : what)}`](route);
  });
  return kept;
}

export const booked = () => ({
  id: 'b1', token: 't1', title: 'Haircut · Long hair', start: '2026-11-01T05:30:00Z', end: '2026-11-01T06:45:00Z', zone: shopZone, staff: 'Mio', status: 'confirmed',
  canMove: true, canCancel: true, refund: '$42.50', policy: ['Until 48 hours before: all of it.', 'Until 24 hours before: half of it.'], manage: '',
});

/** A place that is offered from the waitlist, and one that is waited for. */
export const offered = () => ({ ...booked(), id: 'w2', token: 't3', status: 'held', offered: true, expiresAt: '2026-10-30T13:00:00Z', canMove: false, refund: '', policy: [] });
export const waiting = () => ({ id: 'w1', token: 't2', title: 'Styling class', staff: 'Mio', party: 2, from: '2026-11-04', to: '2026-11-06', part: 'evening', zone: shopZone, state: 'waiting' });
