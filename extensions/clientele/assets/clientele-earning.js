// What the store gives points for.
export default {
  asks: ['earning'],
  draw({ el, say }, { ways }) {
    if (!ways.length) return el('p', { class: 'clientele-none' }, say('empty'));
    return el('ul', { class: 'clientele-list' }, ...ways.map((way) => el('li', {},
      el('span', { class: 'clientele-what' }, el('strong', {}, way.title), el('span', { class: 'clientele-small' }, way.text)))));
  },
};
