// Puts somebody on the waitlist where no time suits them: for which days, which
// part of the day, and who they are.
const parts = ['', 'morning', 'afternoon', 'evening'];
const dayMs = 86400000;
const daysMax = 31;

const after = (date, days) => new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/** The days that the shopper was looking at. */
function lookedAt(body, today) {
  const shown = [...body.querySelectorAll('[name=day]')].map(({ value }) => value);
  const chosen = body.querySelector('[name=start]:checked') && body.querySelector('[name=day]:checked')?.value;
  const [from, to] = chosen ? [chosen, chosen] : [shown[0] ?? today, shown.at(-1) ?? today];
  return from < today ? [today, to < today ? today : to] : [from, to];
}

function partOfDay({ el, say, root }) {
  const id = `${root.getAttribute('aria-labelledby')}-part`;
  return el('div', { class: 'clientele-field' }, el('label', { for: id }, say('wait_part')),
    el('select', { id, name: 'part' }, ...parts.map((part) => el('option', { value: part }, say(part || 'any_time')))), el('span', { class: 'clientele-wrong' }));
}

/** What stands at the end, with the way out of the line again. */
function outcome(desk, made) {
  const { kit, wish, times } = desk;
  const { el, say } = kit;
  const note = el('p', {}, say('waiting_note', { email: wish.email }));
  const alert = el('p', { class: 'clientele-trouble', role: 'alert' });
  const leave = el('button', { type: 'button', class: 'clientele-quiet', async onclick() {
    leave.disabled = true;
    try {
      await kit.ask(`waitlist/${encodeURIComponent(made.id)}?token=${encodeURIComponent(made.token)}`, { method: 'DELETE' });
      heading.textContent = say('left');
      note.remove();
      leave.remove();
      heading.focus();
      kit.changed();
    } catch (trouble) {
      if (!trouble.kind) throw trouble;
      alert.textContent = kit.sentence(trouble);
      leave.disabled = false;
    }
  } }, say('leave'));
  const heading = el('h3', { tabindex: '-1' }, say('waiting'));
  return el('div', { class: 'clientele-step' }, heading, el('p', {}, desk.about()),
    el('p', { class: 'clientele-moment' }, el('strong', {}, times.range(made.from, made.to)), el('span', {}, say(made.part || 'any_time'))), note, alert,
    el('p', { class: 'clientele-row' }, el('button', { type: 'button', class: 'clientele-quiet', onclick: () => desk.go('time') }, say('other_time')), leave));
}

/** The step in which somebody joins, in the place of the one that chooses a time. */
export default function join(desk) {
  const { kit, times } = desk;
  const { el, say, fields: { field } } = kit;
  const today = times.today();
  const [from, to] = lookedAt(kit.body, today);
  const day = (name, value) => field(kit, { name, label: say(`wait_${name}`), kind: 'date', required: true, value });
  const [first, last] = [day('from', from), day('to', to)];
  const [begin, end] = [first, last].map((node) => node.querySelector('input'));
  const follow = () => {
    if (!begin.value) return;
    Object.assign(end, { min: begin.value, max: after(begin.value, daysMax - 1) });
    if (end.value < end.min) end.value = end.min;
    if (end.value > end.max) end.value = end.max;
  };
  begin.min = today;
  begin.addEventListener('change', follow);
  follow();
  const zone = times.abroad();
  return {
    title: say('wait_title'), next: say('wait_join'), back: 'time',
    parts: [
      el('p', {}, say('wait_note')), el('div', { class: 'clientele-pair' }, first, last), partOfDay(kit),
      zone ? el('p', { class: 'clientele-small' }, say('wait_zone', { zone })) : '', ...desk.personal(desk),
    ],
    async done(data) {
      try {
        const made = await kit.wish('clientele-waitlist', 'waitlist', { ...desk.wanted(desk, data), from: data.get('from'), to: data.get('to'), part: data.get('part') });
        desk.finish(outcome(desk, made));
      } catch (trouble) {
        if (trouble.status === 422 && trouble.answer?.errors?.some(({ location }) => ['from', 'to'].includes(location))) trouble.text = say('wait_days');
        else if (trouble.status === 422) trouble.text = say('wrong');
        throw trouble;
      }
    },
  };
}
