// The link to pass on, copied or shared.
export default {
  asks: ['me'],
  draw({ el, say, copy }, { referral }) {
    if (!referral) return el('p', { class: 'clientele-none' }, say('empty'));
    const field = el('input', { class: 'clientele-code', readonly: true, value: referral.link, 'aria-label': say('link'), onfocus: () => field.select() });
    const button = el('button', { type: 'button', class: 'clientele-button', onclick: () => copy(referral.link, button) }, say('copy'));
    const share = navigator.share && el('button', {
      type: 'button', class: 'clientele-quiet', onclick: () => navigator.share({ url: referral.link, text: referral.text }).catch(() => {}),
    }, say('share'));
    return [el('p', {}, referral.text || say('text')), el('div', { class: 'clientele-row' }, field, button, share || '')];
  },
};
