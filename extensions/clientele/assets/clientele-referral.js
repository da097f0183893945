// A member's own link for friends, to copy or to hand to the device's own way of
// sharing. The store begins where its pages do, not always at the domain's root.
export default {
  asks: ['referral'],
  draw(kit, { referral }) {
    const { el, say, root } = kit;
    if (!referral) return el('p', { class: 'clientele-none' }, say('empty'));
    const link = new URL((root.dataset.store ?? '').replace(/\/+$/, '') + referral.link, location.origin);
    if (link.origin !== location.origin) return el('p', { class: 'clientele-none' }, say('empty'));
    const field = el('input', { class: 'clientele-code', type: 'text', readonly: true, value: link.href, 'aria-label': say('link'), onfocus: () => field.select() });
    const copy = el('button', { type: 'button', class: 'clientele-button', onclick: () => kit.copy(link.href, copy) }, say('copy'));
    const share = navigator.share && el('button', {
      type: 'button', class: 'clientele-quiet', onclick: () => navigator.share({ url: link.href }).catch(() => {}), // put away again
    }, say('share'));
    return [
      el('p', {}, referral.text),
      el('div', { class: 'clientele-row clientele-link' }, field, copy, share || ''),
      el('p', { class: 'clientele-small' }, say('note')),
    ];
  },
};
