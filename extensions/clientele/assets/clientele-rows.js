// What lists of things to do something with share: more rows on demand, and a
// question in the place of a button.

/** A list with its first rows, and a button for the others. */
function list({ el, say, root }, rows) {
  const shown = Number(root.style.getPropertyValue('--clientele-rows')) || 3;
  const out = el('ul', { class: 'clientele-list' }, ...rows.slice(0, shown));
  if (rows.length <= shown) return [out];
  const more = el('button', { type: 'button', class: 'clientele-quiet', onclick: () => {
    out.append(...rows.slice(shown));
    more.remove();
    rows[shown].setAttribute('tabindex', '-1');
    rows[shown].focus();
  } }, say('more'));
  return [out, more];
}

/** Asks in place of a button before it acts; focus goes along and comes back. */
function confirming(kit, button, { question, agree, act }) {
  const { el, say } = kit;
  const leave = () => {
    box.replaceWith(button);
    button.focus();
  };
  const yes = el('button', { type: 'button', class: 'clientele-button', async onclick() {
    yes.disabled = true;
    try {
      await act();
      box.remove();
      kit.changed();
    } catch (trouble) {
      text.textContent = kit.sentence(trouble);
      kit.tell(text.textContent);
      yes.disabled = false;
    }
  } }, agree);
  const text = el('span', { class: 'clientele-small' }, question);
  const box = el('div', { class: 'clientele-confirm', role: 'group', 'aria-label': question, onkeydown: (event) => {
    if (event.key === 'Escape') leave();
  } }, text, el('span', { class: 'clientele-row' }, yes, el('button', { type: 'button', class: 'clientele-quiet', onclick: leave }, say('no'))));
  button.replaceWith(box);
  yes.focus();
}

export default { list, confirming };
