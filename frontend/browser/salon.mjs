// A salon in the sandbox: who serves, what can be booked, and bookings.

const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const everyDay = [...workdays, 'sunday'];
const fromNineToSix = Object.fromEntries(everyDay.map((day) => [day, [{ from: '09:00', to: '18:00' }]]));

/** Asks the panel's server as the panel does, and gives what it answers. */
export async function ask(frame, method, path, body) {
  const { status, text } = await frame.evaluate(
    async ([how, where, what]) => {
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${await window.shopify.idToken()}` };
      const response = await fetch(`/api/admin${where}`, { method: how, headers, body: what && JSON.stringify(what) });
      return { status: response.status, text: await response.text() };
    },
    [method, path, body],
  );
  if (status >= 300) throw new Error(`${method} ${path} was answered with ${status}: ${text}`);
  return text ? JSON.parse(text) : undefined;
}

let made = 0;
const key = () => `salon-key-${String(++made).padStart(4, '0')}`;

/** Somebody who serves every day from nine to six. */
export function addStaff(frame, name, colour) {
  return ask(frame, 'POST', '/staff', {
    key: key(), enabled: true, name, text: '', colour, photoUrl: '', location: '', zone: '', weekly: fromNineToSix, seasons: [], overrides: [], timeOff: [],
    maxPerDay: 0, priority: 0, weight: 1,
  });
}

/** Something that can be booked of everybody, and paid in the shop. */
export function addService(frame, title, minutes, priceMinor, over = {}) {
  return ask(frame, 'POST', '/services', {
    key: key(), enabled: true, title, text: '', variants: [{ id: 'one', title: '', durationMinutes: minutes, segments: [], priceMinor, product: '' }], addOns: [], questions: [],
    intervalMinutes: 15, grid: 'clock', bufferBeforeMinutes: 0, bufferAfterMinutes: 0, buffersInsideHours: false, capacity: 1, partyMax: 1, noticeMinutes: 0, horizonDays: 90,
    maxPerDay: 0, needs: [], staff: [], assignment: 'least_busy', access: { levels: [], hidden: false, refusal: '', terms: [] },
    payment: { how: 'on_site', depositPercent: 0, depositProduct: '' }, policy: [], holdMinutes: 15,
    ...over,
  });
}

/** Books by hand; the time is one of clocks in New York, where the shop is. */
export function book(frame, { service, staff, start, name, walkIn = false, ...over }) {
  return ask(frame, 'POST', '/appointments', { key: key(), service: service.id, variant: 'one', staff: staff.id, party: 1, start, name, walkIn, ...over });
}

/** A date of the shop so many days from today. */
export function dayOfShop(days = 0) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York' }).format(Date.now() + days * 86_400_000);
}

/** An instant by the clocks of the shop, on a day on which they are not moved. */
export function instant(date, time) {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'medium' }).format(asUtc);
  return new Date(asUtc * 2 - Date.parse(`${shown.replace(' ', 'T')}Z`)).toISOString();
}

/** A salon with two people, two services and some bookings tomorrow, to look at. */
export async function openSalon(frame) {
  const day = dayOfShop(1);
  const aiko = await addStaff(frame, 'Aiko Tanaka', '#2f6f9f');
  const ben = await addStaff(frame, 'Benjamin Featherstonehaugh', '#9f5f2f');
  const cut = await addService(frame, 'Cut', 60, 6_500);
  const colour = await addService(frame, 'Colour and highlights with a consultation', 120, 14_000);
  await book(frame, { service: cut, staff: aiko, start: instant(day, '10:00'), name: 'Ada Whitlock' });
  await book(frame, { service: colour, staff: aiko, start: instant(day, '13:00'), name: 'Rosa Guest' });
  await book(frame, { service: cut, staff: ben, start: instant(day, '13:30'), name: 'Theo Brandt' });
  return { day, service: cut.id, member: aiko.id };
}
