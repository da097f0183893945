// Another program's reader as the judge of every calendar that goes out: the
// invitations in mails, the file of the page of an appointment, and the calendars
// that others subscribe to. The appointment lies on each of the nights on which New
// York moves its clocks in turn, and has a title that is folded within no character.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import ICAL from 'ical.js';
import { startSandbox } from '../browser/harness.mjs';

const title = 'ろくろの体験、手びねり; 絵付け, 釉薬 \\ 焼成まで — とても長い一日を過ごしたい方のための特別なコース';
const place = { name: '工房「川」, 2階', address: '12 Main St; Rear\nBrooklyn' };
const week = Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, [{ from: '00:00', to: '24:00' }]]));
const hourMs = 3_600_000;

/** The midnight in New York before its clocks are moved: on the nth Sunday of a month. */
function nightOf(month, nth, behind) {
  for (let year = new Date().getFullYear(); ; year++) {
    const first = new Date(Date.UTC(year, month, 1, behind));
    const night = first.getTime() + (((7 - first.getUTCDay()) % 7) + 7 * (nth - 1)) * 24 * hourMs;
    if (night > Date.now() + 48 * hourMs) return night;
  }
}

/** Reads a calendar as strictly as the reader can, and gives its entries. */
function read(text) {
  for (const line of text.split('\n').filter(Boolean)) assert.ok(Buffer.byteLength(line.replace(/\r$/, '')) <= 75, `a line is too long: ${line}`);
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.equal(calendar.name, 'vcalendar');
  assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
  assert.ok(calendar.getFirstPropertyValue('prodid'));
  const events = calendar.getAllSubcomponents('vevent').map((part) => {
    const event = new ICAL.Event(part, { strictExceptions: true });
    for (const name of ['uid', 'dtstamp', 'dtstart', 'dtend', 'sequence', 'status', 'summary']) {
      assert.equal(part.getAllProperties(name).length, 1, `${name} is there once`);
    }
    return { part, event, uid: event.uid, sequence: event.sequence, status: part.getFirstPropertyValue('status'), start: event.startDate.toJSDate().getTime(), minutes: event.duration.toSeconds() / 60 };
  });
  return { calendar, events, method: calendar.getFirstPropertyValue('method') };
}

describe('another program reads', () => {
  let sandbox, app, token, staff, booked, night, spring, link;
  const kept = {};

  const asks = async (method, path, body) => {
    const answer = await fetch(`${app}/api/admin/${path}`, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path} is answered ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  /** Waits for the mail that has an invitation of a sequence. */
  const invitation = async (count) => {
    for (const end = Date.now() + 60_000; Date.now() < end; await pause(200)) {
      const { mails } = await (await fetch(`${sandbox.base}/state/mails`)).json();
      const invited = mails.filter(({ calendar }) => calendar);
      if (invited.length >= count) return invited[0];
    }
    throw new Error(`mail ${count} did not come:\n${sandbox.log()}`);
  };
  const change = (part, body) => asks('PUT', `appointments/${booked.id}/${part}`, { base: booked.version, ...body });

  before(async () => {
    sandbox = await startSandbox();
    app = new URL((await (await fetch(`${sandbox.base}/state/proxy/demo-shop/me?`)).json()).url).origin;
    token = (await (await fetch(`${sandbox.base}/store/demo-shop/bridge/id-token`, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json', Accept: 'application/json' } })).json()).token;
    await asks('GET', 'session'); // the store opens the app
    night = nightOf(10, 1, 4);
    spring = nightOf(2, 2, 5);
    const { id: location } = await asks('POST', 'locations', { key: 'a-key-for-the-place', zone: '', ...place });
    staff = await asks('POST', 'staff', {
      key: 'a-key-for-mio', enabled: true, name: '澪', text: '', colour: '#336699', photoUrl: '', location, zone: '', weekly: week, seasons: [], overrides: [], timeOff: [], maxPerDay: 0, priority: 0, weight: 1,
    });
    const service = await asks('POST', 'services', {
      key: 'a-key-for-lessons', enabled: true, title, text: '', variants: [{ id: 'one', title: '', segments: [], durationMinutes: 45, priceMinor: 0, product: '' }], addOns: [], questions: [],
      intervalMinutes: 30, grid: 'clock', bufferBeforeMinutes: 0, bufferAfterMinutes: 0, buffersInsideHours: false, capacity: 1, partyMax: 1, noticeMinutes: 0, horizonDays: 0,
      maxPerDay: 0, needs: [], staff: [], assignment: 'least_busy', access: { levels: [], hidden: false, refusal: '', terms: [] },
      payment: { how: 'free', depositPercent: 100, depositProduct: '' }, policy: [], holdMinutes: 15,
    });
    booked = await asks('POST', 'appointments', {
      key: 'a-key-of-the-visit', service: service.id, variant: 'one', staff: staff.id, party: 1, start: new Date(night + 2.5 * hourMs).toISOString(), name: '花子 "Hana"; Q, 山田', email: 'hana@example.com',
    });
    for (const [who, titles] of [[staff.id, 'full_name'], ['shop', 'hidden']]) kept[who] = (await asks('PUT', `calendar-links/${who}`, { titles })).address;
  });
  after(() => sandbox?.stop());

  const feed = async (who) => {
    const answer = await fetch(`${app}${new URL(kept[who]).pathname}`);
    assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
    return read(await answer.text());
  };

  it('the invitation, at the second half past one of the night on which clocks are moved back', async () => {
    const mail = await invitation(1);
    link = new URL(/https?:\/\/\S+\/visit\/\S+/.exec(mail.text)[0]);
    const { events: [one, ...more], method, calendar } = read(mail.calendar);
    assert.deepEqual([method, mail.method, more.length, one.status], ['REQUEST', 'REQUEST', 0, 'CONFIRMED']);
    assert.deepEqual([one.start, one.minutes], [night + 2.5 * hourMs, 45]);
    assert.equal(calendar.getAllSubcomponents('vtimezone').length, 0, 'times are in UTC');
    assert.ok(one.event.startDate.zone === ICAL.Timezone.utcTimezone);
    assert.ok(one.event.summary.startsWith(title), one.event.summary);
    assert.ok(one.event.location.includes(place.name), one.event.location);
    assert.ok(one.event.description.includes(link.href), one.event.description);
    const [attendee] = one.event.attendees;
    assert.equal(attendee.getFirstValue(), 'mailto:hana@example.com');
    assert.equal(attendee.getParameter('cn'), "花子 'Hana'; Q, 山田");
    assert.equal(attendee.getParameter('partstat'), 'ACCEPTED');
    assert.equal(one.event.organizer, 'mailto:points@clientele.example');
    kept.first = one;
  });

  it('the change to the night on which an hour is left out', async () => {
    booked = await change('time', { start: new Date(spring + 2 * hourMs).toISOString(), staff: staff.id });
    const mail = await invitation(2);
    const { events: [one], method } = read(mail.calendar);
    assert.deepEqual([method, one.uid, one.start, one.minutes], ['REQUEST', kept.first.uid, spring + 2 * hourMs, 45]);
    assert.match(new Date(one.start).toLocaleTimeString('en-GB', { timeZone: 'America/New_York' }), /^03:00/);
    assert.ok(one.sequence > kept.first.sequence, `${one.sequence} after ${kept.first.sequence}`);
    kept.moved = one;
  });

  it('what others subscribe to, of one person and of the shop', async () => {
    const soon = Math.ceil(Date.now() / hourMs + 48) * hourMs; // they show half a year
    booked = await change('time', { start: new Date(soon).toISOString(), staff: staff.id });
    const moved = read((await invitation(3)).calendar).events[0];
    assert.ok(moved.sequence > kept.moved.sequence, `${moved.sequence} after ${kept.moved.sequence}`);
    kept.moved = moved;
    const { events: [one], calendar, method } = await feed(staff.id);
    assert.deepEqual([method, one.uid, one.start, one.minutes, one.status, one.sequence], ['PUBLISH', kept.first.uid, soon, 45, 'CONFIRMED', moved.sequence]);
    assert.ok(one.event.summary.startsWith(title) && one.event.summary.includes('山田'), one.event.summary);
    assert.ok(calendar.getFirstPropertyValue('x-wr-calname').includes('澪'));
    assert.equal(calendar.getFirstPropertyValue('refresh-interval').toSeconds(), 900);
    const { events: [hidden] } = await feed('shop');
    assert.deepEqual([hidden.uid, hidden.event.summary], [kept.first.uid, '澪: Busy']);
  });

  it('the file of the page, which is to nobody', async () => {
    const answer = await fetch(`${app}${link.pathname}/appointment.ics${link.search}`);
    assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
    const { events: [one], method } = read(await answer.text());
    assert.deepEqual([method, one.uid, one.sequence, one.start, one.event.attendees.length], ['PUBLISH', kept.first.uid, kept.moved.sequence, kept.moved.start, 0]);
    assert.ok(one.event.summary.startsWith(title));
  });

  it('that it is cancelled, and is gone from what others subscribe to', async () => {
    booked = await change('status', { to: 'cancelled' });
    const mail = await invitation(4);
    const { events: [one], method } = read(mail.calendar);
    assert.deepEqual([method, mail.method, one.status, one.uid, one.start], ['CANCEL', 'CANCEL', 'CANCELLED', kept.first.uid, kept.moved.start]);
    assert.ok(one.sequence > kept.moved.sequence, `${one.sequence} after ${kept.moved.sequence}`);
    const file = read(await (await fetch(`${app}${link.pathname}/appointment.ics${link.search}`)).text());
    assert.deepEqual([file.events[0].status, file.events[0].sequence], ['CANCELLED', one.sequence]);
    assert.deepEqual((await feed(staff.id)).events, []);
  });
});
