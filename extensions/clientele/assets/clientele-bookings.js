// A shopper's bookings: what they are, moving them and cancelling them; where they
// wait, and what they are offered from there. A signed link in the address shows the
// booking it was made for to whoever follows it.
function linked() {
  const params = new URLSearchParams(location.search);
  const [id, token] = [params.get('clientele_booking'), params.get('clientele_token')];
  return id && token ? { id, token } : null;
}

const at = ({ id }, action = '') => `bookings/${encodeURIComponent(id)}${action}`;

function canceller(kit, booking) {
  const { el, say } = kit;
  const { id, title, token, refund, policy } = booking;
  const question = [say('cancel_ask', { title }), refund && say('cancel_refund', { amount: refund }), ...policy].filter(Boolean).join(' ');
  const button = el('button', { type: 'button', class: 'clientele-quiet', onclick: () => kit.rows.confirming(kit, button, { question, agree: say('cancel_yes'), async act() {
    await kit.ask(at(booking, '/cancel'), { method: 'POST', body: { token } });
    kit.root.dataset.touched = id;
    kit.tell(say('cancelled_now'));
  } }) }, say('cancel'));
  return button;
}

/** A chooser of another time in the place of a button. */
function mover(kit, times, booking) {
  const { el, say } = kit;
  const { id, token } = booking;
  const path = (from, to, zone) => `${at(booking, '/times')}?${new URLSearchParams({ token, from, to, zone })}`;
  const button = el('button', { type: 'button', class: 'clientele-quiet', onclick() {
    const alert = el('p', { class: 'clientele-trouble', role: 'alert', tabindex: '-1' });
    const stop = (text) => {
      alert.textContent = text;
      alert.focus();
    };
    const leave = () => {
      form.replaceWith(button);
      button.focus();
    };
    let chooser = times.chooser(path, booking.start);
    const afresh = (start) => {
      const next = times.chooser(path, start);
      chooser.replaceWith(next);
      chooser = next;
    };
    const heading = el('h3', { tabindex: '-1' }, say('move_to'));
    const yes = el('button', { class: 'clientele-button' }, say('move_yes'));
    const form = el('form', { class: 'clientele-confirm clientele-move', novalidate: true, 'aria-label': `${say('move')}: ${booking.title}`, async onsubmit(event) {
      event.preventDefault();
      const start = new FormData(form).get('start');
      if (!start) {
        stop(say('no_time'));
        return;
      }
      yes.disabled = true;
      try {
        await kit.ask(at(booking, '/move'), { method: 'POST', body: { token, start } });
        form.remove();
        kit.tell(say('moved'));
        kit.root.dataset.touched = id;
        kit.changed();
      } catch (trouble) {
        if (!trouble.kind) throw trouble;
        yes.disabled = false;
        const taken = trouble.answer?.code === 'taken';
        if (taken) afresh(start);
        stop(taken ? say('taken') : kit.sentence(trouble));
      }
    } }, heading, alert, chooser, el('p', { class: 'clientele-row' }, yes, el('button', { type: 'button', class: 'clientele-quiet', onclick: leave }, say('no'))));
    button.replaceWith(form);
    heading.focus();
  } }, say('move'));
  return button;
}

/** Leaves the waitlist, or lets pass what is offered from it. */
function leaver(kit, { id, token }, { name, question, agree, said }) {
  const { el, say } = kit;
  const button = el('button', { type: 'button', class: 'clientele-quiet', onclick: () => kit.rows.confirming(kit, button, { question, agree, async act() {
    await kit.ask(`waitlist/${encodeURIComponent(id)}?token=${encodeURIComponent(token)}`, { method: 'DELETE' });
    kit.root.dataset.touched = id;
    kit.tell(say(said));
  } }) }, name);
  return button;
}

/** A place that is offered is taken, by paying it where the store sells it, or let pass. */
function taker(kit, { id, token, cart }) {
  const { el, say } = kit;
  const alert = el('p', { class: 'clientele-trouble', role: 'alert' });
  const take = el('button', { type: 'button', class: 'clientele-button', async onclick() {
    take.disabled = true;
    alert.textContent = '';
    try {
      if (cart) {
        await (await kit.later('till')).fill(kit, cart);
        location.assign(kit.store('/checkout'));
        return;
      }
      await kit.ask(`waitlist/${encodeURIComponent(id)}/take`, { method: 'POST', body: { token } });
      kit.root.dataset.touched = id;
      kit.tell(say('taken_place'));
      kit.changed();
    } catch (trouble) {
      if (!trouble.kind) throw trouble;
      alert.textContent = trouble.kind === 'cart' ? say('cart_refused') : trouble.status === 409 ? say('offer_gone') : kit.sentence(trouble);
      take.disabled = false;
    }
  } }, say(cart ? 'take_and_pay' : 'take'));
  return el('div', {}, el('div', { class: 'clientele-row' }, take, leaver(kit, { id, token }, { name: say('pass'), question: say('pass_ask'), agree: say('pass'), said: 'passed' })), alert);
}

/** Somebody who waits: for what, and how they stop. */
function waiting(kit, place) {
  const { el, say } = kit;
  const { title, from, to, part, party, staff, zone } = place;
  const wish = [kit.times(kit, zone).range(from, to), say(part || 'any_time'), party > 1 && say('people', { n: party }), staff && say('with', { name: staff })];
  return el('li', { class: 'clientele-waiting', tabindex: '-1' },
    el('span', { class: 'clientele-what' }, el('strong', {}, title), el('span', {}, wish.filter(Boolean).join(' · ')), el('span', { class: 'clientele-small' }, say('on_waitlist'))),
    el('div', { class: 'clientele-row' }, leaver(kit, place, { name: say('leave'), question: say('leave_ask', { title }), agree: say('leave_yes'), said: 'left' })));
}

const soon = ({ language }, moment) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));

function row(kit, booking) {
  const { el, say } = kit;
  const times = kit.times(kit, booking.zone);
  const [mine, store] = times.moment(booking.start);
  const out = el('li', { class: `clientele-${booking.status}`, tabindex: '-1' },
    el('span', { class: 'clientele-what' }, el('strong', {}, booking.title), el('span', {}, mine), store && el('span', { class: 'clientele-small' }, store),
      el('span', { class: 'clientele-small' }, [booking.offered ? say('offered', { time: soon(kit, booking.expiresAt) }) : say(booking.status), booking.staff && say('with', { name: booking.staff })].filter(Boolean).join(' · '))),
    booking.offered ? taker(kit, booking)
    : booking.canMove || booking.canCancel ? el('div', { class: 'clientele-row' }, booking.canMove ? mover(kit, times, booking) : '', booking.canCancel ? canceller(kit, booking) : '') : '');
  if (kit.root.dataset.touched === booking.id) {
    delete kit.root.dataset.touched;
    queueMicrotask(() => out.focus());
  }
  return out;
}

export default {
  needs: ['rows', 'times'],
  asks({ root }) {
    const link = linked();
    return [...(link ? [`${at(link)}?token=${encodeURIComponent(link.token)}`] : []), ...('signedIn' in root.dataset ? ['bookings', 'waitlist'] : [])];
  },
  explain: ({ say }, { status }) => (linked() && [403, 404].includes(status) ? say('gone') : ''),
  draw(kit, ...answers) {
    const { el, say, root } = kit;
    const link = linked();
    const first = link ? [{ ...answers[0], token: link.token }] : [];
    const [bookings, places] = 'signedIn' in root.dataset ? answers.slice(-2).map(({ items }) => items) : [[], []];
    const others = bookings.filter(({ id }) => id !== link?.id);
    const [offers, made] = [true, false].map((offered) => others.filter((booking) => Boolean(booking.offered) === offered));
    const waits = places.filter(({ state }) => state === 'waiting');
    const rows = [...[...first, ...offers].map((booking) => row(kit, booking)), ...waits.map((place) => waiting(kit, place)), ...made.map((booking) => row(kit, booking))];
    if ('touched' in root.dataset) { // what it was is not in the list any more
      delete root.dataset.touched;
      kit.body.tabIndex = -1;
      queueMicrotask(() => kit.body.focus());
    }
    if (!rows.length) return el('p', { class: 'clientele-none' }, say('empty'));
    return kit.rows.list(kit, rows);
  },
};
