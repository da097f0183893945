// Books a service, one step after the other: which one, how, when and for whom.
// Then its time is held while it is paid in the cart, or it is confirmed.
const order = ['service', 'details', 'time', 'person'];

/** Steps are left out where there is nothing to choose. */
const skips = {
  service: ({ services }) => services.length === 1 && services[0].bookable,
  details: ({ wish: { service }, staffOf }) => service?.variants.length < 2 && !service.addOns.length && service.party < 2 && staffOf(service).length < 2,
};

function beside(desk, name, by) {
  let at = order.indexOf(name) + by;
  while (skips[order[at]]?.(desk)) at += by;
  return order[at];
}

/** Why a step cannot be left, in words for the shopper. */
const halt = (text) => Object.assign(new Error(text), { kind: 'halt', text });

const joined = (...parts) => parts.filter(Boolean).join(' · ');
const lasts = ({ say }, minutes) => (minutes ? say('minutes', { n: minutes }) : '');

/** How long a service takes and what it costs, as far as it has one answer. */
function terms(kit, { variants }) {
  const minutes = variants.map((variant) => variant.minutes);
  const [short, long] = [Math.min(...minutes), Math.max(...minutes)];
  if (short < long) return kit.say('between', { short, long });
  return variants.length > 1 ? lasts(kit, short) : joined(lasts(kit, short), variants[0].price);
}

function chooseService(desk) {
  const { kit, services, wish } = desk;
  const { el, say, root } = kit;
  const choose = (service) => {
    if (wish.service !== service) Object.assign(wish, { service, variant: service.variants[0].id, addOns: [], staff: '', party: 1, start: '' });
    desk.go(beside(desk, 'service', 1));
  };
  const rows = services.map((service) => el('li', {},
    el('span', { class: 'clientele-what' }, el('strong', {}, service.title), service.text && el('span', {}, service.text),
      el('span', { class: 'clientele-small' }, terms(kit, service)), service.bookable ? '' : el('span', {}, service.refusal)),
    service.bookable ? el('button', { type: 'button', class: 'clientele-button', 'aria-label': say('choose_what', { title: service.title }), onclick: () => choose(service) }, say('choose')) : ''));
  const helps = services.some(({ bookable }) => !bookable) && !('signedIn' in root.dataset);
  return { title: say('which'), parts: [el('ul', { class: 'clientele-list' }, ...rows), helps ? el('a', { class: 'clientele-quiet', href: root.dataset.signIn }, say('sign_in')) : ''] };
}

function chooseDetails(desk) {
  const { kit, wish } = desk;
  const { say, fields } = kit;
  const { service } = wish;
  const priced = (item) => ({ id: item.id, title: item.title || service.title, text: joined(lasts(kit, item.minutes), item.price) });
  const staff = desk.staffOf(service).map((one) => ({ id: one.id, title: one.name, text: joined(one.text, one.location), photo: one.photo }));
  const parts = [];
  if (service.variants.length > 1) parts.push(fields.group(kit, { name: 'variant', label: say('variant'), items: service.variants.map(priced), chosen: [wish.variant] }));
  if (service.addOns.length) parts.push(fields.group(kit, { name: 'addOn', label: say('add_ons'), type: 'checkbox', items: service.addOns.map(priced), chosen: wish.addOns }));
  if (service.party > 1) parts.push(fields.people(kit, { name: 'party', label: say('party'), most: service.party, value: wish.party }));
  if (staff.length > 1) parts.push(fields.group(kit, { name: 'staff', label: say('staff'), items: [{ id: '', title: say('anyone') }, ...staff], chosen: [wish.staff] }));
  return {
    title: say('details'), parts, next: say('next_step'),
    done(data) {
      Object.assign(wish, { variant: data.get('variant') ?? wish.variant, addOns: data.getAll('addOn'), staff: data.get('staff') ?? '', party: Number(data.get('party') ?? 1) });
      desk.go('time');
    },
  };
}

/** The address of the times that are free for a wish. */
const timesPath = ({ service, variant, addOns, staff, party }, from, to, zone) => `services/${encodeURIComponent(service.id)}/times?${new URLSearchParams({ variant, addons: addOns.join(','), staff, party, from, to, zone })}`;

function chooseTime(desk) {
  const { kit, wish, times } = desk;
  const { el, say } = kit;
  const near = desk.near.map(({ start }) => el('label', { class: 'clientele-time' }, el('input', { type: 'radio', name: 'start', value: start }), el('span', {}, times.moment(start)[0])));
  return {
    title: say('when'), next: say('next_step'),
    parts: [
      near.length ? el('fieldset', { class: 'clientele-hours clientele-near' }, el('legend', {}, say('near')), ...near) : '',
      times.chooser((...span) => timesPath(wish, ...span), wish.start,
        wish.service.waitlist ? el('button', { type: 'button', class: 'clientele-quiet', onclick: () => desk.wait() }, say('wait')) : ''),
    ],
    done(data) {
      wish.start = data.get('start') ?? '';
      if (!wish.start) throw halt(say('no_time'));
      desk.near = [];
      desk.go('person');
    },
  };
}

/** What is asked of who books, or waits. */
function personal({ kit, wish }) {
  const { say, root, fields: { field } } = kit;
  return [
    ...wish.service.questions.map((question) => field(kit, { ...question, name: `answers.${question.id}`, value: wish.answers[question.id] })),
    field(kit, { name: 'name', label: say('name'), required: true, value: wish.name, autocomplete: 'name' }),
    field(kit, { name: 'email', label: say('email'), kind: 'email', required: true, value: wish.email, autocomplete: 'email' }),
    'phone' in root.dataset ? field(kit, { name: 'phone', label: say('phone'), kind: 'phone', value: wish.phone, autocomplete: 'tel' }) : '',
  ];
}

/** Keeps what they said, and gives what the app is asked for, without when. */
function wanted({ kit, wish, times }, data) {
  const { service, variant, addOns, staff, party } = wish;
  for (const { id } of service.questions) wish.answers[id] = data.get(`answers.${id}`);
  Object.assign(wish, { name: data.get('name'), email: data.get('email'), phone: data.get('phone') ?? '' });
  const { name, email, phone } = wish;
  const answers = service.questions.map(({ id }) => ({ id, value: wish.answers[id] })).filter(({ value }) => value);
  return { service: service.id, variant, addOns, staff, party, zone: times.mine, language: kit.language, answers, name, email, phone };
}

function introduce(desk) {
  const { kit: { el, say }, wish: { start, service: { payment } } } = desk;
  return {
    title: say('person'), next: say(payment === 'checkout' ? 'hold' : 'book'),
    parts: [desk.moment(start), ...personal(desk), el('p', { class: 'clientele-small' }, say(payment))],
    done: (data) => book(desk, { ...wanted(desk, data), start }),
  };
}

/** Asks for the time. Who comes second is led to those that are left. */
async function book(desk, body) {
  const { kit } = desk;
  try {
    const made = await kit.wish('clientele-booking', 'bookings', body);
    if (made.cart) await fillCart(kit, made);
    desk.finish(outcome(desk, made));
  } catch (trouble) {
    if (trouble.answer?.code !== 'taken') throw trouble;
    desk.near = trouble.answer.times ?? [];
    desk.go('time', kit.say('taken'));
  }
}

const giveBack = (kit, { id, token }) => kit.ask(`bookings/${encodeURIComponent(id)}/release`, { method: 'POST', body: { token } }).catch(() => {}); // it lapses by itself, too

/** Puts a held booking into the cart; without a place there it is given back. */
async function fillCart(kit, made) {
  try {
    made.empty = await (await kit.later('till')).fill(kit, made.cart);
  } catch (trouble) {
    await giveBack(kit, made);
    throw trouble.kind ? halt(kit.say('cart_refused')) : trouble;
  }
}

/** Where a booking is moved or cancelled: on this page if it shows bookings. */
const manageAt = ({ id, token, manage }) => (document.querySelector('[data-clientele=bookings]') ? `?${new URLSearchParams({ clientele_booking: id, clientele_token: token })}` : manage);

/** What stands at the end: a time that is held, or one that is confirmed. */
function outcome(desk, made) {
  const { kit, wish } = desk;
  const { el, say } = kit;
  const held = made.status === 'held';
  const quiet = (text, onclick) => el('button', { type: 'button', class: 'clientele-quiet', onclick }, text);
  const another = async () => {
    await giveBack(kit, made);
    await made.empty();
    kit.changed();
    desk.go('time');
  };
  const more = () => {
    Object.assign(wish, { start: '', answers: {} });
    desk.go(skips.service(desk) ? beside(desk, 'service', 1) : 'service');
  };
  const links = held
    ? [el('a', { class: 'clientele-button', href: kit.store('/checkout') }, say('pay')), el('a', { class: 'clientele-quiet', href: kit.store('/cart') }, say('cart')), quiet(say('other_time'), another)]
    : [el('a', { class: 'clientele-quiet', href: manageAt(made) }, say('manage')), quiet(say('book_more'), more)];
  const until = () => new Intl.DateTimeFormat(kit.language, { timeStyle: 'short' }).format(new Date(made.expiresAt));
  return el('div', { class: 'clientele-step' },
    el('h3', { tabindex: '-1' }, say(made.status)), el('p', {}, desk.about()), desk.moment(made.start),
    el('p', {}, held ? say('held_until', { time: until() }) : say('confirmed_note', { email: wish.email })),
    el('p', { class: 'clientele-row' }, ...links));
}

const steps = { service: chooseService, details: chooseDetails, time: chooseTime, person: introduce };

/** Draws a step in place of the one before, and leads the reader there. */
function go(desk, name, said = '') {
  const { kit } = desk;
  const { el, say, fields } = kit;
  const step = steps[name](desk);
  const heading = el('h3', { tabindex: '-1' }, step.title);
  const alert = el('p', { class: 'clientele-trouble', role: 'alert', tabindex: '-1' }, said);
  const before = step.back ?? beside(desk, name, -1);
  const button = step.next ? el('button', { class: 'clientele-button' }, step.next) : '';
  const form = el('form', { novalidate: true, class: 'clientele-step', async onsubmit(event) {
    event.preventDefault();
    if (button.disabled || !fields.complete(kit, form)) return;
    button.disabled = true;
    kit.body.style.minHeight = `${kit.body.offsetHeight}px`; // what stands below stays where it is
    try {
      await step.done(new FormData(form));
    } catch (trouble) {
      if (!trouble.kind) throw trouble;
      alert.textContent = trouble.text ?? kit.sentence(trouble);
      if (!fields.blame(kit, form, trouble.answer?.errors ?? [])) alert.focus();
    } finally {
      button.disabled = false;
    }
  } }, heading, alert, ...step.parts,
  el('p', { class: 'clientele-row' }, button, before ? el('button', { type: 'button', class: 'clientele-quiet', onclick: () => desk.go(before) }, say('back')) : ''));
  kit.body.replaceChildren(el('p', { class: 'clientele-small' }, name === 'service' ? '' : desk.about()), form);
  if (said) alert.focus();
  else if (desk.begun) heading.focus();
  desk.begun = true;
}

/** Where a booking is made: what there is, and what is wished so far. */
function deskOf(kit, zone, services) {
  const { el, root, say } = kit;
  const wish = { service: null, variant: '', addOns: [], staff: '', party: 1, start: '', answers: {}, name: root.dataset.name ?? '', email: root.dataset.email ?? '', phone: '' };
  if (services.length === 1) Object.assign(wish, { service: services[0], variant: services[0].variants[0].id });
  const times = kit.times(kit, zone);
  const desk = {
    kit, services, wish, times, near: [], begun: false,
    personal, wanted,
    staffOf: (service) => ('staff' in root.dataset ? service.staff : []),
    about() {
      const { service, variant, addOns, staff, party } = wish;
      const titles = [...service.variants.filter(({ id }) => id === variant), ...service.addOns.filter(({ id }) => addOns.includes(id))].map(({ title }) => title);
      return joined(service.title, ...titles, service.staff.find(({ id }) => id === staff)?.name, party > 1 && say('people', { n: party }));
    },
    moment: (start) => el('p', { class: 'clientele-moment' }, ...times.moment(start).map((line, i) => el(i ? 'span' : 'strong', {}, line))),
    go: (name, said) => go(desk, name, said),
    wait: () => kit.later('waitlist').then((step) => {
      steps.wait = step;
      desk.go('wait');
    }, (trouble) => desk.go('time', kit.sentence(trouble))),
    finish(said) {
      kit.body.replaceChildren(said);
      kit.body.querySelector('h3').focus();
      kit.changed();
    },
  };
  return desk;
}

export default {
  lasting: true, // what is being chosen is not drawn anew
  needs: ['times', 'fields'],
  asks: () => ['services'],
  draw(kit, { zone, services }) {
    const { el, say, root } = kit;
    const only = new URLSearchParams(location.search).get('clientele_service') || root.dataset.service;
    const found = services.filter(({ id, title }) => !only || id === only || title === only);
    if (!found.length) return el('p', { class: 'clientele-none' }, say('empty'));
    kit.body.addEventListener('click', () => {
      kit.body.style.minHeight = '';
    }, true);
    const desk = deskOf(kit, zone, found);
    desk.go(skips.service(desk) ? beside(desk, 'service', 1) : 'service');
    return [...kit.body.children];
  },
};
