// Chooses a time: two weeks of days and the times of one of them, on the
// shopper's own clocks or on the store's.
const daysShown = 14;
const dayMs = 86400000;
const turnsMs = [30 * 60000, 60 * 60000]; // by how much clocks are moved

/** The date some days after another. */
const after = (date, days) => new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/** The date on the clocks of a zone; Swedish dates are written as ours are. */
const dateIn = (zone, at) => new Intl.DateTimeFormat('sv', { timeZone: zone }).format(at);

const same = (start, other) => Date.parse(start) === Date.parse(other);

/** How far the clocks of a zone are from UTC, such as GMT-4. */
const offset = (zone, at) => new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at).find(({ type }) => type === 'timeZoneName').value;

/** Words for moments, on the shopper's clocks and on the store's. */
function clocksOf({ language, say }, shopZone) {
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone || shopZone;
  const clock = (at, zone, more) => new Intl.DateTimeFormat(language, { timeZone: zone, hour: 'numeric', minute: '2-digit', ...more }).format(at);
  // A time that the clocks show twice is told apart by its offset.
  const twice = (at, zone) => turnsMs.some((turn) => [at - turn, at + turn].some((other) => clock(at, zone) === clock(other, zone)));
  const exact = (at, zone) => (twice(at, zone) ? { timeZoneName: 'shortOffset' } : {});
  const full = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' };
  const differs = (at) => offset(mine, at) !== offset(shopZone, at);
  const zoneName = (zone, at) => new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(at).find(({ type }) => type === 'timeZoneName').value;
  const when = (at, zone) => clock(at, zone, { ...full, ...exact(at, zone) });
  return {
    mine, shopZone, zoneName, differs,
    time: (start, zone) => clock(Date.parse(start), zone, exact(Date.parse(start), zone)),
    date: (date, form) => new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...form }).format(Date.parse(date)),
    range: (from, to) => new Intl.DateTimeFormat(language, { timeZone: 'UTC', year: 'numeric', month: 'short', day: 'numeric' }).formatRange(Date.parse(from), Date.parse(to)),
    full,
    /** A moment in full: on the shopper's clocks, and on the store's where they differ. */
    moment(start) {
      const at = Date.parse(start);
      if (!differs(at)) return [when(at, mine)];
      return [`${when(at, mine)} (${zoneName(mine, at)})`, say('in_store', { when: `${when(at, shopZone)} (${zoneName(shopZone, at)})` })];
    },
  };
}

/** The times of one day, as a group of radio buttons. */
function hours(kit, clocks, date, times, { zone, picked, seats }) {
  const { el, say } = kit;
  return [el('legend', {}, clocks.date(date, clocks.full)), ...times.map((time) => el('label', { class: 'clientele-time' },
    el('input', { type: 'radio', name: 'start', value: time.start, required: true, checked: same(time.start, picked) }),
    el('span', {}, clocks.time(time.start, zone)), seats ? el('span', { class: 'clientele-small' }, say('seats', { n: time.seats })) : ''))];
}

/** Days and times that an answer of the app offers. */
function drawn(kit, clocks, { answer, from, zone, picked }) {
  const { el, say } = kit;
  const byDate = new Map(answer.days.map(({ date, times }) => [date, times]));
  const all = answer.days.flatMap(({ times }) => times);
  const seats = all.some((time) => time.seats > 1);
  const list = el('fieldset', { class: 'clientele-hours' });
  const show = (date) => list.replaceChildren(...hours(kit, clocks, date, byDate.get(date), { zone, picked, seats }));
  const dates = Array.from({ length: daysShown }, (_, i) => after(from, i));
  const free = dates.filter((date) => byDate.get(date)?.length);
  const first = free.find((date) => byDate.get(date).some(({ start }) => same(start, picked))) ?? free[0];
  const cells = dates.map((date) => el('label', { class: 'clientele-day' },
    el('input', {
      type: 'radio', name: 'day', value: date, disabled: !free.includes(date), checked: date === first, onchange: () => show(date),
      'aria-label': `${clocks.date(date, clocks.full)}, ${say('free', { n: byDate.get(date)?.length ?? 0 })}`,
    }), el('span', { class: 'clientele-small', 'aria-hidden': 'true' }, clocks.date(date, { weekday: 'short' })),
    el('span', { 'aria-hidden': 'true' }, kit.number(Number(date.slice(8))))));
  if (first) show(first);
  return [el('fieldset', { class: 'clientele-days' }, el('legend', {}, say('day')), ...cells), first ? list : el('p', { class: 'clientele-none' }, say('none'))];
}

/**
 * A chooser with radio buttons called start. path gives the address of the times
 * between two dates in a zone; picked is a time that was chosen before; below
 * comes with the days, which would push it away.
 */
function chooser(kit, clocks, path, picked, below = '') {
  const { el, say } = kit;
  const box = el('div', { class: 'clientele-times' });
  const label = el('strong', { tabindex: '-1' });
  const note = el('p', { class: 'clientele-small' });
  let zone = clocks.mine;
  let from = dateIn(zone, picked ? Date.parse(picked) : Date.now());
  let asked = 0;
  const first = () => dateIn(zone, Date.now());
  const earlier = el('button', { type: 'button', class: 'clientele-quiet', 'aria-label': say('earlier'), onclick: () => {
    const back = after(from, -daysShown);
    if (from > first()) load(back < first() ? first() : back);
  } }, '‹');
  const later = el('button', { type: 'button', class: 'clientele-quiet', 'aria-label': say('later'), onclick: () => load(after(from, daysShown)) }, '›');
  const swap = el('button', { type: 'button', class: 'clientele-quiet', onclick: () => {
    zone = zone === clocks.mine ? clocks.shopZone : clocks.mine;
    load(from);
  } });

  function tellZone() {
    const at = Date.parse(from);
    const differ = clocks.differs(at);
    note.textContent = differ ? say('zones', { zone: clocks.zoneName(zone, at), store: clocks.zoneName(clocks.shopZone, at) }) : say('zone', { zone: clocks.zoneName(zone, at) });
    swap.textContent = zone === clocks.mine ? say('store_times') : say('my_times');
    swap.hidden = !differ;
  }

  /** Shows the days from a date; where none has a time, jump goes on to the next that has. */
  async function load(date, jump) {
    const mine = ++asked;
    from = date;
    picked = box.querySelector('[name=start]:checked')?.value ?? picked;
    label.textContent = clocks.range(from, after(from, daysShown - 1));
    earlier.setAttribute('aria-disabled', String(from <= first()));
    tellZone();
    box.style.minHeight = `${box.offsetHeight}px`;
    box.setAttribute('aria-busy', 'true');
    try {
      const answer = await kit.ask(path(from, after(from, daysShown - 1), zone), { method: 'GET' });
      if (mine !== asked) return;
      const { next } = answer;
      if (jump && next) {
        await load(next);
        return;
      }
      const onward = next ? el('button', { type: 'button', class: 'clientele-quiet', onclick: async () => {
        await load(next);
        label.focus();
      } }, say('next', { date: clocks.date(next, clocks.full) })) : '';
      box.replaceChildren(...drawn(kit, clocks, { answer, from, zone, picked }), onward, below);
      kit.tell(label.textContent);
    } catch (trouble) {
      if (!trouble.kind) throw trouble;
      if (mine !== asked) return;
      box.replaceChildren(el('p', { class: 'clientele-trouble', role: 'alert' }, kit.sentence(trouble)),
        el('button', { type: 'button', class: 'clientele-quiet', onclick: () => load(date, jump) }, say('retry')), below);
    } finally {
      if (mine === asked) box.removeAttribute('aria-busy');
    }
  }

  load(from, true);
  return el('div', {}, note, swap, el('div', { class: 'clientele-span' }, earlier, label, later), box);
}

/** Words for moments and the chooser of times, for a store in a zone. */
export default (kit, shopZone) => {
  const clocks = clocksOf(kit, shopZone);
  return {
    moment: clocks.moment, mine: clocks.mine, range: clocks.range, chooser: (...wish) => chooser(kit, clocks, ...wish),
    today: () => dateIn(shopZone, Date.now()),
    abroad: () => (clocks.differs(Date.now()) ? clocks.zoneName(shopZone, Date.now()) : ''), // the store's zone, where it is another one
  };
};
