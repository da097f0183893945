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
    ].filter(Boolean);
  },
};
