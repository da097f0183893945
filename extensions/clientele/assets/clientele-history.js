// What moved the points, newest first; more on demand.
const row = ({ el, date, signed }, item) => el('li', {},
  el('span', { class: 'clientele-what' }, el('span', {}, item.text), el('time', { class: 'clientele-small', datetime: item.at }, date(item.at))),
  el('strong', { class: item.points < 0 ? 'clientele-minus' : 'clientele-plus' }, signed(item.points)));

export default {
  asks: ['history'],
  draw(kit, first) {
    const { el, say, root } = kit;
    if (!first.items.length) return el('p', { class: 'clientele-none' }, say('empty'));
    const shown = Number(root.style.getPropertyValue('--clientele-rows')) || 5;
    const list = el('ul', { class: 'clientele-list' });
    let waiting = [...first.items];
    let { next } = first;
    const show = (items) => list.append(...items.map((item) => row(kit, item)));
    const button = el('button', { type: 'button', class: 'clientele-quiet', async onclick() {
      const from = list.children.length;
      if (!waiting.length && next) {
        button.disabled = true;
        try {
          const page = await kit.ask(`history?cursor=${encodeURIComponent(next)}`);
          waiting = page.items;
          next = page.next;
        } catch (trouble) {
          kit.tell(kit.sentence(trouble));
          return;
        } finally {
          button.disabled = false;
        }
      }
      show(waiting.splice(0, 20));
      button.hidden = !waiting.length && !next;
      const fresh = list.children[from];
      fresh?.setAttribute('tabindex', '-1');
      fresh?.focus();
    } }, say('more'));
    show(waiting.splice(0, shown));
    button.hidden = !waiting.length && !next;
    return [list, button];
  },
};
