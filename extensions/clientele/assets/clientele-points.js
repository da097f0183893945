// The balance, what waits, what expires next, and the way to the next level.
const units = (kit, next) => {
  if (next.unit === 'points') return kit.points(next.missing);
  if (/^[A-Z]{3}$/.test(next.unit)) return kit.money(next.missing, next.unit);
  return kit.say(next.unit, { n: next.missing });
};

function level(kit, { name, colour, perks, next }) {
  const { el, say } = kit;
  const parts = [];
  if (name) { // below the first level there is none, only the way to it
    const dot = el('span', { class: 'clientele-dot', 'aria-hidden': 'true' });
    if (/^#[0-9a-f]{6}$/i.test(colour ?? '')) dot.style.background = colour;
    parts.push(el('p', { class: 'clientele-level' }, dot, say('level', { name })));
  }
  if (next) {
    const bar = el('progress', { max: 100, value: next.percent, 'aria-label': say('progress', { name: next.name }) }, `${next.percent}%`);
    parts.push(bar, el('p', { class: 'clientele-small' }, say('next', { missing: units(kit, next), name: next.name })));
  } else parts.push(el('p', { class: 'clientele-small' }, say('top')));
  if (perks?.length) parts.push(el('ul', { class: 'clientele-perks' }, ...perks.map((perk) => el('li', {}, perk))));
  return el('div', { class: 'clientele-ladder' }, ...parts);
}

// Asks for the birthday, once: only the store can change it later.
function birthday(kit) {
  const { el, say } = kit;
  const months = new Intl.DateTimeFormat(kit.language, { month: 'long', timeZone: 'UTC' });
  const pick = (name, count, text) => el('select', { name, required: true }, el('option', { value: '' }, say(name)),
    ...Array.from({ length: count }, (_, i) => el('option', { value: i + 1 }, text(i + 1))));
  const month = pick('month', 12, (n) => months.format(Date.UTC(2024, n - 1, 1)));
  const day = pick('day', 31, (n) => kit.number(n));
  // Days that the month does not have cannot be chosen; 2024 has a 29 February.
  month.addEventListener('change', () => {
    const last = month.value ? new Date(Date.UTC(2024, month.value, 0)).getUTCDate() : 31;
    for (const option of day.options) option.disabled = option.value > last;
    if (day.value > last) day.value = '';
  });
  const note = el('p', { class: 'clientele-small' }, say('birthday_why'));
  const button = el('button', { type: 'submit', class: 'clientele-quiet' }, say('birthday_save'));
  const send = async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await kit.ask('birthday', { method: 'POST', body: { month: Number(month.value), day: Number(day.value) } });
      details.open = false;
      kit.changed();
      kit.tell(say('birthday_kept'));
    } catch (trouble) {
      note.textContent = kit.sentence(trouble);
      kit.tell(note.textContent);
      button.disabled = false;
    }
  };
  const form = el('form', { onsubmit: send },
    note, el('p', { class: 'clientele-date' }, el('label', {}, say('month'), ' ', month), ' ', el('label', {}, say('day'), ' ', day), ' ', button));
  // An open question is not drawn anew while somebody answers it.
  const details = el('details', { ontoggle: () => form.classList.toggle('clientele-confirm', details.open) },
    el('summary', {}, say('birthday')), form);
  return details;
}

export default {
  asks: ['me'],
  draw(kit, me) {
    const { el, say, has, points } = kit;
    const p = me.points ?? { balance: 0 };
    const notes = [];
    if (p.debt > 0) notes.push(say('debt', { points: points(p.debt) }));
    if (p.pending > 0 && has('pending')) notes.push(say('pending', { points: points(p.pending) }));
    if (p.reserved > 0 && has('reserved')) notes.push(say('reserved', { points: points(p.reserved) }));
    if (p.expiringPoints > 0 && p.expiringAt && has('expiring')) {
      notes.push(say('expiring', { points: points(p.expiringPoints), date: kit.date(p.expiringAt) }));
    }
    return [
      me.name ? el('p', { class: 'clientele-small' }, say('hello', { name: me.name })) : '',
      el('p', { class: 'clientele-balance' }, el('strong', {}, kit.number(p.balance)), ' ', el('span', {}, say('label', { n: p.balance }))),
      ...notes.map((note) => el('p', { class: 'clientele-small' }, note)),
      me.level && has('level') ? level(kit, me.level) : '',
      me.askBirthday ? birthday(kit) : '',
    ].filter(Boolean);
  },
};
